using System.Globalization;

namespace Strata.Sqlite.Tests;

/// <summary>Any schema leads to any other and back, with the rows. STRATA_PROPERTY says how many pairs are tried.</summary>
public class PropertyTests
{
    private static readonly int s_pairs = int.TryParse(
        Environment.GetEnvironmentVariable("STRATA_PROPERTY"),
        CultureInfo.InvariantCulture,
        out var n
    )
        ? n
        : 25;

    [Fact]
    public async Task AToBToA_KeepsRows()
    {
        for (var seed = 1; seed <= s_pairs; seed++)
        {
            var (a, b) = (new RandomSchema(seed * 2).Sql(), new RandomSchema((seed * 2) + 1).Sql());
            try
            {
                await ThereAndBackAsync(a, b, byScript: seed % 2 == 0);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"seed {seed}\n{a}\n\n{b}\n\n{e}");
            }
        }
    }

    private static async Task ThereAndBackAsync(string a, string b, bool byScript)
    {
        await using var database = await TestDatabase.WithAsync(a);
        await FillAsync(database);
        foreach (var goal in (string[])[b, a])
        {
            var before = await ContentsAsync(database);
            if (byScript)
                await database.RunAsync(TestDatabase.Script(await database.PlanToAsync(goal)));
            else
                await database.ChangeToAsync(goal);
            await database.MustBeAsync(goal);
            var after = await ContentsAsync(database);
            foreach (var (column, values) in before.Where(c => after.ContainsKey(c.Key)))
                Assert.Equal((column, values), (column, after[column]));
        }
    }

    /// <summary>Three rows in each table, that fit whatever a random schema may say of them.</summary>
    private static async Task FillAsync(TestDatabase database)
    {
        await database.RunAsync("PRAGMA foreign_keys = OFF");
        foreach (var table in await TablesAsync(database))
        {
            var columns = await database.RowsAsync($"SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0");
            for (var row = 1; row <= 3; row++)
                await database.RunAsync(
                    $"INSERT INTO \"{table}\" ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => row))})"
                );
        }
        await database.RunAsync("PRAGMA foreign_keys = ON");
    }

    private static Task<List<string>> TablesAsync(TestDatabase database) =>
        database.RowsAsync(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'log'"
        );

    private static async Task<Dictionary<string, string>> ContentsAsync(TestDatabase database)
    {
        Dictionary<string, string> contents = [];
        foreach (var table in await TablesAsync(database))
        {
            contents[table] = Assert.Single(await database.RowsAsync($"SELECT count(*) FROM \"{table}\""));
            foreach (var column in await database.RowsAsync($"SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0"))
                contents[$"{table}.{column}"] = Assert.Single(
                    await database.RowsAsync(
                        $"SELECT group_concat(CAST({column} AS INTEGER), ',') FROM (SELECT {column} FROM \"{table}\" ORDER BY "
                            + $"CAST({column} AS INTEGER))"
                    )
                );
        }
        return contents;
    }
}
