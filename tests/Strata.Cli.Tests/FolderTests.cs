using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What people and merges do to a folder of migrations.</summary>
public sealed class FolderTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_folder_that_is_not_whole_runs_nothing(string dialect)
    {
        using var p = await TwoAppliedAsync(dialect);
        var (first, second) = (p.Read("db/migrations/0000_one.sql"), p.Read("db/migrations/0001_two.sql"));
        var journal = p.Read("db/migrations/meta/_journal.json");

        p.Write("db/migrations/0001_two.sql", second + "\nDROP TABLE films;\n");
        await p.RefusedAsync(3, ["migrate"], "ST3012", "0001_two.sql:", "was added", "git checkout HEAD -- db/migrations/0001_two.sql");
        await p.RefusedAsync(3, ["generate"], "ST3012");
        await p.RefusedAsync(3, ["baseline"], "ST3012");
        await p.RefusedAsync(3, ["status"], "ST3012");
        p.Write("db/migrations/0001_two.sql", "-- a licence\r\n" + second.Replace("\n", "\r\n", StringComparison.Ordinal));
        await p.ExpectAsync(0, "migrate");
        p.Write("db/migrations/0001_two.sql", second);

        File.Delete(p.At("db/migrations/0000_one.sql"));
        await p.RefusedAsync(3, ["migrate"], "ST3010", "git checkout HEAD -- db/migrations/0000_one.sql");
        p.Write("db/migrations/0000_uno.sql", first);
        await p.RefusedAsync(3, ["migrate"], "ST3013", "was renamed to 0000_uno", "mv db/migrations/0000_uno.sql");
        File.Move(p.At("db/migrations/0000_uno.sql"), p.At("db/migrations/0000_one.sql"));
        p.Write("db/migrations/0000_copy.sql", first);
        await p.RefusedAsync(3, ["migrate"], "ST3011", "0000_copy.sql");
        File.Delete(p.At("db/migrations/0000_copy.sql"));

        p.Write("db/migrations/meta/_journal.json", "<<<<<<< HEAD\n" + journal);
        await p.RefusedAsync(3, ["migrate"], "ST3002", "_journal.json:1:1", "strata rebase");
        p.Write("db/migrations/meta/_journal.json", journal.Replace("\"idx\": 1,", "\"idx\": 1,,", StringComparison.Ordinal));
        await p.RefusedAsync(3, ["migrate"], "ST3003", "_journal.json:", "git checkout");
        p.Write("db/migrations/meta/_journal.json", journal.Replace("\"idx\": 1,", "\"idx\": 0,", StringComparison.Ordinal));
        await p.RefusedAsync(3, ["migrate"], "ST3014", "same number");
        p.Write("db/migrations/meta/_journal.json", journal);
        await p.ExpectAsync(0, "migrate");

        p.Replace("db/migrations/meta/_snapshot.json", "\"version\": 1", "\"version\": 99");
        await p.RefusedAsync(3, ["generate"], "_snapshot.json", "newer");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_database_remembers_what_it_ran(string dialect)
    {
        using var p = await TwoAppliedAsync(dialect);
        var (folder, saved) = (p.At("db/migrations"), p.At("saved"));
        CopyFolder(folder, saved);

        // Another history with the same names, whole in itself.
        Directory.Delete(folder, recursive: true);
        await p.CustomAsync("one", "create table other (id integer);");
        await p.RefusedAsync(3, ["migrate"], "ST3051", "0000_one", "edited after it was run");
        Assert.Contains("edited", (await p.ExpectAsync(3, "status")).Output, StringComparison.Ordinal);

        // A checkout that is older than the database.
        Directory.Delete(folder, recursive: true);
        await p.CustomAsync("first", "create table other (id integer);");
        await p.RefusedAsync(3, ["migrate"], "0000_one", "git pull");
        Assert.Contains("unknown", (await p.ExpectAsync(3, "status")).Output, StringComparison.Ordinal);

        Directory.Delete(folder, recursive: true);
        CopyFolder(saved, folder);
        await p.ExpectAsync(0, "migrate");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_migration_merged_late_is_not_skipped(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.CustomAsync("one", "create table a (id integer);");
        await p.CustomAsync("late", "create table b (id integer);");
        CopyFolder(p.At("db/migrations"), p.At("saved"));
        File.Delete(p.At("db/migrations/0001_late.sql"));
        var journal = p.Read("db/migrations/meta/_journal.json");
        var at = journal.LastIndexOf("    {", StringComparison.Ordinal);
        p.Write("db/migrations/meta/_journal.json", journal[..at].TrimEnd().TrimEnd(',') + "\n  ]\n}\n");
        await p.CustomAsync("other", "create table c (id integer);");
        await p.ExpectAsync(0, "migrate");

        // Both branches made number 1: git merges the journal to two entries.
        var mine = p.Read("db/migrations/meta/_journal.json");
        var entry = journal[at..].Split("  ]")[0].TrimEnd();
        var here = mine.LastIndexOf("    {", StringComparison.Ordinal);
        p.Write("db/migrations/0001_late.sql", "create table b (id integer);");
        p.Write("db/migrations/meta/_journal.json", mine[..here] + entry + ",\n" + mine[here..]);
        await p.RefusedAsync(3, ["migrate"], "same number", "strata rebase");
        p.Write(
            "db/migrations/meta/_journal.json",
            p.Read("db/migrations/meta/_journal.json").Replace("0001_other\"", "0002_other\"", StringComparison.Ordinal)
        );
        await p.RefusedAsync(3, ["migrate"], "ST30");
        Assert.Equal(
            ["0"],
            await p.QueryAsync(
                p.IsSqlite ? "select count(*) from sqlite_master where name = 'b'" : "select count(*) from pg_class where relname = 'b'"
            )
        );
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_left_as_it_was()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Write("db/migrations", "a file stands where the folder should be");
        var refused = await p.ExpectAsync(2, "generate");
        Assert.Contains("db/migrations", refused.Errors, StringComparison.Ordinal);
        await p.ExpectAsync(2, "migrate");
        await p.ExpectAsync(2, "migrate", "--test");
        Assert.Equal("a file stands where the folder should be", p.Read("db/migrations"));
        File.Delete(p.At("db/migrations"));

        p.Write("db/migrations/meta/_journal.json/in_the_way", "");
        await p.ExpectAsync(2, "generate");
        Assert.Empty(p.Migrations);
    }

    [Fact]
    public async Task A_journal_that_is_gone_is_missed()
    {
        using var p = await TwoAppliedAsync("sqlite");
        var journal = p.Read("db/migrations/meta/_journal.json");
        File.Delete(p.At("db/migrations/meta/_journal.json"));
        await p.RefusedAsync(3, ["migrate"], "ST3017", "git checkout");
        p.Write("db/migrations/meta/_journal.json", journal.Replace("\"version\": \"7\"", "\"version\": \"99\"", StringComparison.Ordinal));
        await p.RefusedAsync(3, ["migrate"], "newer Strata");
    }

    [Fact]
    public async Task Migrate_never_goes_back_and_says_so()
    {
        using var p = await TwoAppliedAsync("sqlite");
        var errors = (await p.ExpectAsync(0, "migrate", "--to", "0")).Errors;
        Assert.Contains("stays at 0001_two", errors, StringComparison.Ordinal);
        Assert.Contains("strata rollback --to 0", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_makes_no_file()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "status");
        await p.ExpectAsync(11, "diff", "--from", "sqlite:nope.db", "--to", "schema");
        await p.ExpectAsync(2, "diff", "--from", "migrations:9", "--to", "schema");
        foreach (
            var arguments in new[]
            {
                (string[])["migrate", "--dry-run"],
                ["push", "--dry-run"],
                ["rollback"],
                ["rollback", "--dry-run"],
                ["baseline"],
                ["drift"],
                ["purge", "--dry-run"],
                ["repair"],
            }
        )
        {
            await p.RunAsync(arguments);
            Assert.False(File.Exists(p.At("app.db")), string.Join(' ', arguments));
        }
        Assert.False(File.Exists(p.At("app.db")) || File.Exists(p.At("nope.db")));
        await p.ExpectAsync(0, "migrate");
    }

    private async Task<CliProject> TwoAppliedAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "migrate");
        await GitTeam.InitAsync(p);
        p.Write(".gitignore", "*.db\n");
        await GitTeam.CommitAsync(p);
        return p;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
