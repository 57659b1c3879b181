using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Another tool's project is taken over as it is, and nothing is run twice.</summary>
public sealed class AdoptTests(CliServer server)
{
    private static readonly string[] s_adopt = ["adopt", "drizzle", "drizzle"];

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_drizzle_ran_is_applied_and_the_rest_is_pending(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0, 1);
        var rows = await p.QueryAsync($"SELECT * FROM {drizzle.Table}");
        var adopted = await p.ExpectAsync(0, s_adopt);
        Assert.Contains("2 recorded as applied", adopted.Output, StringComparison.Ordinal);

        Assert.Equal(["0000_quick_thor", "0001_loud_hulk", "0002_shy_groot"], p.Migrations);
        Assert.Equal(drizzle.Sql(0), p.Read("db/migrations/0000_quick_thor.sql"));
        Assert.Equal(rows, await p.QueryAsync($"SELECT * FROM {drizzle.Table}"));
        Assert.Equal(["0000_quick_thor|adopt|applied", "0001_loud_hulk|adopt|applied"], await HistoryAsync(p));
        Assert.Contains("class Posts", p.Read("db/src/Schema.cs"), StringComparison.Ordinal);

        var status = await p.ExpectAsync(5, "status", "--check");
        Assert.Contains("1 pending", status.Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        p.Schema("Text().Nullable();", "Text().Nullable();\n    public readonly Column Age = Integer().Nullable();");
        await p.ExpectAsync(0, "generate", "--name", "age");
        Assert.Equal("0003_age", p.Migrations[^1]);
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adopted_again_nothing_is_written()
    {
        using var p = await ProjectAsync("postgresql");
        await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        await p.ExpectAsync(0, s_adopt);
        var again = await p.RefusedAsync(0, s_adopt, "taken over before");
        Assert.DoesNotContain("wrote", again.Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_migration_that_drizzle_passed_over_is_named_and_comes_last(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await DrizzleFolder.ThreeAsync(p, 0, 2);
        var adopted = await p.ExpectAsync(0, s_adopt);
        Assert.Contains(
            "never run 0001_loud_hulk  drizzle ran later ones and not this; it is pending, after 0002_shy_groot",
            adopted.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(["0000_quick_thor|adopt|applied", "0002_shy_groot|adopt|applied"], await HistoryAsync(p));
        await p.ExpectAsync(0, "check");
        Assert.Contains("1 pending", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        p.Schema("Text().Nullable();", "Text().Nullable();\n    public readonly Column Age = Integer().Nullable();");
        await p.ExpectAsync(0, "generate", "--name", "age");
        await p.ExpectAsync(0, "migrate");
    }

    [Fact]
    public async Task An_edited_file_stops_it_with_the_evidence()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        drizzle.Edit(1, drizzle.Sql(1) + "\n-- a comment");
        await p.RefusedAsync(
            3,
            s_adopt,
            "ST3066",
            "row 2 (hash ",
            "created_at 2000",
            "0001_loud_hulk.sql",
            "edited",
            "--accept-unverified"
        );
        Assert.False(Directory.Exists(p.At("db/migrations")));
        await p.ExpectAsync(0, [.. s_adopt, "--accept-unverified", "--force"]);
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_edited_in_its_statements_shows_in_the_schema()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        drizzle.Edit(1, "ALTER TABLE \"users\" ADD COLUMN \"full_name\" text;");
        await p.RefusedAsync(
            4,
            [.. s_adopt, "--accept-unverified", "--force"],
            "ST4004",
            "users.full_name is missing",
            "users.name is there and should not be"
        );
        Assert.False(Directory.Exists(p.At("db/migrations")));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Rows_without_a_file_are_told_one_by_one(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0, 1);
        await drizzle.RowAsync("abc", 5000);
        await drizzle.RowAsync("d41d8cd98f00b204e9800998ecf8427e", 6000);
        var refused = await p.RefusedAsync(
            3,
            s_adopt,
            "ST3066",
            "2 of 4 rows",
            "row 3 (hash abc, created_at 5000",
            "row 4 (hash d41d8cd98f00…, created_at 6000"
        );
        Assert.Equal(2, refused.Errors.Split("unverified: ").Length - 1);
        await p.ExpectAsync(0, [.. s_adopt, "--accept-unverified", "--force"]);
        Assert.Equal(["0000_quick_thor|adopt|applied", "0001_loud_hulk|adopt|applied"], await HistoryAsync(p));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_database_that_is_not_what_was_run_is_left_alone(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await DrizzleFolder.ThreeAsync(p, 0, 1);
        await p.SqlAsync("CREATE TABLE extra (id integer PRIMARY KEY)");
        await p.RefusedAsync(4, s_adopt, "ST4004", "extra", "--accept-differences");
        Assert.False(Directory.Exists(p.At("db/migrations")));
        await p.ExpectAsync(0, [.. s_adopt, "--accept-differences", "--force"]);
        Assert.Equal(2, (await HistoryAsync(p)).Count);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task An_empty_database_has_everything_before_it(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await DrizzleFolder.ThreeAsync(p);
        if (p.IsSqlite)
            await p.SqlAsync("PRAGMA user_version = 1");
        Assert.Contains("has no table", (await p.ExpectAsync(0, s_adopt)).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pushed_database_without_rows_is_told_apart_from_an_empty_one()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p);
        await drizzle.ExecuteAsync(0);
        await p.RefusedAsync(4, s_adopt, "ST4004", "no migration counts as applied", "users");
    }

    [Fact]
    public async Task Each_environment_is_taken_over_in_turn()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        var other = server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        p.Replace("strata.json", "\"environments\": {", $"\"environments\": {{ \"staging\": {{ \"url\": \"{other}\" }},");
        await p.ExpectAsync(0, [.. s_adopt, "--files-only", "--force"]);
        await p.ExpectAsync(0, s_adopt);
        Assert.Equal(3, (await HistoryAsync(p)).Count);
        await p.ExpectAsync(0, [.. s_adopt, "--env", "staging"]);
        Assert.Contains("3 pending", (await p.ExpectAsync(0, "status", "--env", "staging")).Output, StringComparison.Ordinal);
        Assert.Contains("taken over before", (await p.ExpectAsync(0, [.. s_adopt, "--files-only"])).Output, StringComparison.Ordinal);
        drizzle.Add("0003_new", 4000, "CREATE TABLE later (id integer);");
        await p.RefusedAsync(9, s_adopt, "ST9033", "0003_new");
    }

    [Fact]
    public async Task An_environment_with_another_order_is_refused_by_name()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0, 2);
        await p.ExpectAsync(0, s_adopt);
        using var q = await ProjectAsync("postgresql");
        await DrizzleFolder.ThreeAsync(q, 0, 1);
        p.Replace("strata.json", "\"environments\": {", $"\"environments\": {{ \"staging\": {{ \"url\": \"{q.Url}\" }},");
        Assert.Contains("ST3061", (await p.ExpectAsync(3, [.. s_adopt, "--env", "staging"])).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_custom_migration_and_a_file_outside_of_the_journal_are_left_out_by_name()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0);
        drizzle.Add("0003_custom", 4000, "-- Custom SQL migration file, put your code below! --");
        p.Write("drizzle/0009_orphan.sql", "DROP TABLE users;");
        var adopted = await p.ExpectAsync(0, s_adopt);
        Assert.Contains("0003_custom.sql holds no statement", adopted.Errors, StringComparison.Ordinal);
        Assert.Contains("0009_orphan.sql is not in Drizzle's journal", adopted.Errors, StringComparison.Ordinal);
        Assert.Equal(3, p.Migrations.Count);
    }

    [Fact]
    public async Task Line_ends_of_another_machine_are_the_same_file()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0);
        drizzle.Edit(0, drizzle.Sql(0).Replace("\n", "\r\n", StringComparison.Ordinal));
        await p.ExpectAsync(0, s_adopt);
        Assert.Equal(["0000_quick_thor|adopt|applied"], await HistoryAsync(p));
    }

    [Fact]
    public async Task A_migration_that_two_runs_recorded_is_applied_once()
    {
        using var p = await ProjectAsync("postgresql");
        var drizzle = await DrizzleFolder.ThreeAsync(p, 0);
        await p.SqlAsync(
            "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT hash, created_at FROM drizzle.__drizzle_migrations"
        );
        Assert.Contains("run once more", (await p.ExpectAsync(0, s_adopt)).Errors, StringComparison.Ordinal);
        Assert.Single(await HistoryAsync(p));
    }

    [Fact]
    public async Task A_project_is_started_by_it()
    {
        using var p = new CliProject(server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None)));
        Directory.CreateDirectory(p.Root);
        await DrizzleFolder.ThreeAsync(p, 0, 1, 2);
        await p.ExpectAsync(0, [.. s_adopt, "--url", p.Url]);
        Assert.Contains("class Users", p.Read("db/src/Schema.cs"), StringComparison.Ordinal);
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_drizzle_inside_the_schema_is_no_difference()
    {
        using var p = await ProjectAsync("postgresql");
        await DrizzleFolder.ThreeAsync(p, 0, 1);
        await p.SqlAsync("ALTER TABLE drizzle.__drizzle_migrations SET SCHEMA public");
        await p.SqlAsync("DROP SCHEMA drizzle");
        await p.ExpectAsync(0, [.. s_adopt, "--table", "public.__drizzle_migrations"]);
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
    }

    [Fact]
    public async Task Json_says_the_same()
    {
        using var p = await ProjectAsync("postgresql");
        await DrizzleFolder.ThreeAsync(p, 0, 2);
        var lines = (await p.ExpectAsync(0, [.. s_adopt, "--json"])).Lines;
        Assert.Equal(
            ["applied", "applied", "never run"],
            lines.Where(l => l.GetProperty("type").GetString() == "migration").Select(l => l.GetProperty("state").GetString())
        );
        Assert.Equal("0001_loud_hulk", lines[^1].GetProperty("neverRun")[0].GetString());
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
