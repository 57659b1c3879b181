using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Inconsistent folders, each with its own code; and rollback.</summary>
public sealed class CheckTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Every_broken_folder_is_told_apart(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        Assert.Contains("ST4021", (await p.ExpectAsync(4, "check")).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "migrate");
        Assert.Contains(
            "2 migrations, no problem found",
            (await p.ExpectAsync(0, "check", "--env", "local")).Output,
            StringComparison.Ordinal
        );

        await GitTeam.InitAsync(p);
        p.Write(".gitignore", "*.db\n");
        await GitTeam.CommitAsync(p);
        const string Journal = "db/migrations/meta/_journal.json",
            Snapshot = "db/migrations/meta/_snapshot.json",
            One = "db/migrations/0000_one.sql",
            Two = "db/migrations/0001_two.sql";
        await BrokenAsync(p, "ST3012", "0001_two.sql:", () => p.Replace(Two, "DEFAULT 3", "DEFAULT 4"));
        await BrokenAsync(p, "ST3010", "0000_one.sql", () => File.Delete(p.At(One)));
        await BrokenAsync(
            p,
            "ST3013",
            "mv db/migrations/0000_uno.sql db/migrations/0000_one.sql",
            () => File.Move(p.At(One), p.At("db/migrations/0000_uno.sql"))
        );
        await BrokenAsync(p, "ST3011", "0002_orphan.sql", () => p.Write("db/migrations/0002_orphan.sql", "create table orphan (id int);"));
        await BrokenAsync(p, "ST3004", "2 times", () => p.Replace(Journal, "0001_two", "0000_one"));
        await BrokenAsync(p, "ST3014", "same number", () => p.Replace(Journal, "\"idx\": 1", "\"idx\": 0"));
        await BrokenAsync(p, "ST3002", "merge conflict", () => p.Replace(Journal, "  \"entries\"", "<<<<<<< ours\n  \"entries\""));
        await BrokenAsync(p, "ST3003", "not valid JSON", () => p.Replace(Journal, "\"entries\": [", "\"entries\": [,"));
        await BrokenAsync(p, "ST3017", "git checkout", () => File.Delete(p.At(Journal)));
        await BrokenAsync(p, "ST3018", "down-script", () => File.Delete(p.At("db/migrations/0001_two.down.sql")));
        await BrokenAsync(p, "ST3103", "snapshot", () => File.Delete(p.At(Snapshot)));
        await BrokenAsync(p, "ST3104", "snapshot", () => p.Replace(Snapshot, "rating", "ratings"));
        await BrokenAsync(p, "ST3101", "newer Strata", () => p.Replace(Snapshot, "\"version\": 1", "\"version\": 99"));
        await BrokenAsync(p, "ST3102", "merge", () => p.Write(Snapshot, "<<<<<<< ours\n" + p.Read(Snapshot)));
        await p.ExpectAsync(0, "check");
    }

    [Fact]
    public async Task Migrations_that_do_not_lead_to_the_snapshot_are_found()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("more", "create table more (id integer primary key);");
        Assert.Contains("ST4021", (await p.ExpectAsync(4, "check")).Errors, StringComparison.Ordinal);
        p.Write(
            "db/src/More.cs",
            "using Strata.Schema;\npublic sealed class More : Table\n{\n    public readonly Column Id = "
                + "Integer().NullableOnSqlite().PrimaryKey();\n}\n"
        );
        await p.ExpectAsync(0, "check");
    }

    [Fact]
    public async Task A_commit_hook_looks_at_what_is_staged()
    {
        using var p = await server.ProjectAsync("sqlite");
        Assert.Contains("ST2060", (await p.ExpectAsync(2, "check", "--staged")).Errors, StringComparison.Ordinal);
        await GitAsync(p, "init", "-q");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await GitAsync(p, "add", "-A");
        await p.ExpectAsync(0, "check", "--staged");
        p.Replace("db/migrations/0000_one.sql", "films", "pictures");
        await p.ExpectAsync(0, "check", "--staged");
        await GitAsync(p, "add", "-A");
        var refused = await p.ExpectAsync(3, "check", "--staged");
        Assert.Contains("db/migrations/0000_one.sql:", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("strata-staged", refused.All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_commit_hook_notices_a_schema_without_a_migration(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await GitAsync(p, "init", "-q");
        await GitAsync(p, "add", "-A");
        var missing = await p.ExpectAsync(5, "check", "--staged");
        Assert.Contains("ST4022", missing.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("strata-staged", missing.All, StringComparison.Ordinal);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(5, "check", "--staged");
        await GitAsync(p, "add", "-A");
        await p.ExpectAsync(0, "check", "--staged");
        // What is not staged is not asked about, and what is staged is, whatever the folder holds.
        p.Schema(Schemas.Last, $"{Schemas.Last}\n    public readonly Column Note = Text().Nullable();");
        await p.ExpectAsync(0, "check", "--staged");
        await GitAsync(p, "add", "-A");
        p.Schema("    public readonly Column Note = Text().Nullable();", "");
        await p.ExpectAsync(5, "check", "--staged");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Migrations_are_taken_back_with_their_losses_named(string dialect)
    {
        using var p = await ThreeAppliedAsync(dialect);
        Assert.Contains("0002_three", (await p.ExpectAsync(0, "rollback", "--dry-run")).Output, StringComparison.Ordinal);
        await p.RefusedAsync(10, ["rollback", "--to", "0"], "--allow-loss", "0002_three, 0001_two");
        await p.RefusedAsync(2, ["rollback", "--to", "9"], "no migration");
        await p.RefusedAsync(2, ["rollback", "--to", "1", "--steps", "1"], "ST2023", "--to and --steps", "remove one of them");
        await p.ExpectAsync(0, "rollback", "--to", "0", "--allow-loss");
        Assert.Equal(["1|Alien|1979"], await p.QueryAsync("select * from films"));
        Assert.Contains("2 pending", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1|Alien|1979|3|4"], await p.QueryAsync("select * from films"));
        await p.ExpectAsync(0, "rollback", "--to=-1", "--allow-loss");
        await p.ExpectAsync(0, "rollback");
        Assert.Contains("3 pending", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_reversal_can_be_the_next_migration(string dialect)
    {
        using var p = await ThreeAppliedAsync(dialect);
        await p.ExpectAsync(0, "rollback", "--steps", "2", "--as-migration");
        p.Replace("db/src/Schema.cs", "\n    public readonly Column Rating = Integer().Default(3);", "");
        p.Replace("db/src/Schema.cs", "\n    public readonly Column More = Integer().Default(4);", "");
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1|Alien|1979"], await p.QueryAsync("select * from films"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
    }

    private async Task<CliProject> ThreeAppliedAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column More = Integer().Default(4);");
        await p.ExpectAsync(0, "generate", "--name", "three");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films (id, title, year) values (1, 'Alien', 1979)");
        return p;
    }

    private static async Task BrokenAsync(CliProject p, string code, string words, Action breakIt)
    {
        var kept = Directory.GetFiles(p.At("db/migrations"), "*", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllBytes);
        breakIt();
        var found = await p.RefusedAsync(3, ["check"], code, words);
        await p.RefusedAsync(3, ["check", "--files", "--json"], code);
        Assert.Contains("next:", found.Errors, StringComparison.Ordinal);
        Directory.Delete(p.At("db/migrations"), recursive: true);
        foreach (var (file, bytes) in kept)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, bytes);
        }
    }

    private static async Task GitAsync(CliProject p, params string[] arguments)
    {
        var git = await ProcessRunner.RunAsync("git", ["-C", p.Root, .. arguments]);
        Assert.True(git.ExitCode == 0, git.Errors);
    }
}
