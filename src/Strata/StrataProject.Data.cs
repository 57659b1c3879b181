using Strata.Core.Problems;
using Strata.Dumping;
using Strata.Replacing;
using Strata.Resetting;
using Strata.Restoring;
using Strata.SyncingContent;

namespace Strata;

/// <content>Operations on the rows of whole databases.</content>
public sealed partial class StrataProject
{
    /// <summary>Backs up the environment's database.</summary>
    /// <exception cref="ProblemException">The folder exists (exit 2), there is no database (exit 11), it is another environment's (exit 9),
    /// its client programs are missing (exit 12), or the backup could not be made or verified (exit 13).</exception>
    public Task<DumpResult> DumpAsync(DumpRequest? request = null, CancellationToken cancellationToken = default) =>
        new DumpOperation(_workspace).RunAsync(request ?? new(), cancellationToken);

    /// <summary>Restores a backup into the environment's empty database, or its rows alone into the empty tables of one.</summary>
    /// <exception cref="ProblemException">The environment forbids it, or the database is not empty or does not fit (exit 9); it is not
    /// confirmed (exit 10); the backup is not intact (exit 13); or the database refused it (exit 7 or 8).</exception>
    public Task<RestoreResult> RestoreAsync(RestoreRequest request, CancellationToken cancellationToken = default) =>
        RecordedAsync(
            "restore",
            () =>
                request.DataOnly
                    ? new RestoreRowsOperation(_workspace, request).RunAsync(cancellationToken)
                    : new RestoreOperation(_workspace, request).RunAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>Restores a backup into a shadow database, and compares it with its manifest. Changes no database.</summary>
    /// <exception cref="ProblemException">It could not be restored, or is not the same (exit 13); or there is no shadow database (exit
    /// 12).</exception>
    public Task<RestoreResult> VerifyBackupAsync(RestoreRequest request, CancellationToken cancellationToken = default) =>
        new RestoreOperation(_workspace, request).VerifyAsync(cancellationToken);

    /// <summary>Drops everything that the project manages in the database, builds it again, and loads the seed files.</summary>
    /// <exception cref="ProblemException">The environment forbids it (exit 9), it is not confirmed (exit 10), a seed or the schema is
    /// invalid (exit 2), the migrations are inconsistent (exit 3), or a statement failed (exit 7 or 8).</exception>
    public Task<ResetResult> ResetAsync(ResetRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync("reset", () => new ResetOperation(_workspace, request ?? new()).RunAsync(cancellationToken), cancellationToken);

    /// <summary>Replaces the environment's database by a copy of another environment's.</summary>
    /// <exception cref="ProblemException">The environment forbids it, or the two do not fit (exit 9); it is not confirmed (exit 10); or it
    /// failed (exit 6 to 13): the database is as it was.</exception>
    public Task<ReplaceResult> ReplaceAsync(ReplaceRequest request, CancellationToken cancellationToken = default) =>
        RecordedAsync(
            "replace",
            async () =>
            {
                var source = _workspace.With(_workspace.Config.Environment(request.Source));
                await using var sourceScope = source.ConfigureAwait(false);
                return await new ReplaceOperation(_workspace, source, request.Confirm).RunAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken
        );

    /// <summary>Swaps the former database of a replacement back.</summary>
    /// <exception cref="ProblemException">None is retained, or the environment forbids it (exit 9); or it is not confirmed (exit
    /// 10).</exception>
    public Task<UndoReplaceResult> UndoReplaceAsync(UndoReplaceRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync(
            "undo-wipe",
            () => new UndoReplaceOperation(_workspace, request ?? new()).RunAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>Makes the tables of "content" hold the rows of another environment.</summary>
    /// <exception cref="ProblemException">strata.json names no content (exit 2), the databases do not fit (exit 9), it is not confirmed
    /// (exit 10), or the database refused a row (exit 7).</exception>
    public Task<SyncContentResult> SyncContentAsync(SyncContentRequest? request = null, CancellationToken cancellationToken = default) =>
        RecordedAsync(
            "sync-content",
            async () =>
            {
                request ??= new();
                var source = SyncContentOperation.Source(_workspace, request.Source);
                await using var sourceScope = source.ConfigureAwait(false);
                var operation = new SyncContentOperation(_workspace, source, request.Confirm);
                return request.DryRun
                    ? await operation.PreviewAsync(cancellationToken).ConfigureAwait(false)
                    : await operation.RunAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken
        );
}
