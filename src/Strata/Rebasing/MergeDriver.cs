using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Project.Git;
using Strata.Project.Workspaces;

namespace Strata.Rebasing;

/// <summary>
/// Merges a journal or a snapshot for git (https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver): the journal keeps the
/// entries of ours and theirs and never has conflict markers; the snapshot is ours until a rebase writes the right one.
/// </summary>
internal static class MergeDriver
{
    private const string JournalFile = "_journal.json";

    /// <exception cref="ProblemException">One of the two cannot be read (exit 3): git then reports a conflict, and leaves ours.</exception>
    public static async Task<FileMergeResult> MergeAsync(string ours, string theirs, string path, CancellationToken cancellationToken)
    {
        if (Path.GetFileName(path) != JournalFile)
            return new(IsMerged: false);
        var union = JournalUnion.Of(
            await ReadAsync(ours, path, cancellationToken).ConfigureAwait(false),
            await ReadAsync(theirs, path, cancellationToken).ConfigureAwait(false)
        );
        await File.WriteAllBytesAsync(ours, JournalJson.Write(union), cancellationToken).ConfigureAwait(false);
        return new(IsMerged: true);
    }

    /// <summary>Sets the driver up: the attributes of the repository, and the command of this clone.</summary>
    /// <param name="workspace">The project.</param>
    /// <param name="program">The program that merges, as a shell's word.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">There is no git, or no repository (ST2060, exit 2).</exception>
    public static async Task<MergeDriverResult> InstallAsync(Workspace workspace, string program, CancellationToken cancellationToken)
    {
        var directory = workspace.Config.Directory;
        var git = await GitRepository.OpenAsync(directory, cancellationToken).ConfigureAwait(false);
        var folder = Path.GetRelativePath(directory, workspace.Migrations.Path).Replace('\\', '/');
        var added = await MergeDriverSetup.AddAttributesAsync(directory, folder, cancellationToken).ConfigureAwait(false);
        await MergeDriverSetup.RegisterAsync(git, program, cancellationToken).ConfigureAwait(false);
        return new(added);
    }

    private static async Task<Journal> ReadAsync(string file, string path, CancellationToken cancellationToken) =>
        JournalJson.Read(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), path);
}
