using System.Text.Json;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>What several people do to one repository.</summary>
internal static class GitTeam
{
    public const string Journal = "db/migrations/meta/_journal.json";

    /// <summary>A project with a first migration, in a repository of its own.</summary>
    public static async Task<CliProject> TeamAsync(CliServer server, string dialect, bool driver)
    {
        var p = await server.ProjectAsync(dialect);
        await InitAsync(p);
        p.Write(".gitignore", "*.db\n*.db-*\n.strata*\n");
        if (driver)
            await p.ExpectAsync(0, "rebase", "--install");
        await p.ExpectAsync(0, "generate", "--name", "base");
        await CommitAsync(p);
        return p;
    }

    public static async Task BranchAsync(CliProject p, string name, string from, Action change, string migration, params string[] more)
    {
        await GitAsync(p, "checkout", "-q", "-b", name, from);
        change();
        await p.ExpectAsync(0, ["generate", "--name", migration, .. more]);
        await CommitAsync(p);
    }

    /// <summary>A source file with one table.</summary>
    public static string Table(string name, string column) =>
        $$"""
            using Strata.Schema;

            public sealed class {{name}} : Table
            {
                public readonly Column Id = Integer().PrimaryKey();
                public readonly Column {{column}} = Text();
            }

            """;

    /// <summary>Of the last migration that has one.</summary>
    public static string Fingerprint(CliProject p)
    {
        using var json = JsonDocument.Parse(p.Read(Journal));
        var last = json.RootElement.GetProperty("entries").EnumerateArray().Last(e => e.TryGetProperty("fingerprint", out _));
        return last.GetProperty("fingerprint").GetString()!;
    }

    /// <summary>Everything in the folder of migrations.</summary>
    public static string Files(CliProject p) =>
        string.Join(
            "\n",
            Directory
                .GetFiles(p.At("db/migrations"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(f => f + "\n" + File.ReadAllText(f))
        );

    public static async Task MergeAsync(CliProject p, string other, bool conflict)
    {
        var git = await RunAsync(p, "merge", "-q", "--no-edit", other);
        Assert.True(git.ExitCode == (conflict ? 1 : 0), $"git merge {other}: exit {git.ExitCode}\n{git.Output}{git.Errors}");
    }

    /// <summary>An empty repository.</summary>
    public static async Task InitAsync(CliProject p)
    {
        await GitAsync(p, "init", "-q", "-b", "main");
        await GitAsync(p, "config", "user.email", "team@example.com");
        await GitAsync(p, "config", "user.name", "Team");
        await GitAsync(p, "config", "maintenance.auto", "false");
    }

    public static async Task CommitAsync(CliProject p)
    {
        await GitAsync(p, "add", "-A");
        await GitAsync(p, "commit", "-q", "--allow-empty", "-m", "work");
    }

    public static async Task GitAsync(CliProject p, params string[] arguments)
    {
        var git = await RunAsync(p, arguments);
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)}: {git.Output}{git.Errors}");
    }

    private static Task<ProcessResult> RunAsync(CliProject p, params string[] arguments) =>
        ProcessRunner.RunAsync("git", ["-C", p.Root, .. arguments], new Dictionary<string, string?> { ["PATH"] = ProgramOnPath.Value });
}
