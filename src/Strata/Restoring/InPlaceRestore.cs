using Strata.Backups;
using Strata.Core.Data;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;
using Strata.Project.Workspaces;

namespace Strata.Restoring;

/// <summary>
/// Restores into the database itself, where the login may not create one beside it. The rows and the stamp are two transactions: a mark
/// in the database tells that both are to come, and the same command finishes what an interruption has left.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="backup">The backup, which is intact.</param>
/// <param name="manifest">Its manifest.</param>
/// <param name="target">The database.</param>
internal sealed class InPlaceRestore(Workspace workspace, BackupFolder backup, BackupManifest manifest, DataEndpoint target)
{
    private Remedy Again =>
        $"finish it with the same command: {Call.Strata("restore").Argument(backup.Path).With("env", target.Environment)}";

    /// <summary>An earlier run of this restore was interrupted.</summary>
    public static async Task<bool> IsUnfinishedAsync(DataEndpoint target, BackupManifest manifest, CancellationToken cancellationToken) =>
        target.Tools.Mark is { } mark && await mark.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false) == manifest.Seal;

    /// <summary>Fills the empty database, and stamps it.</summary>
    /// <exception cref="ProblemException">Interrupted (ST9068, exit 130), with what is there; or as <see cref="BackupLoader"/>.</exception>
    public async Task<Stamp?> RunAsync(DataOptions options, CancellationToken cancellationToken)
    {
        if (target.Tools.Mark is { } mark)
            await mark.SetAsync(target.Connection, manifest.Seal, cancellationToken).ConfigureAwait(false);
        try
        {
            await BackupLoader.FillAsync(backup, manifest, target, options, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw await InterruptedAsync(e).ConfigureAwait(false);
        }
        return await StampAsync().ConfigureAwait(false);
    }

    /// <summary>Finishes a restore of which the database has the rows.</summary>
    /// <exception cref="ProblemException">It has a part of them, or others (ST9069, exit 9).</exception>
    public async Task<Stamp?> FinishAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (state.Stamp is { } stamp && stamp.Place == state.Place && stamp.Environment == target.Environment)
        {
            // It was stamped, and the mark alone was left: what has been written since is nobody's business here.
            await UnmarkAsync().ConfigureAwait(false);
            return stamp;
        }
        try
        {
            await BackupComparison
                .RequireEqualAsync(manifest, target, target.Environment, "the rows differ", progress, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == BackupProblems.RowsDiffer.Code)
        {
            throw RestoreProblems.Partial.Error(
                target.Environment,
                $"an interrupted restore of this backup has left a part of it: {e.Problem.What}",
                "nothing was changed",
                "drop the database and create it again, then run the same command",
                e
            );
        }
        workspace.Progress.Note("an earlier run of this restore was interrupted before its stamp: its rows were compared, and are kept");
        return await StampAsync().ConfigureAwait(false);
    }

    /// <summary>The rows are committed: nothing may come between them and the stamp.</summary>
    private async Task<Stamp?> StampAsync()
    {
        var stamped = await workspace.Databases.UnguardedAsync(workspace.Environment, CancellationToken.None).ConfigureAwait(false);
        await using var stampedScope = stamped.ConfigureAwait(false);
        var stamp = await BackupLoader
            .StampAsync(manifest, stamped, workspace.RunOptions(), workspace.Host.Time, place => place, CancellationToken.None)
            .ConfigureAwait(false);
        await UnmarkAsync().ConfigureAwait(false);
        return stamp;
    }

    private Task UnmarkAsync() => target.Tools.Mark?.RemoveAsync(target.Connection, CancellationToken.None) ?? Task.CompletedTask;

    private async Task<TargetState> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = await workspace.Databases.UnguardedAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProblemException> InterruptedAsync(OperationCanceledException e)
    {
        var found = await target.Tools.ContentsAsync(target.Connection, CancellationToken.None).ConfigureAwait(false);
        return RestoreProblems.Interrupted.Error(
            target.Environment,
            "the restore was interrupted",
            found.IsEmpty ? "the database is empty as before" : "rows of the backup are in the database, and it is not stamped yet",
            Again,
            e
        );
    }
}
