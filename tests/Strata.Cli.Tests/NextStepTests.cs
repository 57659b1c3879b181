using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What a problem advises works in the state that the user is in.</summary>
public sealed class NextStepTests(CliServer server)
{
    private const string One = "db/migrations/0000_one.sql";
    private const string Two = "db/migrations/0001_two.sql";
    private const string Down = "db/migrations/0001_two.down.sql";
    private const string Journal = "db/migrations/meta/_journal.json";
    private const string Snapshot = "db/migrations/meta/_snapshot.json";

    // What is done to the folder, and the command that then fails; the second half only where git has the files.
    private static readonly (string Name, Action<CliProject> Do, string Command, bool NeedsGit)[] s_states =
    [
        ("edited", p => p.Write(Two, p.Read(Two) + "update films set rating = 5;\n"), "migrate", false),
        ("edited", p => p.Write(Two, p.Read(Two) + "update films set rating = 5;\n"), "generate", false),
        ("first edited", p => p.Write(One, p.Read(One) + "delete from films;\n"), "migrate", false),
        ("last deleted", p => File.Delete(p.At(Two)), "migrate", false),
        ("down edited", p => p.Write(Down, p.Read(Down) + "delete from films;\n"), "migrate", false),
        ("down deleted", p => File.Delete(p.At(Down)), "migrate", false),
        ("renamed", p => File.Move(p.At(One), p.At("db/migrations/0000_uno.sql")), "migrate", false),
        ("unlisted", p => p.Write("db/migrations/0002_orphan.sql", "create table orphan (id int);\n"), "migrate", false),
        ("no snapshot", p => File.Delete(p.At(Snapshot)), "check", false),
        ("other snapshot", p => p.Replace(Snapshot, "rating", "ratings"), "check", false),
        ("first deleted", p => File.Delete(p.At(One)), "migrate", true),
        ("no journal", p => File.Delete(p.At(Journal)), "migrate", true),
        ("damaged journal", p => p.Replace(Journal, "\"entries\": [", "\"entries\": [,"), "migrate", true),
    ];

    [Fact]
    public async Task Conflict_markers_without_a_merge_are_removed_by_restoring_the_journal()
    {
        using var p = await TwoAsync(hasGit: true);
        p.Write(Journal, "<<<<<<< ours\n" + p.Read(Journal));
        await p.RefusedAsync(3, ["migrate"], "ST3002", "strata rebase", $"git checkout HEAD -- {Journal}");
        var typed = await NextStep.RequireItHelpsAsync(p, "rebase");
        Assert.Equal($"git checkout HEAD -- {Journal}", typed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Undo_of_an_edited_migration_that_was_run_says_how_to_roll_it_back(bool hasGit)
    {
        using var p = await TwoAsync(hasGit);
        await p.ExpectAsync(0, "migrate");
        p.Write(Two, p.Read(Two) + "update films set rating = 5;\n");
        var restore = hasGit ? $"git checkout HEAD -- {Two}" : "get the file as it was";
        await p.RefusedAsync(9, ["generate", "--undo"], "ST9065", restore, "; then roll it back there first: strata rollback --env local");
    }

    [Fact]
    public async Task Numbers_that_were_edited_are_no_fork()
    {
        using var p = await TwoAsync(hasGit: false);
        p.Replace(Journal, "\"idx\": 1", "\"idx\": 0");
        var refused = await p.RefusedAsync(3, ["migrate"], "ST3014", "idx");
        Assert.DoesNotContain("strata rebase", refused.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strata.json", "[]", "push")]
    [InlineData("db/src/Schema.cs", null, "push")]
    [InlineData("db/src", null, "push")]
    public async Task Init_is_not_advised_where_a_project_is(string path, string? text, string command)
    {
        using var p = await TwoAsync(hasGit: false);
        if (text is not null)
            p.Write(path, text);
        else if (Directory.Exists(p.At(path)))
            Directory.Delete(p.At(path), recursive: true);
        else
            File.Delete(p.At(path));
        var refused = await p.RefusedAsync(2, [command]);
        Assert.DoesNotContain("strata init", refused.All, StringComparison.Ordinal);
        refused = await p.RefusedAsync(2, [command, "--config", "other.json"], "ST2000");
        Assert.DoesNotContain("strata init", refused.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advice_about_a_folder_without_git_helps() => await AllAsync(hasGit: false);

    [Fact]
    public async Task Advice_about_a_folder_in_git_helps() => await AllAsync(hasGit: true);

    private async Task AllAsync(bool hasGit)
    {
        foreach (var (name, change, command, needsGit) in s_states.Where(s => hasGit || !s.NeedsGit))
        {
            using var p = await TwoAsync(hasGit);
            change(p);
            var typed = await NextStep.RequireItHelpsAsync(p, command);
            Assert.True(!hasGit || !needsGit || typed.StartsWith("git checkout ", StringComparison.Ordinal), $"{name}: {typed}");
            Assert.False(!hasGit && typed.StartsWith("git", StringComparison.Ordinal), $"{name}: {typed}");
        }
    }

    private async Task<CliProject> TwoAsync(bool hasGit)
    {
        var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        if (hasGit)
        {
            await GitTeam.InitAsync(p);
            p.Write(".gitignore", "*.db\n");
            await GitTeam.CommitAsync(p);
        }
        return p;
    }
}
