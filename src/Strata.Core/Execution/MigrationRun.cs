using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>
/// Runs one migration. Statements that can share a transaction do, and commit together with their record; a statement outside of a
/// transaction is announced,
/// sent, looked for, and recorded, so that whoever comes after an interruption knows what is left to do.
/// </summary>
internal sealed class MigrationRun(
    IMigrationTarget target,
    MigratorOptions options,
    TransactionRunner transactions,
    LockedRun run,
    Action<RunEvent> report
)
{
    private const string UnclearCode = "08007";

    /// <param name="pending">What to do.</param>
    /// <param name="steps">Records of interrupted statements.</param>
    /// <param name="head">The migration before it, for messages.</param>
    /// <param name="last">No other follows in this run: it must be durable when it ends.</param>
    /// <param name="cancellationToken">Stops at the next safe place.</param>
    public async Task RunAsync(
        PendingMigration pending,
        IReadOnlyList<StepRow> steps,
        string? head,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var migration = pending.Migration;
        var total = migration.Script.Statements.Length;
        if (pending.Record)
        {
            await SaveAsync(Row(migration, HistoryState.Applied, total) with { Kind = HistoryKind.Squash }, cancellationToken)
                .ConfigureAwait(false);
            return;
        }
        var groups = target.Group(migration.Script);
        report(new MigrationStarted(migration.Tag, total, pending.Done));
        var done = pending.Done;
        foreach (var group in groups)
        {
            ImmutableArray<SqlStatement> left = [.. group.Statements.Where(s => s.Number > done)];
            if (left.IsEmpty)
                continue;
            try
            {
                await GroupAsync(pending, group with { Statements = left }, groups.Length > 1, done, steps, last, cancellationToken)
                    .ConfigureAwait(false);
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
            done = left[^1].Number;
        }
    }

    private async Task GroupAsync(
        PendingMigration pending,
        StatementGroup group,
        bool several,
        int done,
        IReadOnlyList<StepRow> steps,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var migration = pending.Migration;
        if (group.Transaction == TransactionMode.None)
        {
            await AloneAsync(
                    pending,
                    group.Statements[0],
                    done,
                    steps.FirstOrDefault(s => s.Tag == migration.Tag && s.Number == group.Statements[0].Number),
                    cancellationToken
                )
                .ConfigureAwait(false);
            return;
        }
        var total = migration.Script.Statements.Length;
        var finished = group.Statements[^1].Number;
        var row = Row(migration, finished == total ? HistoryState.Applied : HistoryState.Running, finished);
        await run.HitAsync($"transaction:{migration.Tag}:{group.Statements[0].Number}", cancellationToken).ConfigureAwait(false);
        var unit = new TransactionUnit(group.Statements, Record(pending, row))
        {
            LockTimeout = options.LockTimeout,
            StatementTimeout = options.StatementTimeout,
            DurableLater = !last && !several,
            Rebuilds = [.. migration.Script.Rebuilds],
        };
        await transactions.RunAsync(migration.Tag, unit, total, group.Statements[0].Number - 1, cancellationToken).ConfigureAwait(false);
        await run.HitAsync($"committed:{migration.Tag}:{finished}", cancellationToken).ConfigureAwait(false);
    }

    private async Task AloneAsync(
        PendingMigration pending,
        SqlStatement statement,
        int done,
        StepRow? before,
        CancellationToken cancellationToken
    )
    {
        var migration = pending.Migration;
        var total = migration.Script.Statements.Length;
        var point = $"{migration.Tag}:{statement.Number}";
        var found = await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false);
        var resumed = before is { State: StepState.Intent } && before.Hash == statement.Hash;
        if (resumed)
            report(new StatementProbed(migration.Tag, statement.Number, found));
        await run.HitAsync($"probed:{point}", cancellationToken).ConfigureAwait(false);
        if (!resumed)
        {
            RefuseForeign(statement, found);
            var intent = new StepRow(migration.Tag, statement.Number, statement.Hash, StepState.Intent, found);
            await transactions
                .RecordAsync([.. Record(pending, Row(migration, HistoryState.Running, done)), new SaveStep(intent)], cancellationToken)
                .ConfigureAwait(false);
            await run.HitAsync($"intent:{point}", cancellationToken).ConfigureAwait(false);
        }
        else if (found is Probe.Unknown or Probe.Different)
        {
            throw Unclear(statement, found);
        }
        if (!(resumed && found == Probe.Done))
            await SendAsync(statement, resumed && found == Probe.Invalid, point, cancellationToken).ConfigureAwait(false);
        var finished = new StepRow(migration.Tag, statement.Number, statement.Hash, StepState.Done, before?.Found ?? found);
        var row = Row(migration, statement.Number == total ? HistoryState.Applied : HistoryState.Running, statement.Number);
        await transactions.RecordAsync([new SaveStep(finished), .. Record(pending, row)], cancellationToken).ConfigureAwait(false);
        report(new StatementCompleted(migration.Tag, statement.Number, total, statement.Summary()));
        await run.HitAsync($"recorded:{point}", cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(SqlStatement statement, bool cleanFirst, string point, CancellationToken cancellationToken)
    {
        if (cleanFirst)
        {
            await target.CleanUpAsync(statement, cancellationToken).ConfigureAwait(false);
            await run.HitAsync($"cleaned:{point}", cancellationToken).ConfigureAwait(false);

            // For some statements to remove the half is to finish the whole.
            if (await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false) == Probe.Done)
                return;
        }
        try
        {
            await target.RunAloneAsync(statement, options.AloneTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StatementException { Kind: not FailureKind.Lost })
        {
            // The useless half must not stay behind a failure that a person will read as "nothing happened".
            if (await target.ProbeAsync(statement, CancellationToken.None).ConfigureAwait(false) == Probe.Invalid)
                await target.CleanUpAsync(statement, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        await run.HitAsync($"sent:{point}", cancellationToken).ConfigureAwait(false);
        var found = await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false);
        if (found is Probe.Done or Probe.Repeatable or Probe.Unknown)
            return;
        throw new StatementException(
            FailureKind.Statement,
            statement,
            "00000",
            $"the server reported success, but the result is {found.ToString().ToLowerInvariant()}"
        );
    }

    private static void RefuseForeign(SqlStatement statement, Probe found)
    {
        if (found == Probe.Invalid)
            throw new StatementException(
                FailureKind.Statement,
                statement,
                "42P07",
                "an invalid object of this name is there already, and this migration did not leave it"
            )
            {
                Hint = "drop it (DROP INDEX CONCURRENTLY), then run strata migrate again",
            };
        if (found == Probe.Different)
            throw new StatementException(FailureKind.Statement, statement, "42P07", "another object of this name is there already");
    }

    private static StatementException Unclear(SqlStatement statement, Probe found) =>
        found == Probe.Different
            ? new(FailureKind.Statement, statement, "42P07", "this statement was interrupted, and another object has its name now")
            : new(
                FailureKind.Statement,
                statement,
                UnclearCode,
                "this statement was interrupted outside of a transaction, and there is no telling whether it had its effect"
            )
            {
                Hint = "what is known of it: strata repair",
            };

    private async Task<ProblemException> FailAsync(Migration migration, int done, string? head, StatementException e)
    {
        var total = migration.Script.Statements.Length;
        // Nobody may say that nothing was applied where nobody knows.
        var unclear = e.Code == UnclearCode;
        var fix = e.Kind switch
        {
            _ when unclear => "see what is known of it, and the ways to settle it: strata repair",
            FailureKind.LockTimeout or FailureKind.Conflict => "end or wait for the session that holds the lock, then: strata migrate",
            FailureKind.Server => "give the server what it lacks, then: strata migrate",
            FailureKind.Statement or FailureKind.Lost or FailureKind.Superseded or FailureKind.TransactionEnded => done == 0
                ? "mend the migration or the data, try it on a throwaway database (strata migrate --test), then: strata migrate"
                : "mend what stopped it, then: strata migrate  (it goes on where it stopped; what was done, and other ways: strata repair)",
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, null),
        };
        var problem = Failures.Failed(
            e,
            migration.Tag,
            unclear
                ? $"{done} of {total} statements of {migration.Tag} are recorded as done; of the next nobody knows"
                : Failures.State(migration.Tag, done, total, head),
            done > 0 || unclear,
            fix
        );
        report(new MigrationFailed(migration.Tag, problem.Problem));
        await NoteAsync(migration, done, $"[{e.Code}] {e.Message}").ConfigureAwait(false);
        return problem;
    }

    // It is also the synchronous commit that makes the migrations before it durable.
    private async Task NoteAsync(Migration migration, int done, string error)
    {
        try
        {
            await transactions
                .RecordAsync([new SaveHistory(Row(migration, HistoryState.Failed, done) with { Error = error })], CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (StatementException unrecorded)
        {
            // The failure itself matters more than the note about it; the record still says how many statements are done, which is enough
            // to go on from.
            report(
                new Note(
                    new Problem(
                        "ST0710",
                        target.Name,
                        $"the failure could not be recorded in the database: {unrecorded.Message}",
                        "the record is as it was before this migration began",
                        "nothing needs to be done"
                    )
                )
            );
        }
    }

    private Task SaveAsync(HistoryRow row, CancellationToken cancellationToken) =>
        transactions.RecordAsync([new SaveHistory(row)], cancellationToken);

    // What the head was seen to be is no longer so once a late migration has run: a run that is killed before it looked must not leave it
    // standing.
    private static ImmutableArray<Bookkeeping> Record(PendingMigration pending, HistoryRow row) =>
        pending.Overtaken is { } head ? [new SaveHistory(row), new SaveFingerprint(head, null)] : [new SaveHistory(row)];

    private HistoryRow Row(Migration migration, HistoryState state, int done) => HistoryRow.Of(migration, state, done, options.Run);
}
