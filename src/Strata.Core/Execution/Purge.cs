using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Deletes retained objects, in one transaction.</summary>
/// <param name="target">The database.</param>
/// <param name="options">The options of the run.</param>
/// <param name="time">For waiting.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class Purge(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    private const string Name = "purge";

    /// <summary>Deletes those of some places that are still there under the lock: a rollback may have brought one back meanwhile.</summary>
    /// <returns>The deleted ones.</returns>
    /// <exception cref="ProblemException">Exit 6, 9, 11, 12, as for migrations; exit 7 when another object needs a retained one: nothing
    /// was deleted then.</exception>
    public async Task<ImmutableArray<RetainedObject>> RunAsync(IReadOnlySet<string> places, CancellationToken cancellationToken)
    {
        var run = new LockedRun(target, options, time, report, failpoint: null);
        try
        {
            var state = await run.LockAsync(null, _ => true, cancellationToken).ConfigureAwait(false);
            StampCheck.RequireEnvironment(state.Stamp, options.Environment, target.Name);
            var retained = await target.ReadRetainedAsync(sizes: false, cancellationToken).ConfigureAwait(false) ?? [];
            ImmutableArray<RetainedObject> chosen = [.. retained.Where(k => places.Contains(k.Place))];
            if (!chosen.IsEmpty)
            {
                await run.PrepareAsync(state, null, cancellationToken).ConfigureAwait(false);
                await DeleteAsync(chosen, cancellationToken).ConfigureAwait(false);
            }
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            return chosen;
        }
        catch (StatementException e)
        {
            throw e.Kind == FailureKind.Lost
                ? Failures.Unknown(e, "the purge", target.Name, $"when the server can be reached: {Call.Strata("purge").With("dry-run")}")
                : Failures.Failed(
                    e,
                    "the purge",
                    "nothing was deleted",
                    partial: false,
                    $"see what is there: {Call.Strata("purge").With("dry-run")}"
                );
        }
    }

    private async Task DeleteAsync(ImmutableArray<RetainedObject> chosen, CancellationToken cancellationToken)
    {
        var sql = await target.WritePurgeAsync([.. chosen.Select(k => k.Place)], cancellationToken).ConfigureAwait(false);
        var script = SqlScript.Parse(sql, target.Syntax, Name);
        var unit = new TransactionUnit(script.Statements, [])
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
        };
        await new TransactionRunner(target, options, time, report)
            .RunAsync(Name, unit, script.Statements.Length, 0, cancellationToken)
            .ConfigureAwait(false);
    }
}
