using System.Collections.Immutable;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>
/// Drops what a plan says and takes every migration for rolled back, in one transaction: the record keeps what was run before.
/// </summary>
/// <param name="target">The database.</param>
/// <param name="options">How to run.</param>
/// <param name="time">For waiting.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class Clearing(IMigrationTarget target, MigratorOptions options, TimeProvider time, Action<RunEvent> report)
{
    private const string Name = "reset";

    /// <summary>Makes the plan under the lock and runs it; what is kept aside goes too, as it was part of what goes.</summary>
    /// <exception cref="ProblemException">Exit 6, 9, 11, 12, as for migrations; exit 7 when something else needs what would go: nothing was
    /// dropped then.</exception>
    public async Task RunAsync(Func<CancellationToken, Task<Plan>> plan, CancellationToken cancellationToken)
    {
        var run = new LockedRun(target, options, time, report, failpoint: null);
        try
        {
            var state = await run.LockAsync(null, _ => true, cancellationToken).ConfigureAwait(false);
            StampCheck.RequireEnvironment(state.Stamp, options.Environment, target.Name);
            var made = await plan(cancellationToken).ConfigureAwait(false);
            ImmutableArray<KeptObject> kept = [.. await target.ReadKeptAsync(sizes: false, cancellationToken).ConfigureAwait(false) ?? []];
            ImmutableArray<SqlStatement> statements =
            [
                .. await KeptAsync(kept, cancellationToken).ConfigureAwait(false),
                .. made.Steps.SelectMany(s => Parse(s.Sql, s.Cause?.Subject.Text ?? Name)),
            ];
            ImmutableArray<Bookkeeping> record =
            [
                .. state.Current.Select(r => new SaveRollback(r.Tag) { Why = $"reset by {options.Run.By}@{options.Run.Host}" }),
            ];
            var unit = new TransactionUnit(statements, record)
            {
                LockTimeout = options.LockTimeout,
                StatementTimeout = options.StatementTimeout,
            };
            if (!statements.IsEmpty || !record.IsEmpty)
            {
                await run.PrepareAsync(state, null, cancellationToken).ConfigureAwait(false);
                await new TransactionRunner(target, options, time, report)
                    .RunAsync(Name, unit, statements.Length, 0, cancellationToken)
                    .ConfigureAwait(false);
            }
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e)
        {
            throw e.Kind == FailureKind.Lost
                ? Failures.Unknown(e, "the reset", target.Name)
                : Failures.Failed(
                    e,
                    "the reset",
                    "nothing was dropped",
                    partial: false,
                    "where something needs what would go and the project does not know it, drop it first, or name it in \"ignore\""
                );
        }
    }

    private async Task<IEnumerable<SqlStatement>> KeptAsync(ImmutableArray<KeptObject> kept, CancellationToken cancellationToken) =>
        kept.IsEmpty
            ? []
            : Parse(
                await target.WritePurgeAsync([.. kept.Select(k => k.Place)], cancellationToken).ConfigureAwait(false),
                "what is kept aside"
            );

    private IEnumerable<SqlStatement> Parse(string sql, string where) => SqlScript.Parse(sql, target.Syntax, where).Statements;
}
