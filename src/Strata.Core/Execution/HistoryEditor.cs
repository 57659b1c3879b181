using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>Changes a database's record without running migrations: baseline, adopt, repair, conversion between the modes.</summary>
/// <param name="target">The database.</param>
/// <param name="options">The options of the run.</param>
/// <param name="time">For waiting.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class HistoryEditor(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    /// <summary>
    /// The tables are made before the edit, which then may have effects elsewhere: a login that may not write fails first.
    /// </summary>
    public bool PreparesFirst { get; init; }

    /// <summary>Reads the record under the lock, asks the caller for the changes, and writes them in one transaction.</summary>
    /// <param name="edit">Sees the record; the connection is <see cref="IMigrationTarget.Connection"/>. An empty answer writes nothing. It
    /// may throw to stop.</param>
    /// <param name="mode">The mode the stamp must have, and gets when there is none; null for an edit that is about the stamp
    /// itself.</param>
    /// <param name="cancellationToken">Stops; nothing is written then.</param>
    /// <exception cref="ProblemException">Exit 6, 9, 11, 12, as for migrations; exit 7 when the record could not be written.</exception>
    public async Task<TargetState> EditAsync(
        Func<TargetState, CancellationToken, Task<ImmutableArray<Bookkeeping>>> edit,
        StampMode? mode,
        CancellationToken cancellationToken
    )
    {
        var run = new LockedRun(target, options, time, report, failpoint: null);
        try
        {
            var state = await run.LockAsync(mode, _ => true, cancellationToken).ConfigureAwait(false);
            if (PreparesFirst)
                await run.PrepareAsync(state, mode, cancellationToken).ConfigureAwait(false);
            var changes = await edit(state, cancellationToken).ConfigureAwait(false);
            if (!PreparesFirst && !changes.IsEmpty)
                await run.PrepareAsync(state, mode, cancellationToken).ConfigureAwait(false);
            if (!changes.IsEmpty)
                await new TransactionRunner(target, options, time, report).RecordAsync(changes, cancellationToken).ConfigureAwait(false);
            var after = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            return after;
        }
        catch (StatementException e)
        {
            throw e.Kind == FailureKind.Lost
                ? Failures.Unknown(
                    e,
                    "the change of the record",
                    target.Name,
                    $"when the server can be reached: {Call.Strata("status")}; then the command again"
                )
                : Failures.Failed(
                    e,
                    "the change of the record",
                    "the record is as it was",
                    partial: false,
                    $"see what is there: {Call.Strata("status")}"
                );
        }
    }
}
