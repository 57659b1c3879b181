using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Project.Git;
using Strata.Project.Workspaces;

namespace Strata.Examining;

/// <summary>
/// Requires that migration files which run on a protected environment are committed, where the folder is in a git work tree. What a bundle
/// or a program carries, and a folder without <c>.git</c>, is no work tree.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class CommittedFiles(Workspace workspace)
{
    private const int Named = 5;

    /// <exception cref="ProblemException">A file differs from the commit or is untracked, or git fails (ST9060, exit 9).</exception>
    public async Task RequireAsync(string folder, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        if (migrations.Count == 0 || workspace.Policy != EnvironmentPolicy.Protected || !IsWorkTree(folder))
            return;
        await RequireConfigAsync(cancellationToken).ConfigureAwait(false);
        if (!workspace.Config.RequiresCommitted(workspace.Environment))
        {
            workspace.Progress.Note(
                $"strata.json lets migrations that are not committed run on \"{workspace.Environment.Name}\" (\"requireCommitted\": false)"
            );
            return;
        }
        var open = await OpenAsync(folder, migrations, cancellationToken).ConfigureAwait(false);
        if (open.Count == 0)
            return;
        var more = open.Count > Named ? $" and {open.Count - Named} more" : "";
        throw ExaminingProblems.Uncommitted.Error(
            folder,
            $"\"{workspace.Environment.Name}\" is protected, and migration files are not committed as they are: "
                + $"{string.Join(", ", open.Take(Named))}{more}",
            "nothing was run",
            $"have them reviewed and commit them: {Call.Git("add", folder)}, {Call.Git("commit")}"
        );
    }

    /// <summary>
    /// The file that says what a protected environment demands is reviewed as well, where it is under version control: an edit of it lifts
    /// no guard.
    /// </summary>
    private async Task RequireConfigAsync(CancellationToken cancellationToken)
    {
        var file = workspace.Config.File;
        var committed = await CommittedAsync(file, (git, ct) => git.FileAsync("HEAD", file, ct), cancellationToken).ConfigureAwait(false);
        if (committed is null || Same(committed, await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false)))
            return;
        throw ExaminingProblems.Uncommitted.Error(
            file,
            $"\"{workspace.Environment.Name}\" is protected, and {Path.GetFileName(file)}, which says what it demands, "
                + "is not committed as it is",
            "nothing was run",
            $"have it reviewed and commit it: {Call.Git("add", file)}, {Call.Git("commit")}"
        );
    }

    /// <summary>The folder is below a <c>.git</c>, and not one that a bundle or a program carries.</summary>
    private bool IsWorkTree(string folder)
    {
        if (!workspace.RemembersFirstContact)
            return false;
        for (var d = new DirectoryInfo(folder); d is not null; d = d.Parent)
            if (Path.Exists(Path.Combine(d.FullName, ".git")))
                return true;
        return false;
    }

    private async Task<List<string>> OpenAsync(string folder, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var files = await CommittedAsync(folder, (git, ct) => git.FilesAsync("HEAD", folder, ct), cancellationToken).ConfigureAwait(false);
        List<string> open = [];
        foreach (var migration in migrations)
        {
            await CompareAsync(migration.Path, isRequired: true).ConfigureAwait(false);
            await CompareAsync(migration.DownPath, isRequired: migration.Entry.Down is not null).ConfigureAwait(false);
        }
        const string journal = "meta/_journal.json";
        if (!files.TryGetValue(journal, out var bytes) || !Lists(JournalJson.Read(bytes, journal), migrations))
            open.Add(journal);
        return open;

        async Task CompareAsync(string path, bool isRequired)
        {
            var name = Path.GetFileName(path);
            var committed = files.GetValueOrDefault(name);
            if (
                !File.Exists(path)
                    ? !isRequired && committed is null
                    : committed is not null && Same(committed, await ReadAsync(path).ConfigureAwait(false))
            )
                return;
            open.Add(name);
        }

        Task<byte[]> ReadAsync(string path) => File.ReadAllBytesAsync(path, cancellationToken);
    }

    /// <summary>The journal of the commit lists the migrations. It may lack their hashes: those are added where they first ran.</summary>
    private static bool Lists(Journal journal, IReadOnlyList<Migration> migrations) =>
        migrations.All(m =>
            journal.Entries.Any(e =>
                e.Tag == m.Tag
                && e.Idx == m.Idx
                && (e.Hash is null || e.Hash == m.Entry.Hash)
                && e.Replaces == m.Entry.Replaces
                && e.Hazards == m.Entry.Hazards
                && e.Examined == m.Entry.Examined
            )
        );

    private async Task<T> CommittedAsync<T>(
        string path,
        Func<GitRepository, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var git = await GitRepository
                .OpenAsync(Directory.Exists(path) ? path : Path.GetDirectoryName(path)!, cancellationToken)
                .ConfigureAwait(false);
            return await read(git, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            throw ExaminingProblems.Uncommitted.Error(
                path,
                $"\"{workspace.Environment.Name}\" is protected, and git cannot tell whether the migration files are committed: "
                    + e.Problem.What,
                "nothing was run",
                $"make git work here: {Call.Git("status")}"
            );
        }
    }

    // A checkout may have written other line ends.
    private static bool Same(byte[] committed, byte[] file) =>
        committed.AsSpan().SequenceEqual(file) || WithoutReturns(committed).SequenceEqual(WithoutReturns(file));

    private static IEnumerable<byte> WithoutReturns(byte[] bytes) => bytes.Where(b => b != (byte)'\r');
}
