using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Taking over is all or nothing, or goes on where it stopped.</summary>
public sealed class AdoptFailureTests(CliServer server)
{
    private static readonly string[] s_adopt = ["adopt", "drizzle", "drizzle"];

    [Fact]
    public async Task Files_that_cannot_be_written_leave_no_record()
    {
        using var p = await ProjectAsync("postgresql");
        await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        Directory.CreateDirectory(p.At("db/migrations/0002_shy_groot.sql"));
        var failed = await p.ExpectAsync(2, s_adopt);
        Assert.Contains("ST2011", failed.Errors, StringComparison.Ordinal);
        Assert.Empty(await HistoryAsync(p));
        Assert.False(File.Exists(p.At("db/migrations/0000_quick_thor.sql")) || File.Exists(p.At("db/src/Schema.cs")));
        Directory.Delete(p.At("db/migrations/0002_shy_groot.sql"));
        await p.ExpectAsync(0, s_adopt);
    }

    [Fact]
    public async Task A_record_that_cannot_be_made_is_made_by_the_next_run()
    {
        using var p = await ProjectAsync("postgresql");
        await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        // Our tables are there, as after a first contact, and somebody forbids rows of this kind.
        await p.ExpectAsync(0, [.. s_adopt]);
        await p.SqlAsync("DELETE FROM strata.history");
        await p.SqlAsync("ALTER TABLE strata.history ADD CONSTRAINT no CHECK (kind <> 'adopt')");
        Directory.Delete(p.At("db"), recursive: true);
        var failed = await p.ExpectAsync(7, s_adopt);
        Assert.Contains("the files are written; of the database: the record is as it was", failed.Errors, StringComparison.Ordinal);
        await p.SqlAsync("ALTER TABLE strata.history DROP CONSTRAINT no");
        await p.ExpectAsync(0, s_adopt);
        Assert.Equal(3, (await HistoryAsync(p)).Count);
    }

    [Fact]
    public async Task A_login_that_may_only_read_is_refused_before_anything_is_written()
    {
        using var p = await ProjectAsync("postgresql");
        await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        await p.SqlAsync("CREATE ROLE looker LOGIN");
        await p.SqlAsync("GRANT USAGE ON SCHEMA drizzle TO looker");
        p.Replace("strata.json", "Username=postgres", "Username=looker");
        await p.ExpectAsync(12, s_adopt);
        await p.SqlAsync("GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO looker");
        var failed = await p.RunAsync(s_adopt);
        Assert.NotEqual(0, failed.Exit);
        Assert.False(Directory.Exists(p.At("db/migrations")));
    }

    [Fact]
    public async Task What_no_migration_may_hold_is_told_with_its_line()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p);
        drizzle.Add("0003_own", 4000, "SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;");
        await p.RefusedAsync(3, s_adopt, "drizzle/0003_own.sql:2:1");
        Assert.False(Directory.Exists(p.At("db/migrations")));
    }

    [Fact]
    public async Task Misuse_is_told()
    {
        using var p = await ProjectAsync("sqlite");
        await p.ExpectAsync(2, "adopt");
        await p.ExpectAsync(2, "adopt", "sqitch", "x");
        await p.ExpectAsync(2, "adopt", "drizzle", "nowhere");
        p.Write("empty/readme.md", "");
        await p.ExpectAsync(2, "adopt", "drizzle", "empty");
        await DrizzleFolder.ThreeAsync(p);
        await p.ExpectAsync(11, s_adopt);
        await p.SqlAsync("CREATE TABLE x (id integer)");
        Assert.Contains("ST2124", (await p.ExpectAsync(2, [.. s_adopt, "--table", "mine"])).Errors, StringComparison.Ordinal);
        p.Replace("strata.json", "db/migrations", "drizzle");
        Assert.Contains("ST2121", (await p.ExpectAsync(2, s_adopt)).Errors, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<string>> HistoryAsync(CliProject p) =>
        p.QueryAsync($"SELECT tag, lower(kind), lower(state) FROM {(p.IsSqlite ? "__strata_history" : "strata.history")} ORDER BY seq");

    /// <summary>A project whose schema is still the template.</summary>
    private async Task<CliProject> ProjectAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        File.Delete(p.At("db/src/Schema.cs"));
        return p;
    }
}
