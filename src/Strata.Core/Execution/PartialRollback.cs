using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Rolls back the committed part of a migration that did not come to its end, by its down-script.</summary>
/// <param name="target">The database.</param>
/// <param name="options">The options of the run.</param>
/// <param name="time">For waiting and measuring.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class PartialRollback(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    /// <summary>Runs the script; a statement outside of a transaction is skipped where the catalog shows its effect.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="down">Its down-script.</param>
    /// <param name="mode">As for <see cref="HistoryEditor"/>.</param>
    /// <param name="require">Sees the record under the lock, and throws where it is no longer the one that the decision was made
    /// on.</param>
    /// <param name="cancellationToken">Stops at the next safe place; begun again, it resumes there.</param>
    /// <exception cref="ProblemException">Exit 6, 9, 11, 12, as for migrations; 7 when it failed and changed nothing, 8 when it failed
    /// half-way.</exception>
    public async Task RunAsync(
        Migration migration,
        SqlScript down,
        StampMode? mode,
        Action<TargetState> require,
        CancellationToken cancellationToken
    )
    {
        var run = new LockedRun(target, options, time, report, failpoint: null);
        var outcome = new RollbackOutcome(target, options, time, report) { IsPartial = true };
        async Task<bool> OnceAsync()
        {
            var state = await run.BeginAsync(mode, _ => true, cancellationToken).ConfigureAwait(false);
            require(state);
            await new RollbackRun(target, options, outcome, run, report)
                .RunAsync(migration, down, state, cancellationToken)
                .ConfigureAwait(false);
            await target.UnlockAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        }

        await outcome.OfAsync(OnceAsync, cancellationToken).ConfigureAwait(false);
    }
}
