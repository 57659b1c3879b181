using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>
/// Runs the down-script of one migration. Progress is recorded as steps under the tag with <c>:down</c>, so that an interrupted one goes on
/// where it stopped.
/// </summary>
internal sealed class RollbackRun(IMigrationTarget target, MigratorOptions options, TransactionRunner transactions, LockedRun run)
{
    /// <summary>What the steps of a down-script are recorded under.</summary>
    public static string StepTag(string tag) => tag + ":down";

    /// <summary>What the catalog shows to be taken back already is not run: only a part of the migration may be there.</summary>
    public bool PassOver { get; init; }

    public async Task RunAsync(Migration migration, SqlScript down, IReadOnlyList<StepRow> steps, CancellationToken cancellationToken)
    {
        var tag = StepTag(migration.Tag);
        var finished = steps.Where(s => s.Tag == tag && s.State == StepState.Done).Select(s => s.Number).DefaultIfEmpty().Max();
        var groups = target.Group(down);
        var done = finished;
        try
        {
            foreach (var group in groups)
            {
                if (group.Statements[^1].Number <= finished)
                    continue;
                var last = group == groups[^1];
                if (group.Transaction == TransactionMode.None)
                    await AloneAsync(tag, group.Statements[0], steps, cancellationToken).ConfigureAwait(false);
                else
                    await transactions
                        .RunAsync(
                            tag,
                            Unit(migration, group, tag, last),
                            down.Statements.Length,
                            group.Statements[0].Number - 1,
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                done = group.Statements[^1].Number;
                await run.HitAsync($"down:{migration.Tag}:{done}", cancellationToken).ConfigureAwait(false);
            }
            if (groups.IsEmpty || groups[^1].Transaction == TransactionMode.None)
                await transactions.RecordAsync([.. SaveRollback.Of(migration)], cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Kind is not (FailureKind.Lost or FailureKind.Superseded))
        {
            throw Failures.Failed(
                e,
                $"the rollback of {migration.Tag}",
                State(migration, done, down),
                done > 0,
                $"mend what stopped it, then: {Command}"
            );
        }
        catch (OperationCanceledException e)
        {
            throw Failures.Interrupted($"the rollback of {migration.Tag}", State(migration, done, down), Command, e);
        }
    }

    private string Command => PassOver ? "strata repair --undo" : "strata rollback";

    private string State(Migration migration, int done, SqlScript down) =>
        done == 0
            ? PassOver
                ? $"nothing of {migration.Tag} was taken back"
                : $"{migration.Tag} is still applied as a whole"
            : $"{done} of {down.Statements.Length} statements of the down-script of {migration.Tag} are done and recorded";

    private TransactionUnit Unit(Migration migration, StatementGroup group, string tag, bool last) =>
        new(
            group.Statements,
            last ? [.. SaveRollback.Of(migration)] : [new SaveStep(Step(tag, group.Statements[^1], StepState.Done, Probe.Absent))]
        )
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
        };

    private static StepRow Step(string tag, SqlStatement statement, StepState state, Probe found) =>
        new(tag, statement.Number, statement.Hash, state, found);

    private async Task AloneAsync(string tag, SqlStatement statement, IReadOnlyList<StepRow> steps, CancellationToken cancellationToken)
    {
        var found = await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false);
        var before = steps.FirstOrDefault(s => s.Tag == tag && s.Number == statement.Number && s.Hash == statement.Hash);
        if (before is null)
            await transactions
                .RecordAsync([new SaveStep(Step(tag, statement, StepState.Intent, found))], cancellationToken)
                .ConfigureAwait(false);
        else if (found is Probe.Unknown or Probe.Different)
            throw new StatementException(
                FailureKind.Statement,
                statement,
                "08007",
                "this statement was interrupted outside of a transaction, and there is no telling whether it had its effect"
            )
            {
                Hint = "look whether the database has it; if it has not, write a migration that does it again",
            };
        if (before is not null && found == Probe.Invalid)
        {
            await target.CleanUpAsync(statement, cancellationToken).ConfigureAwait(false);
            found = await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false);
        }
        if ((before is null && !PassOver) || found != Probe.Done)
            await target.RunAloneAsync(statement, options.AloneTimeout, cancellationToken).ConfigureAwait(false);
        await transactions
            .RecordAsync([new SaveStep(Step(tag, statement, StepState.Done, before?.Found ?? found))], cancellationToken)
            .ConfigureAwait(false);
    }
}
