using System.Globalization;
using System.Text.Json;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>
/// A folder as a team leaves it after two years of Drizzle: 44 migrations, numbers 0018, 0025 and 0026 given twice, files that no journal
/// lists, snapshots that are missing, an
/// enum's value added and used at once, and times that are a year off; and five databases that stopped at five places.
/// </summary>
public sealed class MessyFolderTests(CliServer server)
{
    private const int Total = 44;
    private static readonly int[] s_twice = [18, 25, 26];
    private static readonly int[] s_stops = [0, 9, 20, 28, Total];

    [Fact, Trait("Run", "long")]
    public async Task It_is_diagnosed_mended_squashed_and_five_databases_end_up_alike()
    {
        using var p = new CliProject(
            server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))
        );
        var drizzle = new DrizzleFolder(p);
        for (var i = 0; i < Total; i++)
            drizzle.Add(Tag(i), When(i), Sql(i));
        p.Write("drizzle/0018_left_over.sql", "CREATE TABLE \"left_over\" (\"id\" integer);");
        p.Write("drizzle/0044_never_listed.sql", "CREATE TABLE \"never_listed\" (\"id\" integer);");
        foreach (var i in Enumerable.Range(0, 8))
            p.Write($"drizzle/meta/{i:D4}_snapshot.json", "{}");
        Dictionary<string, string> urls = [];
        foreach (var stop in s_stops)
        {
            using var database = new CliProject(
                server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken))
            );
            urls[$"db{stop}"] = database.Url;
            var run = new DrizzleFolder(database);
            for (var i = 0; i < Total; i++)
                run.Add(Tag(i), When(i), Sql(i));
            for (var i = 0; i < stop; i++)
                await run.RunAsync(i);
        }
        var environments = JsonSerializer.Serialize(urls.ToDictionary(u => u.Key, u => new { url = u.Value }));
        p.Write(
            "strata.json",
            $$"""{ "dialect": "postgresql", "open": {{JsonSerializer.Serialize(urls.Keys)}}, "environments": {{environments}} }"""
        );

        var adopted = await p.ExpectAsync(0, "adopt", "drizzle", "drizzle", "--env", "db44");
        foreach (
            var line in new[]
            {
                "drizzle/0018_left_over.sql is not in Drizzle's journal",
                "drizzle/0044_never_listed.sql is not in Drizzle's journal",
                "2 migrations have the number 0018: 0018_step_18, 0018_step_19",
                "2 migrations have the number 0025: 0025_step_26, 0025_step_27",
                "2 migrations have the number 0026: 0026_step_28, 0026_step_29",
                "0018_step_19 has the time 2022-",
                "0025_step_27 has the time 2022-",
                "drizzle/meta lacks 0008_snapshot.json, 0009_snapshot.json",
            }
        )
            Assert.Contains(line, adopted.All, StringComparison.Ordinal);
        Assert.Equal(2, adopted.All.Split("has the time").Length - 1);
        foreach (var stop in s_stops[..^1])
            await p.ExpectAsync(0, "adopt", "drizzle", "drizzle", "--env", $"db{stop}");
        await p.ExpectAsync(0, "check", "--files");
        Assert.Equal(Total, p.Migrations.Count);

        // A person has to choose one of the two.
        await p.RefusedAsync(2, ["migrate", "--env", "db0", "--to", "18"], "0018_step_18", "0018_step_19", "whole name");
        await p.ExpectAsync(0, "migrate", "--env", "db0", "--to", "0018_step_18");
        Assert.Contains("0018_step_18", (await p.ExpectAsync(0, "status", "--env", "db0", "--json")).Output, StringComparison.Ordinal);

        await p.ExpectAsync(0, "squash", "--upto", "0040", "--keep-data");
        foreach (var name in urls.Keys)
        {
            await p.ExpectAsync(0, "migrate", "--env", name);
            await p.ExpectAsync(0, "drift", "--env", name);
            Assert.Equal("", (await p.ExpectAsync(0, "diff", "--from", $"env:{name}", "--to", "schema")).Output);
        }
    }

    /// <summary>The journal's order is by idx; the number in the name is what two branches both took.</summary>
    private static string Tag(int i) => string.Create(CultureInfo.InvariantCulture, $"{Number(i):D4}_step_{i}");

    private static int Number(int i) => i - s_twice.Count(t => i - s_twice.Count(s => s < t) > t);

    /// <summary>In the middle somebody's clock was a year behind.</summary>
    private static long When(int i) => 1_700_000_000_000 + i * 86_400_000L - (i is 19 or 27 ? 31_536_000_000L : 0);

    private static string Sql(int i) =>
        i switch
        {
            0 => "CREATE TYPE \"status\" AS ENUM('draft', 'live');\n--> statement-breakpoint\nCREATE TABLE \"films\" "
                + "(\n\t\"id\" integer PRIMARY KEY NOT NULL,\n\t\"status\" \"status\" DEFAULT 'draft' NOT NULL\n);",
            12 => "ALTER TYPE \"status\" ADD VALUE 'gone';",
            13 => "ALTER TABLE \"films\" ALTER COLUMN \"status\" SET DEFAULT 'gone';",
            _ when i % 3 == 0 => string.Create(
                CultureInfo.InvariantCulture,
                $"CREATE TABLE \"t{i}\" (\n\t\"id\" integer PRIMARY KEY NOT NULL,\n\t\"film_id\" integer NOT "
                    + $"NULL,\n\tCONSTRAINT \"t{i}_fk\" FOREIGN KEY (\"film_id\") REFERENCES \"films\"(\"id\")\n);"
            ),
            _ when i % 3 == 1 => string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE \"films\" ADD COLUMN \"c{i}\" text;"),
            _ => string.Create(CultureInfo.InvariantCulture, $"CREATE INDEX \"films_{i}\" ON \"films\" USING btree (\"id\",\"status\");"),
        };
}
