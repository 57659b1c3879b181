using Strata.Cli.Tests.Support;
using static Strata.Cli.Tests.Support.GitTeam;

namespace Strata.Cli.Tests;

/// <summary>
/// What a rebase does not touch: what was deployed, what a person wrote, what is retained, and what a squash replaces.
/// </summary>
public sealed class RebaseStandsTests(CliServer server)
{
    [Fact]
    public async Task An_environment_that_cannot_be_reached_stops_it()
    {
        using var p = await TeamAsync(server, "postgresql", driver: true);
        p.Replace(
            "strata.json",
            "\"local\": {",
            """
            "production": { "url": "Host=127.0.0.1;Port=1;Username=u;Database=d" },
            "test": { "url": "Host=127.0.0.1;Port=1;Database=d" }, "local": {
            """
        );
        await CommitAsync(p);
        await BranchAsync(p, "a", "main", () => p.Write("db/src/a.cs", Table("Ta", "Name")), "add_a");
        await BranchAsync(p, "b", "main", () => p.Write("db/src/b.cs", Table("Tb", "Name")), "add_b");
        await MergeAsync(p, "a", conflict: false);
        var before = p.Read("db/migrations/meta/_journal.json");
        var stopped = await p.ExpectAsync(4, "rebase");
        Assert.Contains("ST4033", stopped.Errors, StringComparison.Ordinal);
        Assert.Contains("production cannot be reached", stopped.Errors, StringComparison.Ordinal);
        await p.ExpectAsync(4, "rebase", "--dry-run");
        Assert.Equal(before, p.Read("db/migrations/meta/_journal.json"));
        // A person who names the deployed branch knows what it has; a developer's own database holds nothing in place.
        var done = await p.ExpectAsync(0, "rebase", "--onto", "a");
        Assert.Contains("production cannot be reached: it is taken to have run what a has", done.Errors, StringComparison.Ordinal);
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task What_a_moved_migration_keeps_comes_back_all_the_same(string dialect)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        await BranchAsync(
            p,
            "a",
            "main",
            () => p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);"),
            "rating"
        );
        await BranchAsync(p, "b", "main", () => p.Schema("    public readonly Column " + Schemas.Last + "\n", ""), "gone", "--keep", "30d");
        await MergeAsync(p, "a", conflict: true);
        await p.ExpectAsync(0, "rebase", "--onto", "a");
        p.Write("db/src/Schema.cs", Schemas.Films.Replace(Schemas.Last, "Rating = Integer().Default(3);", StringComparison.Ordinal));
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate", "--to", "1");
        await p.SqlAsync("insert into films (id, title, year) values (1, 'Alien', 1979)");
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("0002_gone: exact", (await p.ExpectAsync(0, "rollback", "--dry-run")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(["1|Alien|1979|3"], await p.QueryAsync("select id, title, year, rating from films"));
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task What_was_deployed_is_never_moved(string dialect)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        p.Replace("strata.json", "\"local\": {", "\"local\": { \"policy\": \"preview\",");
        await CommitAsync(p);
        await BranchAsync(p, "b", "main", () => p.Write("db/src/b.cs", Table("Tb", "Name")), "add_b");
        p.Write("db/src/b2.cs", Table("Tb2", "Name"));
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.ExpectAsync(0, "generate", "--name", "add_b2");
        await CommitAsync(p);
        await BranchAsync(p, "a", "main", () => p.Write("db/src/a.cs", Table("Ta", "Name")), "add_a");
        await GitAsync(p, "checkout", "-q", "main");
        await MergeAsync(p, "a", conflict: false);
        await MergeAsync(p, "b", conflict: false);
        var sql = p.Read("db/migrations/0001_add_b.sql");
        var done = await p.ExpectAsync(0, "rebase");
        Assert.Contains("that one stays", done.Errors, StringComparison.Ordinal);
        Assert.Equal(["0000_base", "0001_add_b", "0002_add_b2", "0003_add_a"], p.Migrations);
        Assert.Equal(sql, p.Read("db/migrations/0001_add_b.sql"));
        await p.ExpectAsync(0, "check", "--env", "local");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await CommitAsync(p);
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Hand_written_statements_stay_as_they_are_or_stop(string dialect)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        await BranchAsync(
            p,
            "a",
            "main",
            () => p.Schema("Year  = Integer().Nullable();", "Made = Integer().Nullable().RenamedFrom(\"year\");"),
            "rename"
        );
        await GitAsync(p, "checkout", "-q", "-b", "b", "main");
        var sql = "-- by hand\ninsert into films (id, title) values (1, 'Alien');\n";
        await p.CustomAsync("rows", sql);
        await CommitAsync(p);
        await MergeAsync(p, "a", conflict: false);
        await p.ExpectAsync(0, "rebase", "--onto", "a");
        Assert.Equal(sql, p.Read("db/migrations/0002_rows.sql"));
        await p.ExpectAsync(0, "check");

        await GitAsync(p, "reset", "-q", "--hard", "HEAD~1");
        await GitAsync(p, "clean", "-fdq", "db");
        p.Write("db/migrations/0001_rows.sql", "update films set year = 1979;\n");
        await CommitAsync(p);
        await MergeAsync(p, "a", conflict: false);
        var refused = await p.ExpectAsync(4, "rebase", "--onto", "a");
        Assert.Contains("ST4030", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("0001_rows", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("year", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("strata-rebase-", refused.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_sides_deployed_is_refused_and_an_own_database_is_told_about()
    {
        using var p = await TeamAsync(server, "sqlite", driver: true);
        p.Replace(
            "strata.json",
            "\"local\": {",
            "\"one\": { \"url\": \"sqlite:one.db\", \"policy\": \"preview\" }, \"two\": { \"url\": "
                + "\"sqlite:two.db\", \"policy\": \"preview\" }, \"local\": {"
        );
        await CommitAsync(p);
        await BranchAsync(p, "a", "main", () => p.Write("db/src/a.cs", Table("Ta", "Name")), "add_a");
        await p.ExpectAsync(0, "migrate", "--env", "one");
        await BranchAsync(p, "b", "main", () => p.Write("db/src/b.cs", Table("Tb", "Name")), "add_b");
        await p.ExpectAsync(0, "migrate");
        await MergeAsync(p, "a", conflict: false);
        var done = await p.ExpectAsync(0, "rebase", "--dry-run");
        Assert.Contains("moved: 0001_add_b to 0002_add_b", done.Output, StringComparison.Ordinal);
        Assert.Contains("local has run 0001_add_b", (await p.ExpectAsync(0, "rebase")).Errors, StringComparison.Ordinal);

        await GitAsync(p, "checkout", "-q", "-f", "b");
        await GitAsync(p, "clean", "-fdq", "db");
        await GitAsync(p, "reset", "-q", "--hard", "HEAD~1");
        await p.ExpectAsync(0, "migrate", "--env", "two");
        await MergeAsync(p, "a", conflict: false);
        var kept = Files(p);
        var refused = await p.ExpectAsync(4, "rebase");
        Assert.Contains("ST4031", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("0001_add_a on one", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("0001_add_b on two", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(kept, Files(p));
    }

    [Theory, InlineData("sqlite", true), InlineData("sqlite", false), InlineData("postgresql", true)]
    public async Task A_squash_on_one_side_stands_for_what_the_other_still_has(string dialect, bool squashStays)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        await p.CustomAsync("row", "insert into films (id, title) values (1, 'Alien');");
        await p.ExpectAsync(0, "migrate");
        await CommitAsync(p);
        await BranchAsync(p, "b", "main", () => p.Write("db/src/Actors.cs", Table("Actors", "Name")), "actors");
        await GitAsync(p, "checkout", "-q", squashStays ? "main" : "b");
        await p.ExpectAsync(0, "squash", "--keep-data", "--name", "base", "--upto", squashStays ? "1" : "2");
        await CommitAsync(p);
        await GitAsync(p, "checkout", "-q", "main");
        await MergeAsync(p, "b", conflict: false);
        if (squashStays)
        {
            Assert.Contains("0002_actors", (await p.ExpectAsync(0, "rebase")).Output, StringComparison.Ordinal);
            Assert.Equal(["0001_base", "0002_actors"], p.Migrations);
        }
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["1"], await p.QueryAsync("select count(*) from films"));
    }

    [Fact]
    public async Task A_squash_that_does_not_stay_is_left_out_and_what_follows_it_moves()
    {
        using var p = await TeamAsync(server, "sqlite", driver: true);
        p.Write("db/src/Two.cs", Table("Two", "Name"));
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "migrate");
        await CommitAsync(p);
        await BranchAsync(p, "more", "main", () => p.Write("db/src/Actors.cs", Table("Actors", "Name")), "actors");
        await GitAsync(p, "checkout", "-q", "-b", "squashed", "main");
        await p.ExpectAsync(0, "squash", "--name", "all");
        p.Write("db/src/Genres.cs", Table("Genres", "Name"));
        await p.ExpectAsync(0, "generate", "--name", "genres");
        await CommitAsync(p);
        await GitAsync(p, "checkout", "-q", "more");
        await MergeAsync(p, "squashed", conflict: false);
        var done = await p.ExpectAsync(0, "rebase", "--onto", "more");
        Assert.Contains("left out: 0001_all, a squash of what stays", done.Errors, StringComparison.Ordinal);
        Assert.Equal(["0000_base", "0001_two", "0002_actors", "0003_genres"], p.Migrations);
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1"], await p.QueryAsync("select count(*) from sqlite_master where name = 'two'"));
    }

    [Fact]
    public async Task A_squash_that_holds_more_than_what_stays_is_refused()
    {
        using var p = await TeamAsync(server, "sqlite", driver: true);
        await BranchAsync(p, "more", "main", () => p.Write("db/src/Actors.cs", Table("Actors", "Name")), "actors");
        await GitAsync(p, "checkout", "-q", "-b", "squashed", "main");
        p.Write("db/src/Genres.cs", Table("Genres", "Name"));
        await p.ExpectAsync(0, "generate", "--name", "genres");
        await CommitAsync(p);
        await p.ExpectAsync(0, "squash", "--name", "all");
        await CommitAsync(p);
        await GitAsync(p, "checkout", "-q", "main");
        await MergeAsync(p, "more", conflict: false);
        await MergeAsync(p, "squashed", conflict: false);
        var refused = await p.ExpectAsync(4, "rebase", "--onto", "more");
        Assert.Contains("ST4032", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("0001_genres", refused.Errors, StringComparison.Ordinal);
    }
}
