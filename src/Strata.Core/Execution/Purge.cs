using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Deletes what is kept aside, in one transaction.</summary>
/// <param name="target">The database.</param>
/// <param name="options">How to run.</param>
/// <param name="time">For waiting.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class Purge(IMigrationTarget target, MigratorOptions options, TimeProvider time, Action<RunEvent> report)
{
    /// <summary>Deletes those of some places that are still there under the lock: a rollback may have brought one back meanwhile.</summary>
    /// <returns>What was deleted.</returns>
    /// <exception cref="ProblemException">Exit 6, 9, 11, 12, as for migrations; exit 7 when something else needs what is kept: nothing was
    /// deleted then.</exception>
    public async Task<ImmutableArray<KeptObject>> RunAsync(IReadOnlySet<string> places, CancellationToken cancellationToken)
    {
        var run = new LockedRun(target, options, time, report, failpoint: null);
        try
        {
            var state = await run.LockAsync(null, _ => true, cancellationToken).ConfigureAwait(false);
            StampCheck.RequireEnvironment(state.Stamp, options.Environment, target.Name);
            ImmutableArray<KeptObject> chosen =
            [
                .. (await target.ReadKeptAsync(sizes: false, cancellationToken).ConfigureAwait(false) ?? []).Where(k =>
                    places.Contains(k.Place)
                ),
            ];
            if (!chosen.IsEmpty)
            {
                await run.PrepareAsync(state, null, cancellationToken).ConfigureAwait(false);
                var script = SqlScript.Parse(
                    await target.WritePurgeAsync([.. chosen.Select(k => k.Place)], cancellationToken).ConfigureAwait(false),
                    target.Syntax,
                    "purge"
                );
                var unit = new TransactionUnit(script.Statements, [])
                {
                    LockTimeout = options.LockTimeout,
                    StatementTimeout = options.StatementTimeout,
                };
                await new TransactionRunner(target, options, time, report)
                    .RunAsync("purge", unit, script.Statements.Length, 0, cancellationToken)
                    .ConfigureAwait(false);
            }
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            return chosen;
        }
        catch (StatementException e)
        {
            throw e.Kind == FailureKind.Lost
                ? Failures.Unknown(e, "the purge", target.Name)
                : Failures.Failed(e, "the purge", "nothing was deleted", partial: false, "see what is there: strata purge --dry-run");
        }
    }
}
