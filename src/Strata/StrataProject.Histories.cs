using Strata.Adopting;
using Strata.Core.Problems;
using Strata.Pulling;
using Strata.Purging;
using Strata.Rebasing;
using Strata.Repairing;
using Strata.RollingBack;

namespace Strata;

// The operations that roll back, repair a history, or begin one.
public sealed partial class StrataProject
{
    /// <summary>The files that make the folder a project, where it is none yet; pull and adopt write them with theirs.</summary>
    private IReadOnlyList<(string Path, string Text)> NewFiles { get; init; } = [];

    private ProjectFiles Files => new(_workspace, NewFiles);

    /// <summary>Rolls migrations back by their down-scripts, the last one first.</summary>
    /// <exception cref="ProblemException">A migration is unknown (exit 2), a down-script is missing (exit 3), a loss or a protected
    /// environment is not confirmed (exit 10) or declined (exit 9), another run holds the lock (exit 6), or a statement failed (exit 7 or
    /// 8).</exception>
    public Task<RollbackResult> RollbackAsync(RollbackRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync(
            "rollback",
            () => new RollbackOperation(_workspace, request ?? new()).RunAsync(cancellationToken),
            cancellationToken,
            keeps: true
        );

    /// <summary>Lists what <see cref="RollbackAsync"/> would roll back, with the losses. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="RollbackAsync"/>, for everything found before a confirmation.</exception>
    public Task<RollbackPreview> PreviewRollbackAsync(RollbackRequest? request = null, CancellationToken cancellationToken = default) =>
        new RollbackOperation(_workspace, request ?? new()).PreviewAsync(cancellationToken);

    /// <summary>Writes the reversal as the next migration, to be reviewed and run as one.</summary>
    /// <exception cref="ProblemException">A migration is unknown or not applied (exit 2), a down-script is missing (exit 3), or a loss is
    /// not
    /// confirmed (exit 10) or declined (exit 9).</exception>
    public Task<ReversalMigrationResult> WriteReversalAsync(
        RollbackRequest? request = null,
        CancellationToken cancellationToken = default
    ) => new RollbackOperation(_workspace, request ?? new()).WriteAsync(cancellationToken);

    /// <summary>Repairs a migration that failed, was interrupted or edited, by what the evidence allows.</summary>
    /// <exception cref="ProblemException">No migration fits the repair (exit 2), the evidence does not allow it (exit 9), or a confirmation
    /// is missing (exit 10) or declined (exit 9).</exception>
    public Task<RepairResult> RepairAsync(RepairRequest request, CancellationToken cancellationToken = default) =>
        RecordedAsync("repair", () => new RepairOperation(_workspace).RunAsync(request, cancellationToken), cancellationToken);

    /// <summary>Lists the migrations that need repair, with the evidence and the options. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), or there is no connection (exit 11).</exception>
    public Task<RepairPreview> PreviewRepairAsync(CancellationToken cancellationToken = default) =>
        new RepairOperation(_workspace).PreviewAsync(cancellationToken);

    /// <summary>Deletes the data of dropped objects whose retention has ended.</summary>
    /// <exception cref="ProblemException">It is not confirmed (exit 10) or declined (exit 9), the login may not see retained data (exit
    /// 12),
    /// or another object needs what is deleted (exit 7).</exception>
    public Task<PurgeResult> PurgeAsync(PurgeRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync("purge", () => new PurgeOperation(_workspace, request ?? new()).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Lists retained data. Takes no lock and writes nothing.</summary>
    /// <exception cref="ProblemException">The login may not see retained data (exit 12), or there is no connection (exit 11).</exception>
    public Task<PurgePreview> PreviewPurgeAsync(PurgeRequest? request = null, CancellationToken cancellationToken = default) =>
        new PurgeOperation(_workspace, request ?? new()).PreviewAsync(cancellationToken);

    /// <summary>Makes the fork that a merge leaves in the migrations folder linear.</summary>
    /// <exception cref="ProblemException">The folder has another problem than a fork (exit 3), there is no such branch (exit 2), or the
    /// branches exclude each other (exit 4).</exception>
    public Task<RebaseResult> RebaseAsync(RebaseRequest? request = null, CancellationToken cancellationToken = default) =>
        new RebaseOperation(_workspace, request ?? new()).RunAsync(cancellationToken);

    /// <summary>Tells what <see cref="RebaseAsync"/> would move. Writes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="RebaseAsync"/>.</exception>
    public Task<RebaseResult> PreviewRebaseAsync(RebaseRequest? request = null, CancellationToken cancellationToken = default) =>
        new RebaseOperation(_workspace, request ?? new()).PreviewAsync(cancellationToken);

    /// <summary>Sets git up to merge journals and snapshots by a program, in this clone.</summary>
    /// <param name="program">The program, as a word of a POSIX shell.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">There is no git, or no repository (exit 2).</exception>
    public Task<MergeDriverResult> InstallMergeDriverAsync(string program, CancellationToken cancellationToken = default) =>
        MergeDriver.InstallAsync(_workspace, program, cancellationToken);

    /// <summary>Merges a journal or a snapshot, as git asks for it.</summary>
    /// <param name="ours">The absolute path of our version, which becomes the merged one.</param>
    /// <param name="theirs">The absolute path of theirs.</param>
    /// <param name="path">The file's path in the repository.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">One of the two cannot be read (exit 3): git then reports a conflict, and leaves ours.</exception>
    public static Task<FileMergeResult> MergeFileAsync(
        string ours,
        string theirs,
        string path,
        CancellationToken cancellationToken = default
    ) => MergeDriver.MergeAsync(ours, theirs, path, cancellationToken);

    /// <summary>Takes over another migration tool's folder and history. Its files and its table stay as they are.</summary>
    /// <exception cref="ProblemException">There are no migrations of the tool (exit 2); rows fit no file, or the migrations do not run
    /// (exit
    /// 3); the database differs (exit 4); files, other migrations or a history exist already (exit 9).</exception>
    public Task<AdoptResult> AdoptAsync(AdoptRequest request, CancellationToken cancellationToken = default) =>
        RecordedAsync("adopt", () => new AdoptOperation(_workspace, Files, request).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Writes the database as a C# schema, SQL files and a first migration. Only reads the database.</summary>
    /// <exception cref="ProblemException">The database is empty (exit 2), does not exist (exit 11), or cannot be built again (exit 4);
    /// files
    /// or migrations exist already (exit 9).</exception>
    public Task<PullResult> PullAsync(PullRequest? request = null, CancellationToken cancellationToken = default) =>
        new PullOperation(_workspace, Files).RunAsync(request ?? new(), cancellationToken);
}
