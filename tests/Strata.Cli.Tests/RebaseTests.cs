using Strata.Cli.Tests.Support;
using static Strata.Cli.Tests.Support.GitTeam;

namespace Strata.Cli.Tests;

/// <summary>
/// Branches that both made a migration, in real git repositories: merged without a question, or stopped with the objects named.
/// </summary>
public sealed class RebaseTests(CliServer server)
{
    [Theory, InlineData("sqlite", true), InlineData("sqlite", false), InlineData("postgresql", true)]
    public async Task Independent_changes_merge_both_ways_without_a_question(string dialect, bool driver)
    {
        using var p = await TeamAsync(server, dialect, driver);
        await BranchAsync(p, "a", "main", () => p.Write("db/src/Actors.cs", Table("Actors", "Name")), "actors");
        await p.CustomAsync("seed", "insert into films (id, title) values (7, 'Seven');");
        await CommitAsync(p);
        await BranchAsync(
            p,
            "b",
            "main",
            () => p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);"),
            "rating"
        );

        List<(string Files, string Head)> results = [];
        foreach (var (mine, other, moved) in new[] { ("a", "b", "0003_rating"), ("b", "a", "0003_seed") })
        {
            await GitAsync(p, "checkout", "-q", "-b", "merge_" + mine, mine);
            await MergeAsync(p, other, conflict: !driver);
            Assert.Contains("strata rebase", (await p.ExpectAsync(3, "check", "--files")).Errors, StringComparison.Ordinal);
            var before = p.Read(Journal);
            Assert.Contains("ST2061", (await p.ExpectAsync(2, "rebase", "--onto", "nowhere")).Errors, StringComparison.Ordinal);
            Assert.Contains(moved, (await p.ExpectAsync(0, "rebase", "--dry-run")).Output, StringComparison.Ordinal);
            Assert.Equal(before, p.Read(Journal));
            var done = await p.ExpectAsync(0, "rebase");
            Assert.Contains("Schema.cs says the same", done.Errors, StringComparison.Ordinal);
            Assert.Contains(moved, p.Migrations);
            await p.ExpectAsync(0, "check");
            await p.ExpectAsync(0, "migrate", "--test");
            Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
            Assert.Contains("nothing to rebase", (await p.ExpectAsync(0, "rebase")).Output, StringComparison.Ordinal);
            await CommitAsync(p);
            results.Add(
                (
                    string.Join("\n", p.Migrations.Select(m => m[5..] + p.Read($"db/migrations/{m}.sql")).Order(StringComparer.Ordinal)),
                    Fingerprint(p)
                )
            );
        }
        Assert.Equal(results[0].Files, results[1].Files);
        Assert.Equal(results[0].Head, results[1].Head);
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Two_harmless_branches_after_an_earlier_merge_ask_nothing(string dialect)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        foreach (var (name, from) in new[] { ("Actors", "main"), ("Genres", "main") })
            await BranchAsync(p, name, from, () => p.Write($"db/src/{name}.cs", Table(name, "Name")), name.ToLowerInvariant());
        await GitAsync(p, "checkout", "-q", "main");
        await MergedAsync("Actors", forked: false);
        await MergedAsync("Genres", forked: true);

        // Both stand on that merge, and share nothing but it.
        foreach (var name in new[] { "Awards", "Studios" })
            await BranchAsync(p, name, "main", () => p.Write($"db/src/{name}.cs", Table(name, "Name")), name.ToLowerInvariant());
        await GitAsync(p, "checkout", "-q", "main");
        await MergedAsync("Awards", forked: false);
        await MergedAsync("Studios", forked: true);
        Assert.Equal(["0000_base", "0001_actors", "0002_genres", "0003_awards", "0004_studios"], p.Migrations);
        await p.ExpectAsync(0, "migrate", "--test");

        async Task MergedAsync(string branch, bool forked)
        {
            await MergeAsync(p, branch, conflict: false);
            await p.ExpectAsync(forked ? 3 : 0, "check", "--files");
            if (forked)
                await p.ExpectAsync(0, "rebase");
            await p.ExpectAsync(0, "check");
            await CommitAsync(p);
        }
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task What_both_sides_changed_is_named_and_nothing_written(string dialect)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        await BranchAsync(
            p,
            "a",
            "main",
            () => p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);"),
            "rating"
        );
        await BranchAsync(
            p,
            "b",
            "main",
            () => p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Text().Nullable();"),
            "rating"
        );
        await MergeAsync(p, "a", conflict: true);
        var before = Files(p);
        var refused = await p.ExpectAsync(4, "rebase", "--onto", "a");
        Assert.Contains("ST4030", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("films.rating (theirs: added, ours: added)", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Files(p));

        // Ours is left out, and made again from a Schema.cs that a person has merged.
        await p.ExpectAsync(0, "rebase", "--onto", "a", "--theirs");
        p.Write(
            "db/src/Schema.cs",
            Schemas.Films.Replace(
                Schemas.Last,
                Schemas.Last
                    + "\n    public readonly Column Rating = Integer().Default(3);\n    public readonly Column Grade = Text().Nullable();",
                StringComparison.Ordinal
            )
        );
        await p.ExpectAsync(0, "generate", "--name", "grade");
        await p.ExpectAsync(0, "check");
        Assert.Equal(["0000_base", "0001_rating", "0002_grade"], p.Migrations);
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_drop_of_what_the_other_side_builds_on_is_named(string dialect)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        await BranchAsync(p, "a", "main", () => p.Schema("    public readonly Column " + Schemas.Last, ""), "gone", "--drop", "films.year");
        await BranchAsync(p, "b", "main", () => p.Schema(Schemas.Last, Schemas.Last + "\n    public Films() => Index(Year);"), "index");
        await MergeAsync(p, "a", conflict: true);
        Assert.Contains(
            "films.year (theirs: dropped, ours: needed by index",
            (await p.ExpectAsync(4, "rebase", "--onto", "a")).Errors,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "films.year (theirs: needed by index",
            (await p.ExpectAsync(4, "rebase", "--onto", "b")).Errors,
            StringComparison.Ordinal
        );
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_migration_that_would_undo_theirs_is_planned_anew(string dialect)
    {
        using var p = await TeamAsync(server, dialect, driver: true);
        await BranchAsync(
            p,
            "a",
            "main",
            () => p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);"),
            "rating"
        );
        // SQLite rebuilds the table for this, with the columns it knew of.
        await BranchAsync(p, "b", "main", () => p.Schema("Title = Text();", "Title = Text().Default(\"none\");"), "default");
        await MergeAsync(p, "a", conflict: false);
        var done = await p.ExpectAsync(0, "rebase", "--onto", "a");
        Assert.Contains("moved: 0001_default to 0002_default", done.Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films (id) values (1)");
        Assert.Equal(["1|none|3"], await p.QueryAsync("select id, title, rating from films"));
        await p.ExpectAsync(0, "rollback", "--allow-loss");
        Assert.Equal(["1|none|3"], await p.QueryAsync("select id, title, rating from films"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Three_branches_become_one_row(bool driver)
    {
        using var p = await TeamAsync(server, "sqlite", driver);
        foreach (var name in new[] { "a", "b", "c" })
            await BranchAsync(p, name, "main", () => p.Write($"db/src/{name}.cs", Table("T" + name, "Name")), "add_" + name);
        await GitAsync(p, "checkout", "-q", "main");
        await MergeAsync(p, "a", conflict: false);
        await MergeAsync(p, "b", conflict: !driver);
        if (!driver)
            await p.ExpectAsync(0, "rebase");
        await CommitAsync(p);
        await MergeAsync(p, "c", conflict: !driver);
        await p.ExpectAsync(0, "rebase");
        Assert.Equal(["0000_base", "0001_add_a", "0002_add_b", "0003_add_c"], p.Migrations);
        await p.ExpectAsync(0, "check");
        await CommitAsync(p);

        // Two harmless branches after the earlier merges.
        foreach (var name in new[] { "d", "e" })
            await BranchAsync(p, name, "main", () => p.Write($"db/src/{name}.cs", Table("T" + name, "Name")), "add_" + name);
        await MergeAsync(p, "d", conflict: !driver);
        await p.ExpectAsync(0, "rebase");
        Assert.Equal(["0004_add_e", "0005_add_d"], p.Migrations.TakeLast(2));
        await p.ExpectAsync(0, "check");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Merged_crosswise_each_change_is_there_once(bool driver)
    {
        using var p = await TeamAsync(server, "sqlite", driver);
        foreach (var name in new[] { "x", "y" })
            await BranchAsync(p, name, "main", () => p.Write($"db/src/{name}.cs", Table("T" + name, "Name")), "add_" + name);
        await GitAsync(p, "tag", "y1", "y");
        await GitAsync(p, "tag", "x1", "x");
        foreach (var (mine, other) in new[] { ("x", "y1"), ("y", "x1") })
        {
            await GitAsync(p, "checkout", "-q", mine);
            await MergeAsync(p, other, conflict: !driver);
            await p.ExpectAsync(0, "rebase");
            await CommitAsync(p);
        }
        p.Write("db/src/z.cs", Table("Tz", "Name"));
        await p.ExpectAsync(0, "generate", "--name", "add_z");
        await CommitAsync(p);
        await GitAsync(p, "checkout", "-q", "x");
        await MergeAsync(p, "y", conflict: !driver);
        await p.ExpectAsync(0, "rebase");
        Assert.Equal(["0000_base", "0001_add_x", "0002_add_y", "0003_add_z"], p.Migrations);
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate", "--test");
    }

    [Fact]
    public async Task A_conflict_that_was_committed_with_its_markers_is_read_from_the_sides()
    {
        using var p = await TeamAsync(server, "sqlite", driver: false);
        foreach (var name in new[] { "a", "b" })
            await BranchAsync(p, name, "main", () => p.Write($"db/src/{name}.cs", Table("T" + name, "Name")), "same");
        await MergeAsync(p, "a", conflict: true);
        await CommitAsync(p);
        Assert.Contains("<<<<<<<", p.Read(Journal), StringComparison.Ordinal);
        Assert.Contains("strata rebase", (await p.ExpectAsync(3, "migrate")).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "rebase");
        Assert.Equal(["0000_base", "0001_same", "0002_same"], p.Migrations);
        await p.ExpectAsync(0, "check");
    }

    [Fact]
    public async Task Init_installs_the_driver_in_a_repository()
    {
        using var p = new CliProject("sqlite:app.db");
        Directory.CreateDirectory(p.Root);
        await GitAsync(p, "init", "-q");
        Assert.Contains("merge.strata.driver", (await p.ExpectAsync(0, "init", "--url", p.Url)).Output, StringComparison.Ordinal);
        Assert.Contains("merge-driver", p.Read(".git/config"), StringComparison.Ordinal);
        Assert.Contains("_journal.json  merge=strata", p.Read(".gitattributes"), StringComparison.Ordinal);

        using var q = new CliProject("sqlite:app.db");
        Directory.CreateDirectory(q.Root);
        await GitAsync(q, "init", "-q");
        await q.ExpectAsync(0, "init", "--url", q.Url, "--no-git");
        Assert.DoesNotContain("merge-driver", q.Read(".git/config"), StringComparison.Ordinal);
    }
}
