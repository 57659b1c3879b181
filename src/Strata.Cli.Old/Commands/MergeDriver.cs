using System.CommandLine;
using Strata.Cli.Rebasing;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Project.Git;

namespace Strata.Cli.Commands;

/// <summary>
/// What git calls to merge a journal or a snapshot (https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver): the journal
/// keeps the entries of both sides and is
/// never left with markers; the snapshot is ours until <c>rebase</c> writes the right one.
/// </summary>
internal static class MergeDriver
{
    private static readonly Argument<string> s_base = new("base");
    private static readonly Argument<string> s_ours = new("ours");
    private static readonly Argument<string> s_theirs = new("theirs");
    private static readonly Argument<string> s_path = new("path");

    public static Command Create()
    {
        var command = new Command("merge-driver", "called by git: merges a journal or a snapshot") { s_base, s_ours, s_theirs, s_path };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(s_ours)!, parsed.GetValue(s_theirs)!, parsed.GetValue(s_path)!, cancellationToken)
        );
        return command;
    }

    /// <exception cref="ProblemException">A side cannot be read (exit 3): git then reports a conflict in the file, and leaves
    /// ours.</exception>
    private static async Task<int> RunAsync(string ours, string theirs, string path, CancellationToken cancellationToken)
    {
        if (Path.GetFileName(path) != "_journal.json")
            return (int)ExitCode.Done;
        var (mine, other) = (
            await ReadAsync(ours, path, cancellationToken).ConfigureAwait(false),
            await ReadAsync(theirs, path, cancellationToken).ConfigureAwait(false)
        );
        await File.WriteAllBytesAsync(ours, JournalJson.Write(JournalUnion.Of(mine, other)), cancellationToken).ConfigureAwait(false);
        return (int)ExitCode.Done;
    }

    private static async Task<Journal> ReadAsync(string file, string shown, CancellationToken cancellationToken) =>
        JournalJson.Read(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), shown);

    public static string Attributes(string folder) =>
        $"""
            {folder}/meta/_journal.json  merge=strata
            {folder}/meta/_snapshot.json merge=strata

            """;

    /// <summary>Adds what is not in the file yet.</summary>
    public static async Task<bool> AttributesAsync(string directory, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, ".gitattributes");
        var text = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : "";
        if (text.Contains($"{folder}/meta/_journal.json", StringComparison.Ordinal))
            return false;
        if (text.Length > 0 && !text.EndsWith('\n'))
            text += "\n";
        await File.WriteAllTextAsync(path, text + Attributes(folder), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Tells this clone what the attribute means; a clone that was not told merges as text, which rebase reads as well.</summary>
    public static async Task RegisterAsync(GitRepository git, CancellationToken cancellationToken)
    {
        await git.ConfigureAsync("merge.strata.name", "Strata's journal and snapshot", cancellationToken).ConfigureAwait(false);
        await git.ConfigureAsync("merge.strata.driver", $"{Program()} merge-driver %O %A %B %P", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>By its name where the shell finds this very program by it, so that an update does not break it.</summary>
    private static string Program()
    {
        if (
            Environment.ProcessPath is not { } path
            || !Path.GetFileNameWithoutExtension(path).Equals("strata", StringComparison.OrdinalIgnoreCase)
        )
            return "strata";
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(d => d.Length > 0 && Path.Combine(d, Path.GetFileName(path)) is var at && File.Exists(at));
        return found ? "strata" : $"'{path.Replace('\\', '/').Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
