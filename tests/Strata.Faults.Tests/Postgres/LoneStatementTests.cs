using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Postgres.Execution;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Statements outside of a transaction: failed ones, interrupted ones, and files edited in between.</summary>
public sealed class LoneStatementTests(PostgresFixture postgres) : IDisposable
{
    private const string Invalid = "select count(*) from pg_index where not indisvalid";

    private readonly MigrationProject _project = new(PostgresSyntax.Instance);

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("create table a (id int, v int); create index a_v on a (id);", "create index concurrently a_v on a (v);")]
    [InlineData("create table a (id int, v int); create index a_v on a (v);", "create index concurrently a_v on a (v);")]
    [InlineData("create table a (v int); create index a_v on a (v desc);", "create index concurrently if not exists a_v on a (v);")]
    [InlineData("create table a (v int); create index a_v on a (v) where v > 0;", "create index concurrently if not exists a_v on a (v);")]
    [InlineData("create table a (v int); create table a_v (id int);", "create index concurrently a_v on a (v);")]
    [InlineData("select 1;", "drop index concurrently nosuch;")]
    [InlineData(
        "create table p (id int) partition by range (id); create table x (id int);",
        "alter table p detach partition x concurrently;"
    )]
    [InlineData("select 1;", "alter table nosuch detach partition x concurrently;")]
    [InlineData("select 1;", "create database postgres;")]
    [InlineData("select 1;", "create database postgres template template0;")]
    [InlineData("select 1;", "drop database nosuch;")]
    [InlineData("select 1;", "drop tablespace nosuch;")]
    [InlineData("select 1;", "drop subscription nosuch;")]
    [InlineData("select 1;", "reindex table concurrently nosuch;")]
    [InlineData("create table a (id int primary key); insert into a values (1);", "-- strata:transaction none\ninsert into a values (1);")]
    public async Task Failed_statement_fails_again(string before, string statement)
    {
        var database = await postgres.CreateDatabaseAsync();
        await PrepareAsync(database, before);
        await _project.AddAsync(statement, "fails");
        for (var i = 0; i < 3; i++)
            await Run.FailAsync(ProblemKind.FailedUnchanged, database, _project);
        Assert.Equal(["0000_fails|failed|0"], await Run.HistoryAsync(database));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from strata.step"));
    }

    [Theory]
    [InlineData("a (v)", "a (v)", true)]
    [InlineData("a (id)", "a (v)", false)]
    [InlineData("a (v desc)", "a (v)", false)]
    [InlineData("a ((a.v + 1)) where id > 0", "public.a ((a.v + 1)) where (id > 0)", true)]
    [InlineData("a (v) where id > 1", "a (v) where id > 0", false)]
    [InlineData("a using hash (v)", "a (v)", false)]
    [InlineData("a (v) include (id)", "a (v, id)", false)]
    [InlineData("a (t text_pattern_ops)", "a (t)", false)]
    [InlineData("a (t collate \"C\")", "a (t)", false)]
    [InlineData("a (v) with (fillfactor = 50)", "a (v)", false)]
    public async Task Interrupted_build_is_compared_by_definition(string there, string wanted, bool isDone)
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (gone int, id int, v int, t text); alter table a drop gone;", "table");
        await _project.AddAsync($"create index concurrently a_v on {wanted};", "index");
        await InterruptedAsync(database, 1, 1, "Absent");
        await PostgresFixture.ExecuteAsync(database, $"create index a_v on {there}");
        if (isDone)
        {
            await Run.MigrateAsync(database, _project);
            Assert.Equal(["0000_table|applied|2", "0001_index|applied|1"], await Run.HistoryAsync(database));
            return;
        }
        await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        var problem = await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        Assert.Contains("another object has its name", problem.What, StringComparison.Ordinal);
        Assert.Contains("repair", problem.Next.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_there_before_is_no_effect_of_an_interrupted_statement()
    {
        var database = await postgres.CreateDatabaseAsync();
        await PrepareAsync(database, "create table a (v int); create index a_v on a (v);");
        await _project.AddAsync("select 1;", "first");
        await _project.AddAsync("create index concurrently a_v on a (v);", "index");
        await InterruptedAsync(database, 1, 1, "Done");
        await Run.FailAsync(ProblemKind.FailedUnchanged, database, _project);
        await Run.FailAsync(ProblemKind.FailedUnchanged, database, _project);
    }

    private static async Task PrepareAsync(string database, string sql)
    {
        foreach (var statement in SqlScript.Parse(sql, PostgresSyntax.Instance, "before").Statements)
            await PostgresFixture.ExecuteAsync(database, statement.Text);
    }

    /// <summary>As a run left it that was killed while it ran a statement outside of a transaction.</summary>
    private async Task InterruptedAsync(string database, int migration, int number, string found)
    {
        await Run.MigrateAsync(database, _project, Run.Options with { To = migration - 1 });
        var m = (await _project.ReadAsync()).Migrations[migration];
        await PostgresFixture.ExecuteAsync(
            database,
            "insert into strata.history (idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, "
                + $"started_at, by_whom, host, tool, fence) values ({m.Idx}, '{m.Tag}', '{m.Hash}', '{m.Parent}', 'migrate', "
                + $"'running', {number - 1}, {m.Script.Statements.Length}, '{m.Entry.Statements}', now(), '', '', '', 0)"
        );
        await PostgresFixture.ExecuteAsync(
            database,
            "insert into strata.step (tag, number, hash, state, found, started_at, fence) values "
                + $"('{m.Tag}', {number}, '{m.Script.Statements[number - 1].Hash}', 'intent', '{found}', now(), 0)"
        );
    }

    [Theory]
    [InlineData("select 1;\ninsert into a values (1);\nselect 2;")]
    [InlineData("-- strata:transaction none\nselect 1;\ninsert into a values (1);\nselect 2;")]
    [InlineData("-- strata:transaction none\nvacuum a;\ninsert into a values (1);\ninsert into a values (1);")]
    [InlineData("-- strata:transaction none\ninsert into a values (2);")]
    public async Task Interrupted_statement_is_not_repeated_after_an_edit(string edited)
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync("create table a (id int);", "table");
        await _project.AddAsync("-- strata:transaction none\ninsert into a values (1);\nselect 2;", "rows");
        await InterruptedAsync(database, 1, 1, "Unknown");
        await PostgresFixture.ExecuteAsync(database, "insert into a values (1)");
        using var other = new MigrationProject(PostgresSyntax.Instance);
        await other.AddAsync("create table a (id int);", "table");
        await other.AddAsync(edited, "rows");
        for (var i = 0; i < 3; i++)
        {
            var problem = await Assert.ThrowsAsync<ProblemException>(() => Run.MigrateAsync(database, other));
            Assert.Contains(problem.Kind, new[] { ProblemKind.FailedPartial, ProblemKind.Inconsistent });
            Assert.Contains("repair", problem.Problem.Next.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(["1"], await PostgresFixture.QueryAsync(database, "select id from a"));
    }

    [Fact]
    public async Task Edited_down_script_is_not_resumed()
    {
        var database = await postgres.CreateDatabaseAsync();
        await _project.AddAsync(
            "create table a (id int);",
            "table",
            "insert into a values (1);\n-- strata:transaction none\nselect 1 / 0;\nselect 2;"
        );
        await Run.MigrateAsync(database, _project);
        await using var target = new PostgresTarget(database);
        var rollback = new Rollback(target, Run.Options, TimeProvider.System, _ => { });
        var folder = await _project.ReadAsync();
        Task<RunResult> RunAsync() => rollback.RunAsync(folder, steps: 1, to: null, TestContext.Current.CancellationToken);
        Assert.Equal(ProblemKind.FailedPartial, (await Assert.ThrowsAsync<ProblemException>(RunAsync)).Kind);
        await File.WriteAllTextAsync(
            folder.Migrations[0].DownPath,
            "select 0;\ninsert into a values (1);\ndrop table a;",
            TestContext.Current.CancellationToken
        );
        Assert.Equal("ST3081", (await Assert.ThrowsAsync<ProblemException>(RunAsync)).Problem.Code);
        Assert.Equal(["1"], await PostgresFixture.QueryAsync(database, "select id from a"));
    }

    [Theory]
    [InlineData("do $$ begin for i in 1..5 loop insert into a values (i); commit; end loop; raise exception 'boom'; end $$;")]
    [InlineData("-- strata:transaction none\ncall p();")]
    public async Task Block_that_commits_and_fails_has_an_unknown_outcome(string statement)
    {
        var database = await postgres.CreateDatabaseAsync();
        await PrepareAsync(
            database,
            "create table a (id int); create procedure p() language plpgsql as $$ begin for i in 1..5 loop "
                + "insert into a values (i); commit; end loop; raise exception 'boom'; end $$"
        );
        await _project.AddAsync(statement, "block");
        var problem = await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        Assert.Contains("boom", problem.What, StringComparison.Ordinal);
        Assert.Contains("its outcome is unknown", problem.State, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing", problem.State, StringComparison.Ordinal);
        Assert.Contains("repair", problem.Next.ToString(), StringComparison.Ordinal);
        await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
        Assert.Equal(["5"], await PostgresFixture.QueryAsync(database, "select count(*) from a"));
    }

    private async Task<string> CrampedAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(database, "create table big (v text)");
        await PostgresFixture.ExecuteAsync(database, "insert into big select md5(i::text) from generate_series(1, 100000) i");
        await LimitAsync(database, "'64kB'");
        return database;
    }

    private static async Task LimitAsync(string database, string limit)
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database;
        await PostgresFixture.ExecuteAsync(database, $"alter database \"{name}\" set temp_file_limit = {limit}");
        await PostgresFixture.ExecuteAsync(database, $"alter database \"{name}\" set maintenance_work_mem = '1MB'");
    }

    [Fact]
    public async Task Build_without_room_stops_at_once_and_is_resumed()
    {
        var database = await CrampedAsync();
        await _project.AddAsync("create table b (id int);\ncreate index concurrently big_v on big (v);", "index");
        List<RunEvent> events = [];
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Run.MigrateAsync(database, _project, seen: events.Add));
        Assert.Equal(("ST0706", ProblemKind.FailedPartial), (problem.Problem.Code, problem.Kind));
        Assert.Contains("temp_file_limit", problem.Problem.What, StringComparison.Ordinal);
        Assert.Contains("[53400]", problem.Problem.What, StringComparison.Ordinal);
        Assert.Equal("1 of 2 statements of 0000_index are applied and recorded; the database has no migration yet", problem.Problem.State);
        Assert.Empty(events.OfType<Reconnecting>());
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, Invalid));
        await LimitAsync(database, "-1");
        await Run.MigrateAsync(database, _project);
        Assert.Equal(["0000_index|applied|2"], await Run.HistoryAsync(database));
    }

    [Fact]
    public async Task Failed_run_is_resumed_every_time()
    {
        await _project.AddAsync("create table effects (n int);\ncreate table a (v int);\ninsert into a values (1), (1);", "one");
        await _project.AddAsync(
            "insert into effects values (1);\ncreate unique index concurrently a_v on a (v);\ninsert into effects values (2);",
            "two"
        );
        for (var i = 0; i < Worker.Repeats; i++)
        {
            var database = await postgres.CreateDatabaseAsync();
            for (var j = 0; j < 2; j++)
            {
                var problem = await Run.FailAsync(ProblemKind.FailedPartial, database, _project);
                Assert.StartsWith("1 of 3 statements of 0001_two are applied and recorded", problem.State, StringComparison.Ordinal);
                Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, Invalid));
            }
            await PostgresFixture.ExecuteAsync(database, "delete from a where ctid in (select min(ctid) from a)");
            await Run.MigrateAsync(database, _project);
            Assert.Equal(["1", "2"], await PostgresFixture.QueryAsync(database, "select n from effects order by n"));
            Assert.Equal(["0000_one|applied|3", "0001_two|applied|3"], await Run.HistoryAsync(database));
        }
    }

    [Fact]
    public async Task Build_on_a_full_disk_stops_at_once_and_is_resumed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may mount a small file system.");
        await using var disk = await SmallDisk.MountAsync(megabytes: 2);
        var database = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(database, $"create tablespace small location '{disk.Path}'");
        await PostgresFixture.ExecuteAsync(database, "create table big (v text)");
        await PostgresFixture.ExecuteAsync(database, "insert into big select md5(i::text) from generate_series(1, 100000) i");
        await _project.AddAsync("create table b (id int);\ncreate index concurrently big_v on big (v) tablespace small;", "index");
        List<RunEvent> events = [];
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Run.MigrateAsync(database, _project, seen: events.Add));
        Assert.Equal(("ST0706", ProblemKind.FailedPartial), (problem.Problem.Code, problem.Kind));
        Assert.Contains("No space left on device [53100]", problem.Problem.What, StringComparison.Ordinal);
        Assert.Equal("1 of 2 statements of 0000_index are applied and recorded; the database has no migration yet", problem.Problem.State);
        Assert.Empty(events.OfType<Reconnecting>());
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, Invalid));
        await disk.GrowAsync(megabytes: 64);
        await Run.MigrateAsync(database, _project);
        Assert.Equal(["0000_index|applied|2"], await Run.HistoryAsync(database));
        await PostgresFixture.ExecuteAsync(database, "drop table big");
        await PostgresFixture.ExecuteAsync(database, "drop tablespace small");
    }

    [Fact]
    public async Task Rollback_whose_build_has_no_room_leaves_no_invalid_index()
    {
        var database = await CrampedAsync();
        await _project.AddAsync("select 1;", "one", "select 1;\ncreate index concurrently big_v on big (v);");
        await Run.MigrateAsync(database, _project);
        await using var target = new PostgresTarget(database);
        var rollback = new Rollback(target, Run.Options, TimeProvider.System, _ => { });
        var folder = await _project.ReadAsync();
        Task<RunResult> RunAsync() => rollback.RunAsync(folder, steps: 1, to: null, TestContext.Current.CancellationToken);
        var problem = await Assert.ThrowsAsync<ProblemException>(RunAsync);
        Assert.Equal(("ST0706", ProblemKind.FailedPartial), (problem.Problem.Code, problem.Kind));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, Invalid));
        await LimitAsync(database, "-1");
        Assert.Equal(["0000_one"], (await RunAsync()).Tags);
    }
}
