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
        try
        {
            var started = time.GetTimestamp();
            var state = await run.BeginAsync(mode, _ => true, cancellationToken).ConfigureAwait(false);
            require(state);
            var transactions = new TransactionRunner(target, options, time, report);
            await new RollbackRun(target, options, transactions, run, report) { IsPartial = true }
                .RunAsync(migration, down, state.Steps, cancellationToken)
                .ConfigureAwait(false);
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            report(new MigrationRolledBack(migration.Tag, time.GetElapsedTime(started)));
        }
        catch (StatementException e)
        {
            var what = $"the reversal of {migration.Tag}";
            throw e.Kind == FailureKind.Lost
                ? Failures.Unknown(e, what, target.Name)
                : Failures.Failed(e, what, "see what is there: strata repair", partial: false, "strata repair");
        }
    }
}
