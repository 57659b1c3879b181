using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>Runs the down-script of one migration. An interrupted one is resumed where its steps say.</summary>
internal sealed class RollbackRun(
    IMigrationTarget target,
    RunOptions options,
    TransactionRunner transactions,
    LockedRun run,
    Action<RunEvent> report
)
{
    private readonly StatementExecutor _executor = new(target, options, transactions, run, report);

    /// <summary>A statement whose effect the catalog shows is not run: only a part of the migration may be there.</summary>
    public bool IsPartial { get; init; }

    public async Task RunAsync(Migration migration, SqlScript down, IReadOnlyList<StepRow> steps, CancellationToken cancellationToken)
    {
        var progress = new RollbackProgress(migration, down);
        var done = steps.Where(s => s.Tag == progress.Tag && s.State == StepState.Done).Select(s => s.Number).DefaultIfEmpty().Max();
        try
        {
            if (down.Statements.Length == done)
                await transactions.RecordAsync([.. SaveRollback.Of(migration)], cancellationToken).ConfigureAwait(false);
            foreach (var group in target.Group(down))
            {
                ImmutableArray<SqlStatement> left = [.. group.Statements.Where(s => s.Number > done)];
                if (!left.IsEmpty && (group.Transaction == TransactionMode.None || progress.WasSent(left[0], steps)))
                {
                    await AloneAsync(progress, left[0], steps, cancellationToken).ConfigureAwait(false);
                    (done, left) = (left[0].Number, left[1..]);
                    await run.HitAsync($"down:{migration.Tag}:{done}", cancellationToken).ConfigureAwait(false);
                }
                if (left.IsEmpty)
                    continue;
                await TogetherAsync(progress, left, cancellationToken).ConfigureAwait(false);
                done = left[^1].Number;
                await run.HitAsync($"down:{migration.Tag}:{done}", cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StatementException e) when (e.Kind is not (FailureKind.Lost or FailureKind.Superseded))
        {
            throw Failures.Failed(
                e,
                $"the rollback of {migration.Tag}",
                State(migration, done, down),
                done > 0,
                $"fix what stopped it, then: {Command}"
            );
        }
        catch (OperationCanceledException e)
        {
            throw Failures.Interrupted($"the rollback of {migration.Tag}", State(migration, done, down), Command, e);
        }
    }

    private Task AloneAsync(
        RollbackProgress progress,
        SqlStatement statement,
        IReadOnlyList<StepRow> steps,
        CancellationToken cancellationToken
    ) =>
        _executor.RunAsync(
            new LoneStatement(progress.Tag.ToString(), statement, progress.Script.Statements.Length)
            {
                Progress = progress,
                Left = progress.StepOf(statement, steps),
                SkipsDone = IsPartial,
                Advice = "check in the database that it had its effect; if it did not, write a migration that repeats it",
            },
            cancellationToken
        );

    private Task TogetherAsync(RollbackProgress progress, ImmutableArray<SqlStatement> statements, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            progress.Tag.ToString(),
            new TransactionUnit(statements, [.. progress.Through(statements[^1])])
            {
                LockTimeout = options.LockTimeout,
                StatementTimeout = options.StatementTimeout,
                Rebuilds = [.. progress.Script.Rebuilds],
            },
            progress.Script.Statements.Length,
            before: statements[0].Number - 1,
            cancellationToken
        );

    private string Command => IsPartial ? "strata repair --undo" : "strata rollback";

    private string State(Migration migration, int done, SqlScript down) =>
        done > 0 ? $"{done} of {down.Statements.Length} statements of the down-script of {migration.Tag} are done and recorded"
        : IsPartial ? $"nothing of {migration.Tag} was rolled back"
        : $"{migration.Tag} is still applied as a whole";
}
