using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Postgres.Execution;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Running migrations on a real server.</summary>
public sealed class MigrateTests(PostgresFixture postgres) : IDisposable
{
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Everything_pending_is_applied_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync(
            "create table films (id int primary key, title text);\ninsert into films values (1, 'Möbius; \U0001F600');",
            "films"
        );
        await _project.AddAsync("copy films from stdin;\n2\tStalker\n\\.\nalter table films add rating int;", "rating");
        var (first, events) = await Run.MigrateAsync(database, _project);
        Assert.Equal(["0000_films", "0001_rating"], first.Tags);
        Assert.Equal(["0000_films|applied|2", "0001_rating|applied|2"], await Run.HistoryAsync(database));
        Assert.Equal(
            ["1|Möbius; \U0001F600|", "2|Stalker|"],
            await PostgresFixture.QueryAsync(database, "select * from films order by id")
        );
        Assert.Equal(2, events.OfType<MigrationApplied>().Count());

        var (second, _) = await Run.MigrateAsync(database, _project);
        Assert.Empty(second.Tags);
        Assert.Equal("0001_rating", second.Head);
    }

    [Fact]
    public async Task A_failure_in_the_third_statement_leaves_nothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "good");
        await _project.AddAsync(
            "create table b (id int);\ninsert into a values (1);\nselect \U0001F600 from a,\n  nowhere;\ncreate table c (id int);",
            "bad"
        );
        var problem = await Run.FailAsync(ProblemKind.FailedUnchanged, database, _project);
        Assert.EndsWith("0001_bad.sql:4:3", problem.Where, StringComparison.Ordinal);
        Assert.Contains("[42P01]", problem.What, StringComparison.Ordinal);
        Assert.Equal("nothing of 0001_bad was applied; the database is at 0000_good", problem.State);
        Assert.Equal(["a"], await PostgresFixture.QueryAsync(database, "select tablename from pg_tables where schemaname = 'public'"));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from a"));
        Assert.Equal(["0000_good|applied|1", "0001_bad|failed|0"], await Run.HistoryAsync(database));
    }

    [Fact]
    public async Task Statements_that_cannot_run_in_a_transaction_are_recognised()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync(
            "create table a (id int);\ncreate index concurrently a_id on a (id);\nvacuum a;\nalter table a add b int;",
            "mixed"
        );
        await Run.MigrateAsync(database, _project);
        Assert.Equal(["0000_mixed|applied|4"], await Run.HistoryAsync(database));
        Assert.Equal(
            ["2|done|Absent", "3|done|Repeatable"],
            await PostgresFixture.QueryAsync(database, "select number, state, found from strata.step order by 1")
        );
    }

    [Fact]
    public async Task A_value_added_to_an_enum_can_be_used_in_the_same_file()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create type mood as enum ('sad');", "enum");
        await _project.AddAsync("alter type mood add value 'happy';\ncreate table a (m mood default 'happy');", "value");
        await Run.MigrateAsync(database, _project);
        Assert.Equal(["0000_enum|applied|1", "0001_value|applied|2"], await Run.HistoryAsync(database));
    }

    [Fact]
    public async Task Batches_of_the_file_are_its_transactions()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync(
            "create table a (id int);\n-- strata:transaction shared\ninsert into a values (1);\nselect * from nowhere;",
            "cut"
        );
        var problem = await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        Assert.StartsWith("1 of 3 statements of 0000_cut are applied", problem.State, StringComparison.Ordinal);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from a"));
    }

    [Fact]
    public async Task A_statement_that_was_sent_alone_is_not_repeated_where_it_has_a_transaction_now()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "table");
        var entry = await _project.AddAsync("insert into a values (1);\ninsert into a values (2);", "rows");
        await Run.MigrateAsync(database, _project, Run.Options with { To = 0 });
        var migration = (await _project.ReadAsync()).Migrations[1];
        // As a run left it that was killed while the first statement ran outside of a transaction.
        await PostgresFixture.ExecuteAsync(
            database,
            "insert into strata.history (idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, "
                + $"started_at, by_whom, host, tool, fence) values (1, '{entry.Tag}', '{migration.Hash}', '{migration.Parent}', 'migrate', "
                + $"'running', 0, 2, '{entry.Statements}', now(), '', '', '', 0)"
        );
        await PostgresFixture.ExecuteAsync(
            database,
            "insert into strata.step (tag, number, hash, state, found, started_at, fence) values "
                + $"('{entry.Tag}', 1, '{migration.Script.Statements[0].Hash}', 'intent', 'Unknown', now(), 0)"
        );
        var problem = await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        Assert.Contains("its outcome is unknown", problem.What, StringComparison.Ordinal);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from a"));
    }

    [Fact]
    public async Task A_rollback_that_meets_duplicates_leaves_no_invalid_index_and_is_resumed()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);\ncreate unique index a_id on a (id);", "table");
        await _project.AddAsync("drop index a_id;", "drop", "select 1;\ncreate unique index concurrently a_id on a (id);\nselect 2;");
        await Run.MigrateAsync(database, _project);
        await PostgresFixture.ExecuteAsync(database, "insert into a values (1), (1)");
        await using var target = new PostgresTarget(database);
        var rollback = new Rollback(target, Run.Options, TimeProvider.System, _ => { });
        var folder = await _project.ReadAsync();
        Task<RunResult> RunAsync() => rollback.RunAsync(folder, steps: 1, to: null, TestContext.Current.CancellationToken);
        var problem = await Assert.ThrowsAsync<ProblemException>(RunAsync);
        Assert.Equal(ProblemKind.FailedPartial, problem.Kind);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from pg_index where not indisvalid"));
        await PostgresFixture.ExecuteAsync(database, "delete from a where ctid = '(0,1)'");
        Assert.Equal(["0001_drop"], (await RunAsync()).Tags);
        Assert.Equal(["1"], await PostgresFixture.QueryAsync(database, "select count(*) from pg_indexes where indexname = 'a_id'"));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from strata.step"));
    }

    [Fact]
    public async Task An_index_that_meets_duplicates_leaves_no_invalid_one()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync(
            "create table a (id int);\ninsert into a values (1), (1);\ncreate unique index concurrently a_id on a (id);",
            "unique"
        );
        var problem = await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        Assert.Contains("[23505]", problem.What, StringComparison.Ordinal);
        Assert.StartsWith("2 of 3 statements of 0000_unique are applied", problem.State, StringComparison.Ordinal);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from pg_index where not indisvalid"));
        await PostgresFixture.ExecuteAsync(database, "delete from a where ctid = '(0,1)'");
        await Run.MigrateAsync(database, _project);
        Assert.Equal(["0000_unique|applied|3"], await Run.HistoryAsync(database));
        Assert.Equal(["1"], await PostgresFixture.QueryAsync(database, "select count(*) from a"));
    }

    [Fact]
    public async Task An_invalid_index_that_is_not_ours_is_not_taken_for_success()
    {
        var database = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(database, "create table a (id int)");
        await PostgresFixture.ExecuteAsync(database, "insert into a values (1), (1)");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            PostgresFixture.ExecuteAsync(database, "create unique index concurrently a_id on a (id)")
        );
        await _project.AddAsync("create unique index concurrently if not exists a_id on a (id);", "unique");
        var problem = await Run.FailAsync(ProblemKind.FailedUnchanged, database, _project);
        Assert.Contains("invalid", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_migration_stops_before_anything_runs()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);\ncreate table b (id int);", "one");
        await Run.MigrateAsync(database, _project);
        using var other = new MigrationProject(PostgresSyntax.Instance);
        await other.AddAsync("create table a (id int);\ncreate table b (id bigint);", "one");
        await other.AddAsync("create table c (id int);", "two");
        var problem = await Run.FailAsync(ProblemKind.Inconsistent, database, other);
        Assert.Equal("ST3051", problem.Code);
        Assert.EndsWith("0000_one.sql:2:1", problem.Where, StringComparison.Ordinal);
        Assert.Contains("statement 2 (create table b)", problem.What, StringComparison.Ordinal);
        Assert.Equal(
            ["a", "b"],
            await PostgresFixture.QueryAsync(database, "select tablename from pg_tables where schemaname = 'public' order by 1")
        );
    }

    [Fact]
    public async Task History_of_another_project_stops_before_anything_runs()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "one");
        await Run.MigrateAsync(database, _project);
        using var other = new MigrationProject(PostgresSyntax.Instance);
        await other.AddAsync("create table c (id int);", "two");
        Assert.Equal("ST3058", (await Run.FailAsync(ProblemKind.Inconsistent, database, other)).Code);
    }

    [Fact]
    public async Task Twenty_at_once_apply_everything_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync(
            "insert into effects values (2);\ncreate index concurrently effects_n on effects (n);\ninsert into effects values (3);",
            "two"
        );
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Run.MigrateAsync(database, _project))));
        Assert.Equal(2, runs.Sum(r => r.Result.Tags.Count));
        Assert.Equal(["1", "2", "3"], await PostgresFixture.QueryAsync(database, "select n from effects order by n"));
    }

    [Fact]
    public async Task Twenty_at_once_finish_what_was_begun()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync(
            "create unique index concurrently effects_n on effects (n);\ninsert into effects values (2);\ncreate "
                + "index concurrently effects_m on effects ((n + 1));\ninsert into effects values (1);",
            "two"
        );
        await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        await PostgresFixture.ExecuteAsync(database, "drop index effects_n");
        for (var i = 3; i <= 6; i++)
            await _project.AddAsync($"insert into effects values ({i});", $"more{i}");
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Run.MigrateAsync(database, _project))));
        Assert.Equal(5, runs.Sum(r => r.Result.Tags.Count));
        Assert.Equal(
            ["1,1,2,3,4,5,6"],
            await PostgresFixture.QueryAsync(database, "select string_agg(n::text, ',' order by n) from effects")
        );
    }

    [Fact]
    public async Task Whoever_waits_for_the_lock_is_told_who_holds_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("select 1;", "one");
        await using var holder = new PostgresTarget(database);
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        Assert.True(await holder.TryLockAsync(TestContext.Current.CancellationToken));
        var problem = await Run.FailAsync(
            ProblemKind.LockBusy,
            database,
            _project,
            Run.Options with
            {
                LockWait = TimeSpan.FromMilliseconds(200),
            }
        );
        Assert.Contains("strata as postgres", problem.What, StringComparison.Ordinal);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from pg_namespace where nspname = 'strata'"));
    }

    [Fact]
    public async Task A_busy_table_is_tried_again_and_nobody_waits_long_behind_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "one");
        await Run.MigrateAsync(database, _project);
        await _project.AddAsync("alter table a add b int;", "two");
        await using var reader = await PostgresFixture.OpenAsync(database);
        await using (var transaction = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var select = new Npgsql.NpgsqlCommand("select * from a", reader);
            await select.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var retried = new TaskCompletionSource();
            var running = Run.MigrateAsync(
                database,
                _project,
                seen: e =>
                {
                    if (e is Retrying)
                        retried.TrySetResult();
                }
            );
            await retried.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
            await running;
        }
        Assert.Equal(["0000_one|applied|1", "0001_two|applied|1"], await Run.HistoryAsync(database));
    }

    [Fact]
    public async Task A_stamp_stops_the_command_that_reached_the_wrong_database()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("select 1;", "one");
        await Run.MigrateAsync(database, _project, Run.Options with { Environment = "production" });
        var problem = await Run.FailAsync(ProblemKind.Refused, database, _project, Run.Options with { Environment = "staging" });
        Assert.Equal("ST9001", problem.Code);
        await PostgresFixture.ExecuteAsync(database, "update strata.stamp set mode = 'push'");
        Assert.Equal(
            "ST9002",
            (await Run.FailAsync(ProblemKind.Refused, database, _project, Run.Options with { Environment = "production" })).Code
        );
    }

    [Fact]
    public async Task Cancelling_rolls_back()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);\nselect pg_sleep(30);", "slow");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(800));
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Run.MigrateAsync(database, _project, cancelledBy: source));
        Assert.Equal(ProblemKind.Interrupted, problem.Kind);
        Assert.Equal(["0000_slow|failed|0"], await Run.HistoryAsync(database));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task What_a_migration_sets_does_not_reach_the_next_one()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("set timezone to 'Asia/Tokyo';\nselect 1;", "one");
        await _project.AddAsync("create table zone as select current_setting('timezone') as name;", "two");
        await Run.MigrateAsync(database, _project);
        Assert.Equal(["UTC"], await PostgresFixture.QueryAsync(database, "select name from zone"));
    }
}
