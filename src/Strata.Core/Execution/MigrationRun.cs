using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
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
    TransactionRunner transactions,
    LockedRun run,
    Action<RunEvent> report
)
{
    private readonly StatementExecutor _executor = new(target, options, transactions, run, report);

    /// <param name="pending">The migration.</param>
    /// <param name="steps">Records of interrupted statements.</param>
    /// <param name="head">The migration before it, for messages.</param>
    /// <param name="last">No other follows in this run: it must be durable when it ends.</param>
    /// <param name="cancellationToken">Stops at the next safe place.</param>
    public Task RunAsync(
        PendingMigration pending,
        IReadOnlyList<StepRow> steps,
        string? head,
        bool last,
        CancellationToken cancellationToken
    ) =>
        pending.Record ? RecordAsync(pending.Migration, cancellationToken) : StatementsAsync(pending, steps, head, last, cancellationToken);

    private async Task StatementsAsync(
        PendingMigration pending,
        IReadOnlyList<StepRow> steps,
        string? head,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var migration = pending.Migration;
        var total = migration.Script.Statements.Length;
        var groups = target.Group(migration.Script);
        report(new MigrationStarted(migration.Tag, total, pending.Done));
        var progress = new MigrationProgress(migration, options.Run, pending.Overtaken);
        var done = pending.Done;
        try
        {
            foreach (var group in groups)
            {
                ImmutableArray<SqlStatement> left = [.. group.Statements.Where(s => s.Number > done)];
                if (!left.IsEmpty && (group.Transaction == TransactionMode.None || progress.WasSent(left[0], steps)))
                {
                    await AloneAsync(progress, left[0], steps, cancellationToken).ConfigureAwait(false);
                    (done, left) = (left[0].Number, left[1..]);
                }
                if (left.IsEmpty)
                    continue;
                await TogetherAsync(progress, left, isDurable: last || groups.Length > 1, cancellationToken).ConfigureAwait(false);
                done = left[^1].Number;
            }
        }
        catch (StatementException e) when (e.Kind is not (FailureKind.Lost or FailureKind.Superseded))
        {
            throw await FailAsync(migration, done, head, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            await NoteAsync(migration, done, "interrupted").ConfigureAwait(false);
            throw Failures.Interrupted(migration.Tag, Failures.State(migration.Tag, done, total, head), "strata migrate", e);
        }
    }

    private Task RecordAsync(Migration squash, CancellationToken cancellationToken)
    {
        var row = HistoryRow.Of(squash, HistoryState.Applied, squash.Script.Statements.Length, options.Run);
        return transactions.RecordAsync([new SaveHistory(row with { Kind = HistoryKind.Squash })], cancellationToken);
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
                Advice = "what is known of it: strata repair",
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
        await transactions
            .RunAsync(tag, unit, progress.Script.Statements.Length, before: first - 1, cancellationToken)
            .ConfigureAwait(false);
        await run.HitAsync($"committed:{tag}:{last}", cancellationToken).ConfigureAwait(false);
    }

    private async Task<ProblemException> FailAsync(Migration migration, int done, string? head, StatementException e)
    {
        var total = migration.Script.Statements.Length;
        // Nobody may say that nothing was applied where the outcome is unknown.
        var isUnclear = e.Kind == FailureKind.Unclear;
        var problem = Failures.Failed(
            e,
            migration.Tag,
            isUnclear
                ? $"{done} of {total} statements of {migration.Tag} are recorded as done; the outcome of the next one is unknown"
                : Failures.State(migration.Tag, done, total, head),
            done > 0 || isUnclear,
            Advice(e.Kind, done)
        );
        report(new MigrationFailed(migration.Tag, problem.Problem));
        await NoteAsync(migration, done, $"[{e.Code}] {e.Message}").ConfigureAwait(false);
        return problem;
    }

    private static string Advice(FailureKind kind, int done) =>
        kind switch
        {
            FailureKind.Unclear => "see what is known of it, and the ways to resolve it: strata repair",
            FailureKind.LockTimeout or FailureKind.Conflict => "end or wait for the session that holds the lock, then: strata migrate",
            FailureKind.Server => "give the server what it lacks, then: strata migrate",
            FailureKind.Statement or FailureKind.Lost or FailureKind.Superseded or FailureKind.TransactionEnded => done == 0
                ? "fix the migration or the data, test it on a shadow database (strata migrate --test), then: strata migrate"
                : "fix what stopped it, then: strata migrate  (it resumes where it stopped; what was done, and other ways: strata repair)",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    // It is also the synchronous commit that makes the migrations before it durable.
    private async Task NoteAsync(Migration migration, int done, string error)
    {
        try
        {
            var row = HistoryRow.Of(migration, HistoryState.Failed, done, options.Run) with { Error = error };
            await transactions.RecordAsync([new SaveHistory(row)], CancellationToken.None).ConfigureAwait(false);
        }
        catch (StatementException unrecorded)
        {
            // The failure itself matters more than the note about it; the record still says how many statements are done, which is enough
            // to resume.
            report(
                new Note(
                    ExecutionProblems.Unrecorded.At(
                        target.Name,
                        $"the failure could not be recorded in the database: {unrecorded.Message}",
                        "the record is as it was before this migration began",
                        "nothing needs to be done"
                    )
                )
            );
        }
    }
}
