namespace Strata.Project.Git;

/// <summary>
/// Sets up git to merge journals and snapshots by a program of ours: an attribute in the repository, and a command in each clone
/// (https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver).
/// </summary>
internal static class MergeDriverSetup
{
    /// <summary>The arguments that git gives the command: base, ours, theirs, and the path.</summary>
    public const string Arguments = "merge-driver %O %A %B %P";

    private const string Name = "strata";

    /// <summary>
    /// The program as a word of a POSIX shell: by its name where the shell finds it by that, so that an update does not break it.
    /// </summary>
    /// <param name="process">The path of the running program; null where it is not known.</param>
    /// <param name="searchPath">The folders that the shell looks for programs in; null for none.</param>
    public static string Program(string? process, string? searchPath)
    {
        if (process is null || Path.GetFileNameWithoutExtension(process) is var file && file is not (Name or "Strata.Cli"))
            return Name;
        var found = (searchPath ?? "").Split(Path.PathSeparator).Any(d => d.Length > 0 && File.Exists(Path.Combine(d, Name)));
        return found && file == Name ? Name : $"'{process.Replace('\\', '/').Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary>The lines of .gitattributes.</summary>
    /// <param name="folder">The migrations folder, relative to the repository, with <c>/</c>.</param>
    public static string Attributes(string folder) =>
        $"""
            {folder}/meta/_journal.json  merge=strata
            {folder}/meta/_snapshot.json merge=strata

            """;

    /// <summary>Adds the lines that .gitattributes does not have yet.</summary>
    /// <returns>False where it has them.</returns>
    public static async Task<bool> AddAttributesAsync(string directory, string folder, CancellationToken cancellationToken)
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

    /// <summary>Registers the command in a clone. One that was not told merges as text, which rebase reads as well.</summary>
    /// <param name="git">The clone.</param>
    /// <param name="program">The program, quoted as a POSIX shell needs it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task RegisterAsync(GitRepository git, string program, CancellationToken cancellationToken)
    {
        await git.ConfigureAsync("merge.strata.name", "Strata's journal and snapshot", cancellationToken).ConfigureAwait(false);
        await git.ConfigureAsync("merge.strata.driver", $"{program} {Arguments}", cancellationToken).ConfigureAwait(false);
    }
}
