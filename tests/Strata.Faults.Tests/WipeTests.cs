using Microsoft.Data.Sqlite;
using Npgsql;
using Strata.Testing;

namespace Strata.Faults.Tests;

/// <summary>
/// A replacement that is killed at any step leaves the database as it was or replaced, never neither; the next one says what it found and
/// goes through.
/// </summary>
public sealed class WipeTests(PostgresFixture postgres)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Killed_at_every_step(string dialect)
    {
        using var folder = new TempFolder();
        var (source, target) = await TwoAsync(dialect, folder, "whole");
        var whole = await Worker.WipeAsync(dialect, source, target, folder.Path);
        Assert.True(whole.ExitCode == 0, whole.Errors);
        var points = whole.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["dumped", "created", "restored", "stamped", "swapped"], points);
        for (var i = 1; i <= points.Length; i++)
        {
            (source, target) = await TwoAsync(dialect, folder, points[i - 1]);
            var killed = await Worker.WipeAsync(dialect, source, target, folder.Path, failpoint: i);
            Assert.Equal((points[i - 1], 137), (killed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], killed.ExitCode));
            Assert.Equal(
                (points[i - 1], points[i - 1] == "swapped" ? "1" : "2"),
                (points[i - 1], (await QueryAsync(target, "select a from t"))[0])
            );
            var next = await Worker.WipeAsync(dialect, source, target, folder.Path);
            Assert.True(next.ExitCode == 0, points[i - 1] + next.Errors);
            Assert.Equal((points[i - 1], "1"), (points[i - 1], (await QueryAsync(target, "select a from t"))[0]));
            // SQLite makes the file when it is written to.
            var unfinished = points[i - 1] is "created" or "restored" or "stamped" && (dialect != "sqlite" || points[i - 1] != "created");
            Assert.Equal((points[i - 1], unfinished), (points[i - 1], next.Errors.Contains("was interrupted", StringComparison.Ordinal)));
            Assert.Equal(
                (points[i - 1], points[i - 1] == "swapped" ? 2 : 1, 0),
                (points[i - 1], await SidesAsync(target, "old"), await SidesAsync(target, "new"))
            );
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Restore_killed_at_every_step_leaves_an_empty_or_a_whole_database(string dialect)
    {
        for (var round = 0; round < Math.Max(1, Worker.Repeats / 4); round++)
            await RestoreKilledAtEveryStepAsync(dialect);
    }

    private async Task RestoreKilledAtEveryStepAsync(string dialect)
    {
        const string IsThere = "select count(*) from (select 1 from {0} where {1} = 't') x";
        var tables = string.Format(null, IsThere, dialect == "sqlite" ? ["sqlite_schema", "name"] : (object[])["pg_tables", "tablename"]);
        using var folder = new TempFolder();
        string[] points = ["created", "restored", "stamped", "swapped"];
        for (var i = 1; i <= points.Length + 1; i++)
        {
            var name = points.ElementAtOrDefault(i - 1) ?? "whole";
            var (source, target) = await TwoAsync(dialect, folder, "restore-" + name);
            await QueryAsync(target, "drop table t");
            var killed = await Worker.WipeAsync(dialect, source, target, folder.Path, i <= points.Length ? i : null, "restore");
            Assert.True(killed.ExitCode == (i <= points.Length ? 137 : 0), killed.Errors);
            Assert.Equal((name, name is "swapped" or "whole" ? "1" : "0"), (name, (await QueryAsync(target, tables))[0]));
            if (name is not ("swapped" or "whole"))
            {
                var next = await Worker.WipeAsync(dialect, source, target, folder.Path, operation: "restore");
                Assert.True(next.ExitCode == 0, next.Errors);
            }
            Assert.Equal((name, "1"), (name, (await QueryAsync(target, "select a from t"))[0]));
            Assert.Equal((name, name == "swapped" ? 1 : 0, 0), (name, await SidesAsync(target, "old"), await SidesAsync(target, "new")));
        }
    }

    [Fact]
    public async Task A_second_name_of_a_file_that_was_not_replaced_yet_is_no_former_one()
    {
        using var folder = new TempFolder();
        var (source, target) = await TwoAsync("sqlite", folder, "linked");
        var path = new SqliteConnectionStringBuilder(target).DataSource;
        // As it is between the two halves of the swap.
        System.IO.File.Copy(path, $"{path}.strata-new-0000000a");
        System.IO.File.Copy(path, $"{path}.strata-old-7fffffff-0000000b-0000000a");
        var next = await Worker.WipeAsync("sqlite", source, target, folder.Path);
        Assert.True(next.ExitCode == 0, next.Errors);
        Assert.Equal((1, 0), (await SidesAsync(target, "old"), await SidesAsync(target, "new")));
    }

    private async Task<(string Source, string Target)> TwoAsync(string dialect, TempFolder folder, string name)
    {
        var databases =
            dialect == "sqlite"
                ? [File(folder, $"{name}-a.db"), File(folder, $"{name}-b.db")]
                : (string[])[await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync()];
        for (var i = 0; i < 2; i++)
        {
            await QueryAsync(databases[i], "create table t (a integer)");
            await QueryAsync(databases[i], $"insert into t values ({i + 1})");
        }
        return (databases[0], databases[1]);
    }

    private static string File(TempFolder folder, string name) =>
        new SqliteConnectionStringBuilder { DataSource = folder.At(name), Pooling = false }.ConnectionString;

    private static async Task<IReadOnlyList<string>> QueryAsync(string connection, string sql)
    {
        if (!connection.StartsWith("Data Source", StringComparison.Ordinal))
            return await PostgresFixture.QueryAsync(connection, sql);
        await using var open = new SqliteConnection(connection);
        await open.OpenAsync();
        await using var command = new SqliteCommand(sql, open);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(Convert.ToString(reader.GetValue(0))!);
        return rows;
    }

    private static async Task<int> SidesAsync(string connection, string which)
    {
        if (connection.StartsWith("Data Source", StringComparison.Ordinal))
            return Directory
                .GetFiles(
                    Path.GetDirectoryName(new SqliteConnectionStringBuilder(connection).DataSource)!,
                    $"{Path.GetFileName(new SqliteConnectionStringBuilder(connection).DataSource)}.strata-{which}-*"
                )
                .Length;
        return int.Parse(
            (
                await PostgresFixture.QueryAsync(
                    connection,
                    $"select count(*) from pg_database where datname like '{new NpgsqlConnectionStringBuilder(connection).Database}"
                        + $"\\_strata\\_{which}%'"
                )
            )[0]
        );
    }
}
