using Strata.Core.Problems;
using Strata.Sqlite.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Sqlite;

/// <summary>Running migrations on a file.</summary>
public sealed class SqliteMigrateTests : IDisposable
{
    private const string Tables = """
        create table parents (id integer primary key, name text);
        create table children (id integer primary key, parent_id integer not null references parents (id) on delete cascade);
        insert into parents values (1, 'a'), (2, 'b');
        insert into children values (10, 1), (11, 2);
        create trigger t after insert on parents begin update parents set name = upper(name) where id = new.id; end;
        """;

    private const string Rebuild = """
        create table parents_new (id integer primary key, name text not null);
        insert into parents_new select id, name from parents;
        drop table parents;
        alter table parents_new rename to parents;
        """;

    private readonly MigrationProject _project = new(SqliteSyntax.Instance);
    private readonly TempFolder _folder = new();

    private string File => _folder.At("app.db");

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everything_pending_is_applied_once()
    {
        await _project.AddAsync(Tables, "tables");
        await _project.AddAsync("vacuum;\nalter table parents add column age integer;", "age");
        Assert.Equal(["0000_tables", "0001_age"], (await SqliteRun.MigrateAsync(File, _project)).Tags);
        Assert.Empty((await SqliteRun.MigrateAsync(File, _project)).Tags);
        Assert.Equal(
            ["0000_tables|applied|5", "0001_age|applied|2"],
            await SqliteRun.QueryAsync(File, "select tag, state, statements_done from __strata_history order by seq")
        );
    }

    [Fact]
    public async Task A_failure_in_the_third_statement_leaves_nothing()
    {
        await _project.AddAsync("create table a (id integer);\ninsert into a values (1);\ninsert into nowhere values (1);", "bad");
        var problem = await SqliteRun.FailAsync(ProblemKind.FailedUnchanged, File, _project);
        Assert.EndsWith("0000_bad.sql:3:1", problem.Where, StringComparison.Ordinal);
        Assert.Contains("no such table: nowhere", problem.What, StringComparison.Ordinal);
        Assert.Equal(["0"], await SqliteRun.QueryAsync(File, "select count(*) from sqlite_schema where name = 'a'"));
    }

    [Fact]
    public async Task A_rebuild_keeps_the_rows_of_children()
    {
        await _project.AddAsync(Tables, "tables");
        await _project.AddAsync($"-- strata:rebuild parents\nPRAGMA foreign_keys=OFF;\n{Rebuild}PRAGMA foreign_keys=ON;\n", "rebuild");
        await SqliteRun.MigrateAsync(File, _project);
        Assert.Equal(["10|1", "11|2"], await SqliteRun.QueryAsync(File, "select * from children order by id"));
        Assert.Equal(
            ["""CREATE TABLE "parents" (id integer primary key, name text not null)"""],
            await SqliteRun.QueryAsync(File, "select sql from sqlite_schema where name = 'parents'")
        );
    }

    [Fact]
    public async Task A_rebuild_that_would_cascade_is_rolled_back()
    {
        await _project.AddAsync(Tables, "tables");
        await SqliteRun.MigrateAsync(File, _project);
        await _project.AddAsync($"-- strata:rebuild parents\n{Rebuild}", "rebuild");
        var problem = await SqliteRun.FailAsync(ProblemKind.FailedUnchanged, File, _project);
        Assert.Contains("the number of rows of children from 2 to 0", problem.What, StringComparison.Ordinal);
        Assert.Equal(["10|1", "11|2"], await SqliteRun.QueryAsync(File, "select * from children order by id"));
    }

    [Fact]
    public async Task Rows_that_would_refer_to_nothing_roll_back()
    {
        await _project.AddAsync(Tables, "tables");
        await SqliteRun.MigrateAsync(File, _project);
        await _project.AddAsync("pragma foreign_keys = 0;\ndelete from parents where id = 1;\npragma foreign_keys = 1;", "orphans");
        var problem = await SqliteRun.FailAsync(ProblemKind.FailedUnchanged, File, _project);
        Assert.Contains("children -> parents", problem.What, StringComparison.Ordinal);
        Assert.Equal(["2"], await SqliteRun.QueryAsync(File, "select count(*) from parents"));
    }

    [Fact]
    public async Task Old_orphans_do_not_stop_a_rebuild()
    {
        await _project.AddAsync(Tables, "tables");
        await SqliteRun.MigrateAsync(File, _project);
        await SqliteRun.ExecuteAsync(File, "pragma foreign_keys = off; insert into children values (12, 99)");
        await _project.AddAsync($"-- strata:rebuild parents\npragma foreign_keys=off;\n{Rebuild}pragma foreign_keys=on;", "rebuild");
        await SqliteRun.MigrateAsync(File, _project);
        Assert.Equal(["3"], await SqliteRun.QueryAsync(File, "select count(*) from children"));
    }

    [Fact]
    public async Task Twenty_at_once_apply_everything_once()
    {
        await _project.AddAsync("create table effects (n integer);\ninsert into effects values (1);", "one");
        await _project.AddAsync("insert into effects values (2);", "two");
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => SqliteRun.MigrateAsync(File, _project))));
        Assert.Equal(2, runs.Sum(r => r.Tags.Count));
        Assert.Equal(["1", "2"], await SqliteRun.QueryAsync(File, "select n from effects order by n"));
    }

    [Fact]
    public async Task Twenty_at_once_finish_what_was_begun()
    {
        await _project.AddAsync("create table effects (n integer);\ninsert into effects values (1);", "one");
        await SqliteRun.MigrateAsync(File, _project);
        for (var i = 2; i <= 6; i++)
            await _project.AddAsync($"insert into effects values ({i});", $"more{i}");
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => SqliteRun.MigrateAsync(File, _project))));
        Assert.Equal(5, runs.Sum(r => r.Tags.Count));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await SqliteRun.QueryAsync(File, "select n from effects order by n"));
    }

    [Fact]
    public async Task Killed_at_random_moments_it_is_finished_by_the_next_run()
    {
        await _project.AddAsync(Tables + "\ncreate table effects (n integer);\ninsert into effects values (0);", "tables");
        for (var i = 1; i <= 29; i++)
            await _project.AddAsync(
                i % 4 == 0
                    ? $"-- strata:rebuild parents\npragma foreign_keys=off;\n{Rebuild}pragma foreign_keys=on;\ninsert into "
                        + $"effects values ({i});"
                    : $"insert into effects values ({i});",
                $"m{i}"
            );
        var random = new Random(20261125);
        var killed = 0;
        for (var i = 0; i < Worker.Kills; i++)
        {
            var file = _folder.At($"random{i}.db");
            var run = await Worker.RunAsync(
                "sqlite",
                SqliteRun.Connection(file),
                _project.Path,
                killAfter: TimeSpan.FromMilliseconds(random.Next(60, 700))
            );
            killed += run.ExitCode == 0 ? 0 : 1;
            await SqliteRun.MigrateAsync(file, _project);
            Assert.Equal(
                ["30|30|2"],
                await SqliteRun.QueryAsync(file, "select count(*), count(distinct n), (select count(*) from children) from effects")
            );
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} of {Worker.Kills} runs were killed before their end");
        Assert.True(killed > 0, "no run was killed before its end");
    }

    [Fact]
    public async Task A_locked_file_is_exit_6_and_another_kind_of_file_12()
    {
        await _project.AddAsync("create table a (id integer);", "one");
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(SqliteRun.Connection(File)))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var begin = connection.CreateCommand();
            begin.CommandText = "begin exclusive; create table holder (id integer)";
            await begin.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await SqliteRun.FailAsync(ProblemKind.LockBusy, File, _project, Postgres.Run.Options with { LockWait = TimeSpan.Zero });
        }
        _folder.Write("text.db", string.Concat(Enumerable.Repeat("This is not a database. ", 100)));
        Assert.Equal("ST1220", (await SqliteRun.FailAsync(ProblemKind.Preflight, _folder.At("text.db"), _project)).Code);
    }

    [Fact]
    public async Task Killed_at_every_boundary_it_is_finished_by_the_next_run()
    {
        await _project.AddAsync(Tables + "\ncreate table effects (n integer);\ninsert into effects values (1);", "tables");
        await _project.AddAsync(
            $"-- strata:rebuild parents\npragma foreign_keys=off;\n{Rebuild}pragma foreign_keys=on;\ninsert into effects values (2);",
            "rebuild"
        );
        await _project.AddAsync("insert into effects values (3);\nvacuum;\ninsert into effects values (4);", "vacuum");
        var counted = await Worker.RunAsync("sqlite", SqliteRun.Connection(File), _project.Path);
        Assert.True(counted.ExitCode == 0, counted.Errors);
        var points = counted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i <= points.Length; i++)
        {
            var file = _folder.At($"{i}.db");
            Assert.Equal(
                (points[i - 1], 137),
                (points[i - 1], (await Worker.RunAsync("sqlite", SqliteRun.Connection(file), _project.Path, failpoint: i)).ExitCode)
            );
            await SqliteRun.MigrateAsync(file, _project);
            Assert.Equal(
                (points[i - 1], "1,2,3,4"),
                (points[i - 1], (await SqliteRun.QueryAsync(file, "select group_concat(n) from (select n from effects order by n)"))[0])
            );
            Assert.Equal(["2"], await SqliteRun.QueryAsync(file, "select count(*) from children"));
        }
    }
}
