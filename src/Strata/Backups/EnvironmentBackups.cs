using Strata.Core.Data;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Data;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Backups;

/// <summary>A backup was made, before the database is changed.</summary>
/// <param name="Folder">The absolute path of the backup.</param>
/// <param name="Verified">Restored into a shadow database and compared.</param>
/// <param name="Rows">The number of rows in it.</param>
public sealed record BackupMade(string Folder, bool Verified, long Rows) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [JsonLine.Of("backup", ("folder", Folder), ("verified", Verified), ("rows", (double)Rows))];
}

/// <summary>Backs up the database of a workspace's environment: for <c>dump</c>, and for operations that take one first.</summary>
/// <param name="workspace">The project.</param>
internal sealed class EnvironmentBackups(Workspace workspace)
{
    private const int MostJobs = 4;
    private const string IgnoreFile = "# Made by Strata: rows of databases are not for the repository.\n*\n";

    /// <summary>The number of connections where nobody gives another.</summary>
    public static int UsualJobs => Math.Clamp(System.Environment.ProcessorCount, 1, MostJobs);

    /// <summary>Makes a backup.</summary>
    /// <param name="folder">The absolute path of its folder; null for one of the usual name in the folder of backups.</param>
    /// <param name="jobs">The number of connections.</param>
    /// <param name="verify">Also restores it into a shadow database and compares.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">There is no database (ST5006, exit 11); else as <see cref="BackupMaker.MakeAsync"/> and
    /// <see cref="BackupVerifier.VerifyAsync"/>.</exception>
    public async Task<(BackupFolder Folder, BackupManifest Manifest)> MakeAsync(
        string? folder,
        int jobs,
        bool verify,
        CancellationToken cancellationToken
    )
    {
        // Through the guard: a backup of another database under this environment's name would be found out when it is needed.
        var (source, _) = await GuardedEndpoint.OpenAsync(workspace, cancellationToken).ConfigureAwait(false);
        var maker = new BackupMaker(workspace.Host.Time, workspace.RunOptions().Run);
        var backup = new BackupFolder(folder ?? maker.PathFor(source.Environment, PreparedFolder()));
        var manifest = await workspace
            .Progress.WorkAsync("Backing up", at => maker.MakeAsync(source, backup.Path, new DataOptions(jobs, at), cancellationToken))
            .ConfigureAwait(false);
        if (verify)
            await VerifyAsync(backup, jobs, cancellationToken).ConfigureAwait(false);
        return (backup, manifest);
    }

    /// <summary>Makes a backup before the database is changed, and reports it.</summary>
    /// <inheritdoc cref="MakeAsync"/>
    public async Task MakeBeforeAsync(int jobs, bool verify, CancellationToken cancellationToken)
    {
        var (backup, manifest) = await MakeAsync(null, jobs, verify, cancellationToken).ConfigureAwait(false);
        workspace.Progress.Report(new BackupMade(backup.Path, verify, manifest.Rows));
    }

    /// <inheritdoc cref="BackupVerifier.VerifyAsync"/>
    public async Task VerifyAsync(BackupFolder backup, int jobs, CancellationToken cancellationToken)
    {
        var beside = await DataEndpoint.OfAsync(workspace, cancellationToken).ConfigureAwait(false);
        var verifier = new BackupVerifier(workspace.Shadows);
        await workspace
            .Progress.WorkAsync(
                "Restoring the backup into a shadow database",
                async at =>
                {
                    await verifier.VerifyAsync(backup, beside, new DataOptions(jobs, at), cancellationToken).ConfigureAwait(false);
                    return true;
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>The folder of backups, which git ignores; created where it does not exist.</summary>
    public string PreparedFolder()
    {
        var folder = workspace.Config.Backups.Folder;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, ".gitignore"), IgnoreFile);
        }
        return folder;
    }
}
