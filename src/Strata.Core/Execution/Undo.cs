using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Takes back what was done of a migration that did not come to its end, by its down-script.</summary>
/// <param name="target">The database.</param>
/// <param name="options">How to run.</param>
/// <param name="time">For waiting and measuring.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class Undo(IMigrationTarget target, MigratorOptions options, TimeProvider time, Action<RunEvent> report)
{
    /// <summary>Runs the script; what it would remove outside of a transaction and is not there is passed over.</summary>
    /// <param name="migration">Which.</param>
    /// <param name="down">Its down-script.</param>
    /// <param name="mode">As for <see cref="HistoryEditor"/>.</param>
    /// <param name="look">Sees the record under the lock, and throws where it is no longer what the decision was made on.</param>
    /// <param name="cancellationToken">Stops at the next safe place; begun again, it goes on there.</param>
    /// <exception cref="ProblemException">Exit 6, 9, 11, 12, as for migrations; 7 when it failed and changed nothing, 8 when it failed
    /// half-way.</exception>
    public async Task RunAsync(
        Migration migration,
        SqlScript down,
        StampMode? mode,
        Action<TargetState> look,
        CancellationToken cancellationToken
    )
    {
        var run = new LockedRun(target, options, time, report, failpoint: null);
        try
        {
            var started = time.GetTimestamp();
            var state = await run.BeginAsync(mode, _ => true, cancellationToken).ConfigureAwait(false);
            look(state);
            var transactions = new TransactionRunner(target, options, time, report);
            await new RollbackRun(target, options, transactions, run) { PassOver = true }
                .RunAsync(migration, down, state.Steps, cancellationToken)
                .ConfigureAwait(false);
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            report(new MigrationRolledBack(migration.Tag, time.GetElapsedTime(started)));
        }
        catch (StatementException e)
        {
            throw e.Kind == FailureKind.Lost
                ? Failures.Unknown(e, $"the reversal of {migration.Tag}", target.Name)
                : Failures.Failed(
                    e,
                    $"the reversal of {migration.Tag}",
                    "see what is there: strata repair",
                    partial: false,
                    "strata repair"
                );
        }
    }
}
