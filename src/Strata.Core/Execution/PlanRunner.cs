using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>
/// Runs a plan straight against a database, for <c>push</c>: under the same lock and with the same care as a migration, and without a
/// history.
/// </summary>
/// <param name="target">The database.</param>
/// <param name="options">How to run.</param>
/// <param name="time">For waiting and measuring.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class PlanRunner(IMigrationTarget target, MigratorOptions options, TimeProvider time, Action<RunEvent> report)
{
    private const string Name = "push";

    internal IFailpoint? Failpoint { get; init; }

    /// <summary>Makes the plan under the lock, so that nobody changes the database between looking and acting, and runs it.</summary>
    /// <param name="plan">Reads the database through the given connection and says what to run; it is told whether this is the first
    /// contact; it may ask, and throw to stop: nothing was written then.</param>
    /// <param name="cancellationToken">Cancels the statement that runs, and rolls back its batch.</param>
    /// <returns>The plan that was run.</returns>
    /// <exception cref="ProblemException">Exit 6, 7, 8, 9, 11, 12, 14 or 130, as for migrations.</exception>
    public async Task<Plan> RunAsync(Func<DbConnection, bool, CancellationToken, Task<Plan>> plan, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var run = new LockedRun(target, options, time, report, Failpoint);
        try
        {
            var state = await run.LockAsync(StampMode.Push, _ => true, cancellationToken).ConfigureAwait(false);
            var made = await plan(target.Connection, state.Stamp is null, cancellationToken).ConfigureAwait(false);
            await run.PrepareAsync(state, StampMode.Push, cancellationToken).ConfigureAwait(false);
            report(new Pending(made.IsEmpty ? [] : [Name]));
            await BatchesAsync(made, run, cancellationToken).ConfigureAwait(false);
            await target.UnlockAsync(cancellationToken).ConfigureAwait(false);
            report(new RunFinished(made.Steps.Count(), time.GetElapsedTime(started)));
            return made;
        }
        catch (StatementException e) when (e.Kind == FailureKind.Lost)
        {
            throw Failures.Unknown(e, Name, target.Name);
        }
        catch (StatementException e)
        {
            throw Failures.Failed(e, Name, "no step of the plan was run", partial: false, "strata push");
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw Failures.Interrupted(Name, "no step of the plan was run", "strata push", e);
        }
    }

    private async Task BatchesAsync(Plan plan, LockedRun run, CancellationToken cancellationToken)
    {
        var batches = Number(plan);
        var total = plan.Steps.Count();
        var transactions = new TransactionRunner(target, options, time, report);
        var done = 0;
        if (total > 0)
            report(new MigrationStarted(Name, total, 0));
        for (var i = 0; i < batches.Length; i++)
        {
            try
            {
                await run.HitAsync($"batch:{i + 1}", cancellationToken).ConfigureAwait(false);
                if (batches[i].Transaction == TransactionMode.None)
                    await AloneAsync(batches[i].Statements, done, total, cancellationToken).ConfigureAwait(false);
                else
                    await transactions
                        .RunAsync(Name, Unit(batches[i], last: i == batches.Length - 1), total, done, cancellationToken)
                        .ConfigureAwait(false);
            }
            catch (StatementException e) when (e.Kind is not FailureKind.Lost)
            {
                throw Failures.Failed(e, Name, State(done, total), done > 0, "mend the schema or the data, then: strata push");
            }
            catch (OperationCanceledException e)
            {
                throw Failures.Interrupted(Name, State(done, total), "strata push", e);
            }
            done += plan.Batches[i].Steps.Count;
        }
    }

    private static string State(int done, int total) =>
        done == 0 ? "nothing was changed" : $"{done} of {total} steps are done; the others were not begun or were rolled back";

    private TransactionUnit Unit(StatementGroup batch, bool last) =>
        new(batch.Statements, [])
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
            DurableLater = !last,
            Rebuilds = [.. batch.Statements.Select(s => s.Source).Distinct().SelectMany(s => SqlScript.Parse(s, target.Syntax).Rebuilds)],
        };

    private async Task AloneAsync(ImmutableArray<SqlStatement> statements, int done, int total, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            try
            {
                await target.RunAloneAsync(statement, options.AloneTimeout, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or StatementException { Kind: not FailureKind.Lost })
            {
                if (await target.ProbeAsync(statement, CancellationToken.None).ConfigureAwait(false) == Probe.Invalid)
                    await target.CleanUpAsync(statement, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
            report(new StatementCompleted(Name, ++done, total, statement.Summary()));
        }
    }

    /// <summary>Where a failure is: there is no file, so it is what the step is about.</summary>
    private static string Named(Step step, int number) => step.Cause is { } cause ? cause.Subject.Text : $"step {number}";

    // Each step is a text of its own, so that a position in it means something to the reader.
    private ImmutableArray<StatementGroup> Number(Plan plan)
    {
        var number = 0;
        return
        [
            .. plan.Batches.Select(b => new StatementGroup(
                b.Transaction,
                [
                    .. b.Steps.SelectMany(s =>
                        SqlScript.Parse(s.Sql, target.Syntax, Named(s, ++number)).Statements.Select(x => x.WithNumber(number))
                    ),
                ]
            )),
        ];
    }
}
