using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Postgres.Runs;
using Strata.Postgres.Shadow;
using Strata.Sqlite.Runs;
using Strata.Testing;

namespace Strata.Faults.Tests;

/// <summary>The record of commands that wrote, and the right to be the only one of them.</summary>
public sealed class RunLogTests(PostgresFixture server) : IDisposable
{
    private static readonly CancellationToken s_token = CancellationToken.None;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CommandRun Run(string tag = "v1") =>
        new(Guid.NewGuid(), "deploy", new RunInfo("ada", "laptop", "strata 1", "abc")) { Detail = $"{{\"tag\":\"{tag}\"}}" };

    private async Task<IRunLog> LogAsync(string dialect) =>
        dialect == "sqlite"
            ? new SqliteRunLog($"Data Source={_folder.At("app.db")}")
            : new PostgresRunLog(await server.CreateDatabaseAsync());

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_run_is_written_updated_and_ends_once(string dialect)
    {
        var log = await LogAsync(dialect);
        Assert.Empty(await log.ReadAsync(null, 10, s_token));
        var run = Run();
        await log.SaveAsync(run, s_token);
        await log.SaveAsync(Run("v2") with { Command = "restore", Exit = 0 }, s_token);
        Assert.Null(Assert.Single(await log.ReadAsync("deploy", 10, s_token)).Finished);
        await log.SaveAsync(run with { Exit = 7, Plan = "p", Detail = "{}" }, s_token);
        var read = Assert.Single(await log.ReadAsync("deploy", 10, s_token));
        Assert.Equal((run.Id, 7, "p", "{}", run.By), (read.Id, read.Exit, read.Plan, read.Detail, read.By));
        Assert.True(read.Started <= read.Heartbeat && read.Heartbeat <= read.Finished);
        Assert.Equal(["restore", "deploy"], (await log.ReadAsync(null, 10, s_token)).Select(r => r.Command));
        Assert.Single(await log.ReadAsync(null, 1, s_token));
        Assert.Equal(FailureKind.Superseded, (await Assert.ThrowsAsync<StatementException>(() => log.SaveAsync(run, s_token))).Kind);
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Of_many_at_once_one_has_the_right(string dialect)
    {
        var log = await LogAsync(dialect);
        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => log.ClaimAsync(Run($"v{i}"), s_token))));
        var held = Assert.Single(claims, c => c is not null)!;
        // Those that did not get it wrote nothing.
        var run = Assert.Single(await log.ReadAsync(null, 50, s_token));
        await held.SaveAsync(run with { Exit = 0 }, s_token);
        Assert.Null(await log.ClaimAsync(Run(), s_token));
        await using (var other = await log.ClaimAsync(Run() with { Command = "restore" }, s_token))
            Assert.NotNull(other);
        await held.DisposeAsync();
        await using var next = await log.ClaimAsync(Run(), s_token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_lock_that_went_with_its_connection_is_taken_again_unless_somebody_was_quicker()
    {
        var connection = await server.CreateDatabaseAsync();
        var log = new PostgresRunLog(connection);
        const string End =
            "select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.pid <> "
            + "pg_backend_pid() and l.database = (select oid from pg_database where datname = current_database())";
        var (first, second) = (Run("v1"), Run("v2"));
        await using var claim = (await log.ClaimAsync(first, s_token))!;
        await PostgresFixture.QueryAsync(connection, End);
        await claim.SaveAsync(first with { Detail = "{\"a\":1}" }, s_token);
        Assert.Null(await log.ClaimAsync(second, s_token));
        Assert.Equal("{\"a\":1}", Assert.Single(await log.ReadAsync(null, 9, s_token)).Detail);

        await PostgresFixture.QueryAsync(connection, End);
        await using var quicker = await log.ClaimAsync(second, s_token);
        Assert.NotNull(quicker);
        Assert.Equal(FailureKind.Superseded, (await Assert.ThrowsAsync<StatementException>(() => claim.SaveAsync(first, s_token))).Kind);
    }

    private static PostgresRunLog Through(Proxy proxy, string direct) =>
        new(
            new NpgsqlConnectionStringBuilder(direct)
            {
                Port = proxy.Port,
                SslMode = SslMode.Disable,
                GssEncryptionMode = GssEncryptionMode.Disable,
            }.ConnectionString
        );

    [Fact]
    public async Task Behind_a_pooler_the_claim_is_a_lease_that_both_kinds_respect()
    {
        await using var tcp = await ShadowServer.StartAsync(new ShadowServerOptions { Tcp = true }, s_token);
        // A pooler answers the login with a process number of its own.
        await using var proxy = new Proxy(
            tcp.Port!.Value,
            fromServer: (_, bytes) =>
            {
                var key = bytes.Span.IndexOf("K\0\0\0\f"u8);
                if (key >= 0)
                    bytes.Span[key + 8] ^= 0x55;
                return bytes;
            }
        );
        var direct = tcp.TcpConnectionString(await tcp.CreateDatabaseAsync(null, s_token));
        var log = new PostgresRunLog(direct);
        var pooled = Through(proxy, direct);
        var run = Run();
        var claim = await pooled.ClaimAsync(run, s_token);
        Assert.NotNull(claim);
        Assert.Null(await pooled.ClaimAsync(Run(), s_token));
        Assert.Null(await log.ClaimAsync(Run(), s_token));
        // It was killed: nothing writes the row any more, and its time passes.
        await claim.DisposeAsync();
        Assert.Null(await log.ClaimAsync(Run(), s_token));
        await PostgresFixture.ExecuteAsync(direct, "update strata.run set lease_until = now() - interval '1 second'");
        await using var next = await log.ClaimAsync(Run(), s_token);
        Assert.NotNull(next);
        Assert.Null(await pooled.ClaimAsync(Run(), s_token));
        // What is finished holds nobody up.
        await next.SaveAsync(run with { Exit = 8 }, s_token);
        await next.DisposeAsync();
        await using var last = await pooled.ClaimAsync(Run(), s_token);
        Assert.NotNull(last);
    }
}
