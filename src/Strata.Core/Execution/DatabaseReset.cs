using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>
/// Drops the objects of a plan and records every migration as rolled back, in one transaction: the history stays.
/// </summary>
/// <param name="target">The database.</param>
/// <param name="options">The options of the run.</param>
/// <param name="time">For waiting.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class DatabaseReset(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    private const string Name = "reset";

    /// <summary>Makes the plan under the lock and runs it; retained objects are dropped too, as they were part of the schema.</summary>
    /// <exception cref="ProblemException">Exit 6, 9, 11, 12, as for migrations; exit 7 when another object needs one that would be
    /// dropped: nothing was dropped then.</exception>
    public async Task RunAsync(Func<CancellationToken, Task<Plan>> plan, CancellationToken cancellationToken)
    {
        var run = new LockedRun(target, options, time, report, failpoint: null);
        try
        {
            var state = await run.LockAsync(null, _ => true, cancellationToken).ConfigureAwait(false);
            StampCheck.RequireEnvironment(state.Stamp, options.Environment, target.Name);
            var unit = await UnitAsync(await plan(cancellationToken).ConfigureAwait(false), state, cancellationToken).ConfigureAwait(false);
            if (!unit.Statements.IsEmpty || !unit.Bookkeeping.IsEmpty)
            {
                await run.PrepareAsync(state, null, cancellationToken).ConfigureAwait(false);
                await new TransactionRunner(target, options, time, report)
                    .RunAsync(Name, unit, unit.Statements.Length, 0, cancellationToken)
                    .ConfigureAwait(false);
            }
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e)
        {
            throw e.Kind == FailureKind.Lost
                ? Failures.Unknown(
                    e,
                    "the reset",
                    target.Name,
                    $"when the server can be reached: {Call.Strata("status")}; then: {Call.Strata("reset")}"
                )
                : Failures.Failed(
                    e,
                    "the reset",
                    "nothing was dropped",
                    partial: false,
                    "where another object needs one of these and the project does not know it, drop it first, or name it in \"ignore\""
                );
        }
    }

    private async Task<TransactionUnit> UnitAsync(Plan plan, TargetState state, CancellationToken cancellationToken)
    {
        var retained = await target.ReadRetainedAsync(sizes: false, cancellationToken).ConfigureAwait(false) ?? [];
        IEnumerable<SqlStatement> purge = retained.IsEmpty
            ? []
            : Parse(
                await target.WritePurgeAsync([.. retained.Select(k => k.Place)], cancellationToken).ConfigureAwait(false),
                "retained data"
            );
        var why = $"reset by {options.Run.By}@{options.Run.Host}";
        return new TransactionUnit(
            [.. purge, .. plan.Steps.SelectMany(s => Parse(s.Sql, s.Cause?.Subject.Text ?? Name))],
            [.. state.Current.Select(r => new SaveRollback(r.Tag) { Why = why })]
        )
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
        };
    }

    private IEnumerable<SqlStatement> Parse(string sql, string where) => SqlScript.Parse(sql, target.Syntax, where).Statements;
}
