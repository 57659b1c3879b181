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
/// <param name="options">The options of the run.</param>
/// <param name="time">For waiting and measuring.</param>
/// <param name="report">Called with each event, in order.</param>
public sealed class PlanRunner(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    private const int MaximumOvertaken = 20;

    internal IFailpoint? Failpoint { get; init; }

    /// <summary>
    /// Makes the plan under the lock, so that nobody changes the database between planning and running, and runs it. Where the lock is that
    /// of a transaction, a schema that was changed between the two is planned on again.
    /// </summary>
    /// <param name="plan">Reads the database through the given connection and returns the plan; it is told whether this is the first
    /// contact; it may ask, and throw to stop: nothing was written then.</param>
    /// <param name="cancellationToken">Cancels the statement that runs, and rolls back its batch.</param>
    /// <returns>The plan that was run.</returns>
    /// <exception cref="ProblemException">Exit 6, 7, 8, 9, 11, 12, 14 or 130, as for migrations.</exception>
    public async Task<Plan> RunAsync(Func<DbConnection, bool, CancellationToken, Task<Plan>> plan, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var run = new LockedRun(target, options, time, report, Failpoint);
        var outcome = new PushOutcome(target, options, time, report);
        async Task<Plan> OnceAsync()
        {
            var state = await run.LockAsync(StampMode.Push, _ => true, cancellationToken).ConfigureAwait(false);
            var made = await plan(target.Connection, state.Stamp is null, cancellationToken).ConfigureAwait(false);
            await run.PrepareAsync(state, StampMode.Push, cancellationToken).ConfigureAwait(false);
            report(new Pending(made.IsEmpty ? [] : [PushOutcome.Name]));
            await BatchesAsync(made, run, outcome, cancellationToken).ConfigureAwait(false);
            await target.UnlockAsync(CancellationToken.None).ConfigureAwait(false);
            report(new RunFinished(made.Steps.Count(), time.GetElapsedTime(started)));
            return made;
        }

        return await outcome.OfAsync(() => RepeatAsync(OnceAsync, outcome), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Plan> RepeatAsync(Func<Task<Plan>> once, PushOutcome outcome)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await once().ConfigureAwait(false);
            }
            catch (StatementException e) when (e.Kind == FailureKind.Superseded && outcome.Done == 0 && attempt < MaximumOvertaken)
            {
                outcome.GiveUp();
                report(new Retrying(PushOutcome.Name, e.Message, attempt + 1, TimeSpan.Zero));
            }
        }
    }

    private async Task BatchesAsync(Plan plan, LockedRun run, PushOutcome outcome, CancellationToken cancellationToken)
    {
        var executor = new StatementExecutor(target, options, outcome, run, report);
        outcome.Begin(plan);
        if (outcome.Total > 0)
            report(new MigrationStarted(PushOutcome.Name, outcome.Total, 0));
        for (var i = 0; i < plan.Batches.Length; i++)
        {
            var (batch, statements) = (plan.Batches[i], Parse(plan.Batches[i], outcome.Done));
            await run.HitAsync($"batch:{i + 1}", cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (batch.Transaction == TransactionMode.None)
                foreach (var statement in statements)
                    await executor
                        .RunAsync(new LoneStatement(PushOutcome.Name, statement, outcome.Total), cancellationToken)
                        .ConfigureAwait(false);
            else
                await outcome
                    .Transactions.RunAsync(
                        PushOutcome.Name,
                        Unit(batch, statements, outcome.Committing(batch), last: i == plan.Batches.Length - 1),
                        outcome.Total,
                        outcome.Done,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            outcome.End(batch);
        }
    }

    private TransactionUnit Unit(Batch batch, ImmutableArray<SqlStatement> statements, Bookkeeping committed, bool last) =>
        new(statements, [committed])
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
            DurableLater = !last,
            IsPlanned = true,
            Rebuilds = [.. batch.Steps.Select(s => s.Rebuilds?.Name).OfType<string>()],
        };

    // Each step is a text of its own, so that a position in it means something to the reader.
    private ImmutableArray<SqlStatement> Parse(Batch batch, int done) =>
        [
            .. batch.Steps.SelectMany(
                (s, i) => SqlScript.Parse(s.Sql, target.Syntax, Named(s, done + i + 1)).Statements.Select(x => x.WithNumber(done + i + 1))
            ),
        ];

    /// <summary>The place of a failure: there is no file, so it is the subject of the step.</summary>
    private static string Named(Step step, int number) => step.Cause is { } cause ? cause.Subject.Text : $"step {number}";
}
