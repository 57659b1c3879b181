using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>
/// Runs one migration. The statements of a transaction commit together with their record; those outside of one go through
/// <see cref="StatementExecutor"/>.
/// </summary>
internal sealed class MigrationRun(
    IMigrationTarget target,
    RunOptions options,
    MigrationOutcome outcome,
    LockedRun run,
    Action<RunEvent> report
)
{
    private readonly StatementExecutor _executor = new(target, options, outcome, run, report);

    /// <param name="pending">The migration.</param>
    /// <param name="steps">Records of interrupted statements.</param>
    /// <param name="last">No other follows in this run: it must be durable when it ends.</param>
    /// <param name="cancellationToken">Stops at the next safe place.</param>
    public Task RunAsync(PendingMigration pending, IReadOnlyList<StepRow> steps, bool last, CancellationToken cancellationToken) =>
        pending.Record ? RecordAsync(pending.Migration, cancellationToken) : StatementsAsync(pending, steps, last, cancellationToken);

    private async Task StatementsAsync(
        PendingMigration pending,
        IReadOnlyList<StepRow> steps,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var migration = pending.Migration;
        var groups = target.Group(migration.Script);
        report(new MigrationStarted(migration.Tag, migration.Script.Statements.Length, pending.Done));
        var progress = new MigrationProgress(migration, options.Run, pending.Overtaken);
        if (progress.Renumber(steps) is { IsEmpty: false } moved)
            await outcome.Transactions.RecordAsync(moved, cancellationToken).ConfigureAwait(false);
        foreach (var group in groups)
        {
            ImmutableArray<SqlStatement> left = [.. group.Statements.Where(s => s.Number > outcome.Done)];
            while (!left.IsEmpty && progress.NextAlone(group, left, steps) is { } alone)
            {
                if (alone != left[0])
                    await TogetherAsync(progress, [.. left.TakeWhile(s => s != alone)], isDurable: true, cancellationToken)
                        .ConfigureAwait(false);
                await AloneAsync(progress, alone, steps, cancellationToken).ConfigureAwait(false);
                outcome.Done = alone.Number;
                left = [.. left.Where(s => s.Number > alone.Number)];
            }
            if (!left.IsEmpty)
                await TogetherAsync(progress, left, isDurable: last || groups.Length > 1, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task RecordAsync(Migration squash, CancellationToken cancellationToken)
    {
        var row = HistoryRow.Of(squash, HistoryState.Applied, squash.Script.Statements.Length, options.Run);
        return outcome.Transactions.RecordAsync([new SaveHistory(row with { Kind = HistoryKind.Squash })], cancellationToken);
    }

    private Task AloneAsync(
        MigrationProgress progress,
        SqlStatement statement,
        IReadOnlyList<StepRow> steps,
        CancellationToken cancellationToken
    ) =>
        _executor.RunAsync(
            new LoneStatement(progress.Tag.Migration, statement, progress.Script.Statements.Length)
            {
                Progress = progress,
                Left = progress.StepOf(statement, steps),
                Advice = "repair says what is known of it",
            },
            cancellationToken
        );

    private async Task TogetherAsync(
        MigrationProgress progress,
        ImmutableArray<SqlStatement> statements,
        bool isDurable,
        CancellationToken cancellationToken
    )
    {
        var (tag, first, last) = (progress.Tag.Migration, statements[0].Number, statements[^1].Number);
        await run.HitAsync($"transaction:{tag}:{first}", cancellationToken).ConfigureAwait(false);
        var unit = new TransactionUnit(statements, [.. progress.Through(statements[^1])])
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
            DurableLater = !isDurable,
            Rebuilds = [.. progress.Script.Rebuilds],
        };
        await outcome
            .Transactions.RunAsync(tag, unit, progress.Script.Statements.Length, before: first - 1, cancellationToken)
            .ConfigureAwait(false);
        outcome.Done = last;
        await run.HitAsync($"committed:{tag}:{last}", cancellationToken).ConfigureAwait(false);
    }
}
