using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Postgres.Execution;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Refusals of the database itself, and reads that change nothing.</summary>
public sealed class GuardTests(PostgresFixture postgres) : IDisposable
{
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _project.Dispose();

    private static async Task<PostgresTarget> PreparedAsync(string database)
    {
        var target = new PostgresTarget(database);
        await target.OpenAsync(Token);
        Assert.True(await target.TryLockAsync(Token));
        await target.ReadAsync(Token);
        await target.PrepareAsync(Run.Options.Run, Token);
        return target;
    }

    private static TransactionUnit Unit(string sql) =>
        new(
            SqlScript.Parse(sql, PostgresSyntax.Instance with { Forbidden = [] }, "x.sql").Statements,
            [new SaveHistory(new HistoryRow(0, "0000_x", "h", "p") { State = HistoryState.Applied })]
        );

    [Fact]
    public async Task A_run_that_was_overtaken_can_write_nothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var target = await PreparedAsync(database);
        await PostgresFixture.ExecuteAsync(database, "update strata.lock set fence = fence + 1");
        var failure = await Assert.ThrowsAsync<StatementException>(() =>
            target.RunAsync(Unit("create table a (id int);"), _ => { }, Token)
        );
        Assert.Equal(FailureKind.Superseded, failure.Kind);
        Assert.Equal(
            ["0|0"],
            await PostgresFixture.QueryAsync(
                database,
                "select (select count(*) from pg_tables where schemaname = 'public'), (select count(*) from strata.history)"
            )
        );
    }

    [Fact]
    public async Task A_statement_that_ends_the_transaction_is_noticed()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var target = await PreparedAsync(database);
        var failure = await Assert.ThrowsAsync<StatementException>(() =>
            target.RunAsync(Unit("create table a (id int); commit; begin; create table b (id int);"), _ => { }, Token)
        );
        Assert.Equal(FailureKind.TransactionEnded, failure.Kind);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from strata.history"));
    }

    [Fact]
    public async Task A_read_only_database_is_refused_before_anything_runs()
    {
        var database = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(
            database,
            $"alter database \"{new Npgsql.NpgsqlConnectionStringBuilder(database).Database}\" set default_transaction_read_only = on"
        );
        await _project.AddAsync("select 1;", "one");
        Assert.Equal("ST1212", (await Run.FailAsync(ProblemKind.Preflight, database, _project)).Code);
    }

    [Fact]
    public async Task What_is_pending_can_be_seen_without_writing()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "one");
        await _project.AddAsync("create table b (id int);", "two");
        await Run.MigrateAsync(database, _project, Run.Options with { To = 0 });
        await using var target = new PostgresTarget(database);
        var pending = await new MigrationRunner(target, Run.Options, TimeProvider.System, _ => { }).PendingAsync(
            await _project.ReadAsync(),
            Token
        );
        Assert.Equal(["0001_two"], pending.Select(p => p.Migration.Tag));

        var untouched = await postgres.CreateDatabaseAsync();
        await using var other = new PostgresTarget(untouched);
        Assert.Equal(
            2,
            (
                await new MigrationRunner(other, Run.Options, TimeProvider.System, _ => { }).PendingAsync(await _project.ReadAsync(), Token)
            ).Length
        );
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(untouched, "select count(*) from pg_namespace where nspname = 'strata'"));
    }

    [Fact]
    public async Task The_fingerprint_reached_is_recorded()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "one");
        await using var target = new PostgresTarget(database);
        var migrator = new MigrationRunner(target, Run.Options, TimeProvider.System, _ => { })
        {
            Fingerprint = (connection, _, _) => Task.FromResult<string?>($"seen through {connection.Database}"),
        };
        var result = await migrator.MigrateAsync(await _project.ReadAsync(), Token);
        Assert.StartsWith("seen through s", result.Fingerprint, StringComparison.Ordinal);
        Assert.Equal([result.Fingerprint!], await PostgresFixture.QueryAsync(database, "select fingerprint from strata.history"));
    }

    [Fact]
    public async Task A_newer_record_is_not_touched()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "one");
        await Run.MigrateAsync(database, _project);
        await PostgresFixture.ExecuteAsync(database, "update strata.lock set format = 99");
        Assert.Equal("ST3056", (await Run.FailAsync(ProblemKind.Inconsistent, database, _project)).Code);
    }

    [Fact]
    public async Task A_procedure_that_commits_fails_cleanly_and_says_what_to_write()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync(
            "create table a (id int);\ncreate procedure p() language plpgsql as $$ begin insert into a values (1); commit; end $$;",
            "one"
        );
        await Run.MigrateAsync(database, _project);
        await _project.AddAsync("call p();", "two");
        var problem = await Run.FailAsync(ProblemKind.FailedUnchanged, database, _project);
        Assert.Contains("strata:transaction none", problem.What, StringComparison.Ordinal);
        await _project.AddAsync("do $$ begin insert into a values (2); commit; end $$;", "three");
        using var other = new MigrationProject(PostgresSyntax.Instance);
        await other.AddAsync(
            "create table a (id int);\ncreate procedure p() language plpgsql as $$ begin insert into a values (1); commit; end $$;",
            "one"
        );
        await other.AddAsync("-- strata:transaction none\ncall p();", "two_alone");
        await other.AddAsync("do $$ begin insert into a values (2); commit; end $$;", "three");
        await Run.MigrateAsync(database, other);
        Assert.Equal(["1", "2"], await PostgresFixture.QueryAsync(database, "select id from a order by id"));
    }

    [Fact]
    public async Task The_record_can_be_edited_under_the_lock()
    {
        var database = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(database, "create table a (id int)");
        await _project.AddAsync("create table a (id int);", "one");
        var migration = (await _project.ReadAsync()).Migrations[0];
        await using var target = new PostgresTarget(database);
        var row = new HistoryRow(migration.Idx, migration.Tag, migration.Hash, migration.Parent)
        {
            Kind = HistoryKind.Baseline,
            State = HistoryState.Applied,
            StatementsDone = 1,
            StatementsTotal = 1,
        };
        await new HistoryEditor(target, Run.Options, TimeProvider.System, _ => { }).EditAsync(
            (_, _) => Task.FromResult<System.Collections.Immutable.ImmutableArray<Bookkeeping>>([new SaveHistory(row)]),
            StampMode.Migrate,
            Token
        );
        Assert.Empty((await Run.MigrateAsync(database, _project)).Result.Tags);
    }
}
