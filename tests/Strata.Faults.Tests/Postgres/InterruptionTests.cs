using System.Data.Common;
using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Postgres.Execution;
using Strata.Postgres.Shadow;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Interruptions and lost connections: what is said afterwards is what the database has.</summary>
public sealed class InterruptionTests : IAsyncLifetime
{
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);
    private ShadowServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ShadowServer Server => _server ?? throw new InvalidOperationException("Not initialised.");

    public async ValueTask InitializeAsync() => _server = await ShadowServer.StartAsync(new ShadowServerOptions { Tcp = true }, Token);

    public async ValueTask DisposeAsync()
    {
        _project.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task<string> DatabaseAsync() => Server.TcpConnectionString(await Server.CreateDatabaseAsync(null, Token));

    private static string Through(Proxy proxy, string direct) =>
        new NpgsqlConnectionStringBuilder(direct)
        {
            Port = proxy.Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    private async Task<ProblemException> InterruptedAsync(string database, CancellationTokenSource source)
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Run.MigrateAsync(database, _project, cancelledBy: source));
        Assert.Equal((ProblemKind.Interrupted, problem.Problem.State), (problem.Kind, problem.Problem.State));
        return problem;
    }

    [Theory, InlineData(0), InlineData(4000)]
    public async Task Commit_whose_answer_comes_after_the_cancellation_stays_applied(int delay)
    {
        using var source = new CancellationTokenSource();
        Memory<byte>? Cancel(int connection, Memory<byte> bytes)
        {
            if (!source.IsCancellationRequested && bytes.Span.IndexOf("INSERT 0 7\0"u8) >= 0)
            {
                source.CancelAsync();
                Thread.Sleep(delay);
            }
            return bytes;
        }

        await using var proxy = new Proxy(Server.Port!.Value, fromServer: Cancel);
        var direct = await DatabaseAsync();
        await _project.AddAsync("create table log (n int);", "log");
        await Run.MigrateAsync(direct, _project);
        await _project.AddAsync("set statement_timeout = '1h';\ninsert into log select generate_series(1, 7);", "rows");
        await _project.AddAsync("insert into log values (8);", "more");
        var problem = await InterruptedAsync(Through(proxy, direct), source);
        Assert.Contains("0001_rows is applied and recorded; the database is at 0001_rows", problem.Problem.State, StringComparison.Ordinal);
        Assert.Equal(["0000_log|applied|1", "0001_rows|applied|2"], await Run.HistoryAsync(direct));
        await Run.MigrateAsync(direct, _project);
        Assert.Equal(["8"], await PostgresFixture.QueryAsync(direct, "select count(*) from log"));
    }

    [Fact]
    public async Task Interrupted_commit_is_told_as_it_is_every_time()
    {
        await _project.AddAsync("create table log (n int);", "log");
        await _project.AddAsync("insert into log select generate_series(1, 7);", "rows");
        await _project.AddAsync("insert into log values (8);", "more");
        var random = new Random(20261128);
        for (var i = 0; i < Worker.Repeats; i++)
        {
            using var source = new CancellationTokenSource();
            var (isRequest, delay) = (random.Next(2) == 0, random.Next(0, 30));
            Memory<byte>? Cancel(ReadOnlySpan<byte> sign, Memory<byte> bytes)
            {
                if (!source.IsCancellationRequested && bytes.Span.IndexOf(sign) >= 0)
                {
                    source.CancelAsync();
                    Thread.Sleep(delay);
                }
                return bytes;
            }

            await using var proxy = new Proxy(
                Server.Port!.Value,
                fromServer: isRequest ? null : (_, bytes) => Cancel("INSERT 0 7\0"u8, bytes),
                fromClient: isRequest ? (_, bytes) => Cancel("generate_series(1, 7)"u8, bytes) : null
            );
            var direct = await DatabaseAsync();
            var problem = await InterruptedAsync(Through(proxy, direct), source);
            var isApplied = (await Run.HistoryAsync(direct)).Contains("0001_rows|applied|1");
            Assert.Equal((i, isApplied), (i, problem.Problem.State.Contains("the database is at 0001_rows", StringComparison.Ordinal)));
            Assert.Equal([isApplied ? "7" : "0"], await PostgresFixture.QueryAsync(direct, "select count(*) from log"));
            await Run.MigrateAsync(direct, _project);
            Assert.Equal(["8"], await PostgresFixture.QueryAsync(direct, "select count(*) from log"));
        }
    }

    [Theory, InlineData(HistoryState.Failed), InlineData(HistoryState.Running)]
    public async Task Later_note_replaces_no_applied_row(HistoryState state)
    {
        var database = await DatabaseAsync();
        await _project.AddAsync("create table a (id int);", "one");
        await Run.MigrateAsync(database, _project);
        var migration = (await _project.ReadAsync()).Migrations[0];
        await using var target = new PostgresTarget(database);
        await target.OpenAsync(Token);
        await target.ReadAsync(Token);
        await target.PrepareAsync(Run.Options.Run, Token);
        var row = HistoryRow.Of(migration, state, 0, Run.Options.Run);
        await target.RunAsync(new TransactionUnit([], [new SaveHistory(row)]), _ => { }, Token);
        Assert.Equal(["0000_one|applied|1"], await Run.HistoryAsync(database));
    }

    private async Task<RunResult> VerifiedAsync(
        string database,
        Func<DbConnection, CancellationToken, Task<string?>> look,
        CancellationToken cancellationToken
    )
    {
        await _project.AddAsync("create table a (id int);", "one");
        await _project.AddAsync("create table b (id int);", "two");
        await using var target = new PostgresTarget(database);
        var runner = new MigrationRunner(target, Run.Options, TimeProvider.System, _ => { }) { Fingerprint = (c, _, t) => look(c, t) };
        return await runner.MigrateAsync(await _project.ReadAsync(), cancellationToken);
    }

    private static async Task<string?> AskAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    [Fact]
    public async Task Interruption_in_the_last_look_says_that_all_is_applied()
    {
        using var source = new CancellationTokenSource();
        var database = await DatabaseAsync();
        async Task<string?> LookAsync(DbConnection connection, CancellationToken cancellationToken)
        {
            source.CancelAfter(200);
            return await AskAsync(connection, "select pg_sleep(30)::text", cancellationToken);
        }

        var problem = await Assert.ThrowsAsync<ProblemException>(() => VerifiedAsync(database, LookAsync, source.Token));
        Assert.Equal(ProblemKind.Interrupted, problem.Kind);
        Assert.Equal(
            "2 migrations of this run are applied and recorded, 0000_one to 0001_two; the database is at 0001_two",
            problem.Problem.State
        );
        Assert.Equal(["0000_one|applied|1", "0001_two|applied|1"], await Run.HistoryAsync(database));
    }

    [Fact]
    public async Task Connection_lost_in_the_last_look_is_made_again()
    {
        var looks = 0;
        var database = await DatabaseAsync();
        Task<string?> LookAsync(DbConnection connection, CancellationToken cancellationToken) =>
            AskAsync(
                connection,
                looks++ == 0 ? "select pg_terminate_backend(pg_backend_pid())::text" : "select 'seen'::text",
                cancellationToken
            );
        var result = await VerifiedAsync(database, LookAsync, Token);
        Assert.Equal((2, "seen"), (looks, result.Fingerprint));
        Assert.Equal(["0000_one", "0001_two"], result.Tags);
    }

    [Fact]
    public async Task Refusal_in_the_last_look_says_that_all_is_applied()
    {
        var database = await DatabaseAsync();
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            VerifiedAsync(database, (c, t) => AskAsync(c, "select nowhere", t), Token)
        );
        Assert.Equal(("ST0711", ProblemKind.FailedPartial), (problem.Problem.Code, problem.Kind));
        Assert.StartsWith("2 migrations of this run are applied", problem.Problem.State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statement_that_cannot_run_is_found_before_earlier_migrations_run()
    {
        var database = await DatabaseAsync();
        await _project.AddAsync("create table a (id int);", "one");
        await _project.AddAsync("create index concurrently on a (id);", "index");
        Assert.Equal("ST3030", (await Run.FailAsync(ProblemKind.Inconsistent, database, _project)).Code);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from pg_class where relname = 'a'"));
    }

    [Theory]
    [InlineData(
        "create table t (id int); create index t_id on t (id);",
        "drop index concurrently t_id;",
        "select 1 from pg_index where not indisvalid"
    )]
    [InlineData(
        "create table t (id int) partition by range (id); create table t1 partition of t for values from (0) to (10);",
        "alter table t detach partition t1 concurrently;",
        "select 1 from pg_inherits where inhdetachpending"
    )]
    public async Task Interrupted_half_of_a_statement_is_said_and_completed(string before, string statement, string half)
    {
        var database = await DatabaseAsync();
        await _project.AddAsync(before, "before");
        await Run.MigrateAsync(database, _project);
        await _project.AddAsync(statement, "half");
        using var source = new CancellationTokenSource();
        await using (var reader = await PostgresFixture.OpenAsync(database))
        await using (var transaction = await reader.BeginTransactionAsync(Token))
        {
            await AskAsync(reader, "select count(*)::text from t", Token);
            var running = InterruptedAsync(database, source);
            for (var i = 0; i < 300 && (await PostgresFixture.QueryAsync(database, half)).Count == 0; i++)
                await Task.Delay(50, Token);
            await source.CancelAsync();
            var problem = (await running).Problem;
            Assert.Contains("statement 1 (", problem.State, StringComparison.Ordinal);
            Assert.Contains("is half done", problem.State, StringComparison.Ordinal);
            Assert.DoesNotContain("nothing", problem.State, StringComparison.Ordinal);
        }
        Assert.Equal(["1"], await PostgresFixture.QueryAsync(database, half));
        await Run.MigrateAsync(database, _project);
        Assert.Empty(await PostgresFixture.QueryAsync(database, half));
        Assert.Equal(["0000_before|applied|2", "0001_half|applied|1"], await Run.HistoryAsync(database));
    }

    private static async Task<ProblemException> PushFailsAsync(string database, params Batch[] batches)
    {
        await using var target = new PostgresTarget(database);
        var runner = new PlanRunner(target, Run.Options, TimeProvider.System, _ => { });
        return await Assert.ThrowsAsync<ProblemException>(() =>
            runner.RunAsync((_, _, _) => Task.FromResult(new Plan([.. batches])), Token)
        );
    }

    [Fact]
    public async Task Push_whose_backend_was_ended_says_what_is_done()
    {
        const string End = "select pg_terminate_backend(pg_backend_pid())";
        var database = await DatabaseAsync();
        var problem = await PushFailsAsync(
            database,
            new Batch(TransactionMode.Shared, [new Step("create table a (id int)")]),
            new Batch(TransactionMode.Own, [new Step("create table b (id int)"), new Step(End)])
        );
        Assert.Equal(("ST0704", ProblemKind.FailedPartial), (problem.Problem.Code, problem.Kind));
        Assert.StartsWith("1 of 3 steps are done", problem.Problem.State, StringComparison.Ordinal);
        Assert.Contains("push", problem.Problem.Next.ToString(), StringComparison.Ordinal);
        Assert.Equal(["a"], await PostgresFixture.QueryAsync(database, "select tablename from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task Push_whose_answer_was_lost_says_that_it_is_done()
    {
        var cut = false;
        Memory<byte>? Cut(int connection, Memory<byte> bytes)
        {
            if (cut || bytes.Span.IndexOf("INSERT 0 7\0"u8) < 0)
                return bytes;
            cut = true;
            return null;
        }

        await using var proxy = new Proxy(Server.Port!.Value, fromServer: Cut);
        var direct = await DatabaseAsync();
        var problem = await PushFailsAsync(
            Through(proxy, direct),
            new Batch(TransactionMode.Shared, [new Step("create table a (id int)"), new Step("insert into a select generate_series(1, 7)")])
        );
        Assert.Equal(("ST0704", "all steps are done"), (problem.Problem.Code, problem.Problem.State));
        Assert.Equal(["7"], await PostgresFixture.QueryAsync(direct, "select count(*) from a"));
    }
}
