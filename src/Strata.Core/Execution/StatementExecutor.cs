using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>One statement outside of any transaction.</summary>
/// <param name="Name">The work that it is part of, in events.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Total">Statements of the whole work.</param>
internal sealed record LoneStatement(string Name, SqlStatement Statement, int Total)
{
    /// <summary>Null where nothing is recorded: an interrupted push is planned anew.</summary>
    public ScriptProgress? Progress { get; init; }

    /// <summary>The step of this statement that an interrupted run left.</summary>
    public StepRow? Left { get; init; }

    /// <summary>The probe before it was first sent: what was there then is no effect of it.</summary>
    public Probe Before { get; init; } = Probe.Absent;

    /// <summary>Skips it where the catalog shows its effect: only a part of the work may have been done.</summary>
    public bool SkipsDone { get; init; }

    /// <summary>The advice where its outcome is unknown.</summary>
    public string? Advice { get; init; }
}

/// <summary>
/// Runs a statement that the server refuses inside a transaction, so that an interruption at any moment can be resumed: it records the
/// intent, sends the statement, asks the catalog for the effect, and records that it is done. <see cref="RunOutcome"/> finds out what one
/// that did not come to its end has left.
/// </summary>
internal sealed class StatementExecutor(
    IMigrationTarget target,
    RunOptions options,
    RunOutcome outcome,
    LockedRun run,
    Action<RunEvent> report
)
{
    /// <exception cref="StatementException">It failed.</exception>
    public async Task RunAsync(LoneStatement work, CancellationToken cancellationToken)
    {
        var (statement, point) = (work.Statement, $"{work.Name}:{work.Statement.Number}");
        var left = work.Left is { State: StepState.Intent } ? work.Left : null;
        var found = await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false);
        if (left is not null)
            report(new StatementProbed(work.Name, statement.Number, found));
        await run.HitAsync($"probed:{point}", cancellationToken).ConfigureAwait(false);
        work = work with { Before = left?.Found ?? found };
        var isDone = found == Probe.Done && (work.SkipsDone || (left is not null && left.Found != Probe.Done));
        if (left is not null)
            RequireClear(work, found);
        else if (!isDone)
        {
            RequireAbsent(statement, found);
            await RecordAsync(work.Progress?.Intent(statement, found), cancellationToken).ConfigureAwait(false);
            await run.HitAsync($"intent:{point}", cancellationToken).ConfigureAwait(false);
        }
        if (!isDone)
            await SendAsync(work, cleansUp: left is not null && found is Probe.Invalid or Probe.Begun, point, cancellationToken)
                .ConfigureAwait(false);
        // It is committed: nothing may come between it and its record.
        await RecordAsync(work.Progress?.Done(statement, work.Before), CancellationToken.None).ConfigureAwait(false);
        outcome.Sent = null;
        report(new StatementCompleted(work.Name, statement.Number, work.Total, statement.Summary()));
        await run.HitAsync($"recorded:{point}", cancellationToken).ConfigureAwait(false);
    }

    private Task RecordAsync(IEnumerable<Bookkeeping>? changes, CancellationToken cancellationToken) =>
        changes is null ? Task.CompletedTask : outcome.Transactions.RecordAsync([.. changes], cancellationToken);

    private async Task SendAsync(LoneStatement work, bool cleansUp, string point, CancellationToken cancellationToken)
    {
        var statement = work.Statement;
        outcome.Sent = work;
        if (cleansUp)
        {
            await target.CleanUpAsync(statement, cancellationToken).ConfigureAwait(false);
            await run.HitAsync($"cleaned:{point}", cancellationToken).ConfigureAwait(false);

            // For some statements the clean-up completes the effect: DETACH PARTITION … FINALIZE.
            if (await target.ProbeAsync(statement, cancellationToken).ConfigureAwait(false) == Probe.Done)
                return;
        }
        await target.RunAloneAsync(statement, options.AloneTimeout, cancellationToken).ConfigureAwait(false);
        await run.HitAsync($"sent:{point}", cancellationToken).ConfigureAwait(false);
        var found = await target.ProbeAsync(statement, CancellationToken.None).ConfigureAwait(false);
        if (found is Probe.Done or Probe.Repeatable or Probe.Unknown)
            return;
        throw new StatementException(
            FailureKind.Statement,
            statement,
            "00000",
            $"the server reported success, but the result is {found.ToString().ToLowerInvariant()}"
        );
    }

    /// <summary>An object that was there before is neither removed nor taken for the statement's effect.</summary>
    private static void RequireAbsent(SqlStatement statement, Probe found)
    {
        if (found == Probe.Invalid)
            throw new StatementException(
                FailureKind.Statement,
                statement,
                "42P07",
                "an invalid object of this name is there already, and this run did not leave it"
            )
            {
                Hint = "drop it (DROP INDEX CONCURRENTLY), then run the command again",
            };
        if (found == Probe.Different)
            throw new StatementException(FailureKind.Statement, statement, "42P07", "another object of this name is there already");
    }

    private static void RequireClear(LoneStatement work, Probe found)
    {
        if (found == Probe.Different)
            throw new StatementException(
                FailureKind.Unclear,
                work.Statement,
                "42P07",
                "this statement was interrupted, and another object has its name now"
            )
            {
                Hint = work.Advice,
            };
        if (found == Probe.Unknown)
            throw new StatementException(
                FailureKind.Unclear,
                work.Statement,
                "08007",
                "this statement was interrupted outside of a transaction, and its outcome is unknown"
            )
            {
                Hint = work.Advice,
            };
    }
}
