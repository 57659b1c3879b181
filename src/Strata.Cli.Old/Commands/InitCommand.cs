using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Problems;

namespace Strata.Cli.Commands;

/// <summary>Writes what a project starts with. Never overwrites a file.</summary>
internal static class InitCommand
{
    private static readonly Option<string> s_dialect = new("--dialect") { Description = "postgresql or sqlite", HelpName = "NAME" };
    private static readonly Option<string> s_url = new("--url") { Description = "the local database", HelpName = "URL" };
    private static readonly Option<bool> s_noGit = new("--no-git") { Description = "do not install the merge driver in this clone" };

    public static Command Create(App app, GlobalOptions options)
    {
        _ = app;
        var command = new Command("init", CommandList.Describe("init")) { s_dialect, s_url, s_noGit };
        command.SetAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(GlobalOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = Reporter.For(parsed, options);
        var directory = Project.Start(options, parsed);
        if (File.Exists(Path.Combine(directory, "strata.json")))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2050",
                    Path.Combine(directory, "strata.json"),
                    "this folder is a Strata project already",
                    "nothing was written",
                    "see its state: strata status"
                )
            );

        var name = ProjectName(directory);
        var dialect =
            parsed.GetValue(s_dialect)
            ?? (parsed.GetValue(s_url) is { } given ? DialectOf(given) : null)
            ?? (
                report.CanAsk && !report.Yes
                    ? await Ask.ChooseAsync("Which database?", ["sqlite", "postgresql"], cancellationToken).ConfigureAwait(false)
                    : "sqlite"
            );
        if (dialect is not ("sqlite" or "postgresql"))
            throw new ProblemException(
                ProblemKind.Usage,
                new("ST2042", "--dialect", $"\"{dialect}\" is no dialect of Strata", "nothing was written", "use postgresql or sqlite")
            );
        var usual = dialect == "sqlite" ? $"sqlite:{name}.db" : $"postgresql://localhost/{name}";
        var url =
            parsed.GetValue(s_url)
            ?? (
                report.CanAsk && !report.Yes
                    ? await Ask.TextAsync("The local database's URL?", usual, cancellationToken).ConfigureAwait(false)
                    : usual
            );

        foreach (var (path, text) in Templates.Files(dialect, url))
        {
            var full = Path.Combine(directory, path);
            if (File.Exists(full))
            {
                report.Say($"kept  {path}");
                continue;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllTextAsync(full, text, cancellationToken).ConfigureAwait(false);
            report.Event("wrote", new JsonObject { ["file"] = path }, $"wrote {path}");
        }
        if (!parsed.GetValue(s_noGit) && await GitRepository.FindAsync(directory, cancellationToken).ConfigureAwait(false) is { } git)
        {
            await MergeDriver.RegisterAsync(git, cancellationToken).ConfigureAwait(false);
            report.Event(
                "git",
                new JsonObject { ["config"] = "merge.strata.driver" },
                "set   merge.strata.driver in this clone's git config (strata rebase --install does it in another)"
            );
        }
        return (int)report.End(ExitCode.Done, new JsonObject { ["dialect"] = dialect }, "next: edit db/src/Schema.cs, then: strata push");
    }

    /// <exception cref="ProblemException">It is no URL of a database (ST2040, exit 2).</exception>
    public static string DialectOf(string url) =>
        Dialects.DialectTools.OfUrl(url)?.Dialect.Name
        ?? throw new ProblemException(
            ProblemKind.Usage,
            new(
                "ST2040",
                "--url",
                "this is no URL of a database",
                "nothing was written",
                "write sqlite:FILE or postgresql://user@host/database"
            )
        );

    private static string ProjectName(string directory)
    {
        var name = string.Concat(new DirectoryInfo(directory).Name.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "app" : name;
    }
}
