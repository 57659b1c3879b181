using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Postgres.Shadow;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Poolers, cut connections and lost answers.</summary>
public sealed class NetworkTests : IAsyncLifetime
{
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);
    private ShadowServer? _server;

    private ShadowServer Server => _server ?? throw new InvalidOperationException("Not initialised.");

    public async ValueTask InitializeAsync() =>
        _server = await ShadowServer.StartAsync(new ShadowServerOptions { Tcp = true }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _project.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task<(string Direct, string Proxied)> DatabaseAsync(Proxy proxy)
    {
        var direct = Server.TcpConnectionString(await Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken));
        return (
            direct,
            new NpgsqlConnectionStringBuilder(direct)
            {
                Port = proxy.Port,
                SslMode = SslMode.Disable,
                GssEncryptionMode = GssEncryptionMode.Disable,
            }.ConnectionString
        );
    }

    // A pooler answers the login with a process number of its own: here, by changing the server's in passing.
    private static Memory<byte>? AnotherProcess(int connection, Memory<byte> bytes)
    {
        var key = bytes.Span.IndexOf("K\0\0\0\f"u8);
        if (key >= 0)
            bytes.Span[key + 8] ^= 0x55;
        return bytes;
    }

    [Fact]
    public async Task Through_a_pooler_transactions_run_and_nothing_else_does()
    {
        await using var proxy = new Proxy(Server.Port!.Value, fromServer: AnotherProcess);
        var (direct, proxied) = await DatabaseAsync(proxy);
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync("insert into effects values (2);", "two");
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Run.MigrateAsync(proxied, _project))));
        Assert.Equal(2, runs.Sum(r => r.Result.Tags.Count));
        Assert.Equal(["1", "2"], await PostgresFixture.QueryAsync(direct, "select n from effects order by n"));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(direct, "select count(*) from pg_locks where locktype = 'advisory'"));

        await _project.AddAsync("create index concurrently effects_n on effects (n);", "index");
        Assert.Equal("ST1213", (await Run.FailAsync(ProblemKind.Preflight, proxied, _project)).Code);
        await Run.MigrateAsync(direct, _project);
    }

    [Fact]
    public async Task The_answer_to_a_commit_is_lost()
    {
        var cut = false;

        // The tag of the COMMIT of the migration, on its way back: the server has committed, and nobody is told.
        Memory<byte>? Cut(int connection, Memory<byte> bytes)
        {
            if (cut || connection != 1 || bytes.Span.IndexOf("INSERT 0 7\0"u8) < 0)
                return bytes;
            cut = true;
            return null;
        }

        await using var proxy = new Proxy(Server.Port!.Value, fromServer: Cut);
        var (direct, proxied) = await DatabaseAsync(proxy);
        await _project.AddAsync("create table effects (n int);\ninsert into effects select generate_series(1, 7);", "one");
        await _project.AddAsync("insert into effects values (8);", "two");
        var (result, events) = await Run.MigrateAsync(proxied, _project);
        Assert.True(cut);
        Assert.NotEmpty(events.OfType<Reconnecting>());
        Assert.Equal("0001_two", result.Head);
        Assert.Equal(["8"], await PostgresFixture.QueryAsync(direct, "select count(*) from effects"));
    }

    [Fact(Timeout = 180_000)]
    public async Task The_connection_is_cut_at_every_message()
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync(
            "insert into effects values (2);\ncreate index concurrently effects_n on effects (n);\ninsert into effects values (3);",
            "two"
        );
        for (var at = 8; at < 40; at++)
        {
            var messages = 0;
            var limit = at;

            // Without the cast, null would be an empty piece of memory.
            Memory<byte>? Cut(int connection, Memory<byte> bytes) => connection == 1 && ++messages == limit ? (Memory<byte>?)null : bytes;
            await using var proxy = new Proxy(
                Server.Port!.Value,
                fromServer: at % 2 == 0 ? Cut : null,
                fromClient: at % 2 == 1 ? Cut : null
            );
            var (direct, proxied) = await DatabaseAsync(proxy);
            await Run.MigrateAsync(proxied, _project);
            Assert.Equal(
                (at, "1,2,3"),
                (at, (await PostgresFixture.QueryAsync(direct, "select string_agg(n::text, ',' order by n) from effects"))[0])
            );
            Assert.Equal(
                (at, "0"),
                (at, (await PostgresFixture.QueryAsync(direct, "select count(*) from pg_index where not indisvalid"))[0])
            );
            if (messages < limit)
                return;
        }
        Assert.Fail("The run has more messages than the test cuts at.");
    }

    [Fact]
    public async Task A_server_that_does_not_come_back_leaves_the_outcome_unknown()
    {
        Proxy? proxy = null;
        Memory<byte>? Cut(int connection, Memory<byte> bytes)
        {
            if (bytes.Span.IndexOf("INSERT 0 7\0"u8) < 0)
                return bytes;
            proxy!.Refuses = true;
            return null;
        }

        await using var cutting = proxy = new Proxy(Server.Port!.Value, fromServer: Cut);
        var (_, proxied) = await DatabaseAsync(proxy);
        await _project.AddAsync("create table effects (n int);\ninsert into effects select generate_series(1, 7);", "one");
        var problem = await Run.FailAsync(
            ProblemKind.OutcomeUnknown,
            proxied,
            _project,
            Run.Options with
            {
                ReconnectFor = TimeSpan.FromMilliseconds(500),
            }
        );
        Assert.Equal("ST1401", problem.Code);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=x;Database=d;Password=hunter2", "cannot be reached")]
    [InlineData("Host=nowhere.invalid;Username=x;Database=d;Password=hunter2", "cannot be reached")]
    public async Task No_server_is_exit_11_and_no_password_is_shown(string connectionString, string expected)
    {
        await _project.AddAsync("select 1;", "one");
        var problem = await Run.FailAsync(ProblemKind.NoConnection, connectionString, _project);
        Assert.Contains(expected, problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_or_a_missing_database_is_exit_11()
    {
        await _project.AddAsync("select 1;", "one");
        var right = Server.TcpConnectionString("nowhere");
        Assert.Contains("does not exist", (await Run.FailAsync(ProblemKind.NoConnection, right, _project)).What, StringComparison.Ordinal);
        var wrong = new NpgsqlConnectionStringBuilder(Server.TcpConnectionString()) { Password = "hunter2" }.ConnectionString;
        var problem = await Run.FailAsync(ProblemKind.NoConnection, wrong, _project);
        Assert.Contains("refused the login", problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }
}
