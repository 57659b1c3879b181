using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Text;

namespace Strata.Core.Transfer;

/// <summary>Puts the rows of one database into the empty tables of another, all in one transaction or none.</summary>
/// <param name="tools">The dialect's way.</param>
/// <param name="request">The two databases.</param>
/// <param name="progress">Receives the table that is copied or compared.</param>
public sealed class RowTransfer(ITransferTools tools, TransferRequest request, Action<string> progress)
{
    private const string What = "the restore of the rows";
    private const string Unchanged = "all was one transaction: nothing was changed";

    /// <summary>Compares the two databases, and changes nothing.</summary>
    /// <exception cref="ProblemException">The rows do not fit (ST9058, exit 9), or cannot be read (ST5018, exit 7).</exception>
    public async Task<TransferOutcome> PreviewAsync(CancellationToken cancellationToken)
    {
        var phase = new Phase();
        return await GuardedAsync(
                phase,
                async () =>
                {
                    var session = await OpenAsync(writes: false, cancellationToken).ConfigureAwait(false);
                    await using var sessionScope = session.ConfigureAwait(false);
                    var (plan, notes) = await PlanAsync(session, locks: false, cancellationToken).ConfigureAwait(false);
                    return new TransferOutcome([.. plan.Copies.Select(c => new TransferCount(c.Target.Name, c.Source.Rows))], [.. notes]);
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>Copies the rows, compares them with the source's, and commits.</summary>
    /// <exception cref="ProblemException">The rows do not fit (ST9058, exit 9); the database refused one, or would hold others (ST5018,
    /// exit 7); it was interrupted (ST1300, exit 130): nothing is changed then. The connection was lost during COMMIT (ST1401, exit
    /// 14).</exception>
    public async Task<TransferOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var phase = new Phase();
        return await GuardedAsync(phase, () => RunAsync(phase, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<TransferOutcome> RunAsync(Phase phase, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(writes: true, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var (plan, notes) = await PlanAsync(session, locks: true, cancellationToken).ConfigureAwait(false);
        await session.SuspendAsync(plan, cancellationToken).ConfigureAwait(false);
        foreach (var copy in plan.Copies)
        {
            progress(phase.Table = copy.Target.Name);
            await session.CopyAsync(copy, cancellationToken).ConfigureAwait(false);
        }
        phase.Table = null;
        notes.AddRange(await session.ResumeAsync(plan, cancellationToken).ConfigureAwait(false));
        List<TransferCount> counts = [];
        foreach (var copy in plan.Copies)
        {
            progress(phase.Table = copy.Target.Name);
            counts.Add(await CompareAsync(session, copy, cancellationToken).ConfigureAwait(false));
        }
        phase.Table = null;
        cancellationToken.ThrowIfCancellationRequested();
        phase.IsCommitting = true;
        await session.CommitAsync().ConfigureAwait(false);
        return new([.. counts], [.. notes]);
    }

    private Task<ITransfer> OpenAsync(bool writes, CancellationToken cancellationToken) =>
        tools.OpenAsync(request.Source, request.Target, writes, cancellationToken);

    private async Task<(TransferPlan Plan, List<string> Notes)> PlanAsync(
        ITransfer session,
        bool locks,
        CancellationToken cancellationToken
    )
    {
        var source = await session.ReadSourceAsync(cancellationToken).ConfigureAwait(false);
        var target = await session.ReadTargetAsync(cancellationToken).ConfigureAwait(false);
        var fit = new TransferFit(session.Names, request.Duty);
        var copies = fit.Match(source, target);
        if (locks)
            await session.LockAsync([.. copies.Select(c => c.Target)], cancellationToken).ConfigureAwait(false);
        List<TransferCopy> accepted = [];
        foreach (var copy in copies)
        {
            List<string> reasons = [];
            if (copy.Source.Rows > 0)
                reasons.AddRange(await session.UnassignableAsync(copy, cancellationToken).ConfigureAwait(false));
            if (await session.HoldsRowsAsync(copy.Target, cancellationToken).ConfigureAwait(false))
                reasons.Add($"{copy.Target.Name}: the table holds rows already");
            if (fit.Accept(copy, reasons))
                accepted.Add(copy);
        }
        var plan = new TransferOrder(target.Keys, session.Names).Order(accepted) with { Tables = [.. fit.Tables] };
        fit.Refuse(await session.ForbiddenAsync(plan, cancellationToken).ConfigureAwait(false));
        return fit.Misfits.Count == 0
            ? (plan, [.. fit.Notes])
            : throw TransferProblems.Unfit.Error(
                request.Where,
                $"the rows of the backup do not fit the database: {Quantity.Count(fit.Misfits.Count, "reason")}",
                fit.Misfits,
                "nothing was changed",
                request.Fit
            );
    }

    private async Task<TransferCount> CompareAsync(ITransfer session, TransferCopy copy, CancellationToken cancellationToken)
    {
        var wanted = await session.MeasureAsync(copy, ofSource: true, cancellationToken).ConfigureAwait(false);
        var found = await session.MeasureAsync(copy, ofSource: false, cancellationToken).ConfigureAwait(false);
        if (wanted == found)
            return new(copy.Target.Name, found.Rows);
        var difference = wanted.Rows == found.Rows ? "other values" : $"{Quantity.Count(found.Rows, "row")} instead of {wanted.Rows}";
        throw Failed(copy.Target.Name, $"{copy.Target.Name} would hold {difference}", null);
    }

    private async Task<T> GuardedAsync<T>(Phase phase, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (StatementException e) when (phase.IsCommitting && e.Kind == FailureKind.Lost)
        {
            throw Failures.Unknown(e, What, request.Where, request.AfterLoss);
        }
        catch (StatementException e)
        {
            throw Failed(phase.Table, $"{(phase.Table is { } table ? $"{table}: " : "")}{Failures.Message(e)}", e);
        }
        catch (OperationCanceledException e) when (!phase.IsCommitting)
        {
            throw Failures.Interrupted(What, Unchanged, request.Again, e);
        }
    }

    private ProblemException Failed(string? table, string what, Exception? inner) =>
        TransferProblems.NotTaken.Error(
            table is null ? request.Where : $"{request.Where}: {table}",
            $"the database did not take the rows: {what}",
            Unchanged,
            $"remove the cause, then run the same command again: {request.Again}",
            inner
        );

    private sealed class Phase
    {
        public string? Table { get; set; }

        public bool IsCommitting { get; set; }
    }
}

/// <summary>Two databases, and the words about them.</summary>
/// <param name="Source">The connection string of the database that rows are copied from; it holds secrets.</param>
/// <param name="Target">The connection string of the database that rows are copied to; it holds secrets.</param>
/// <param name="Duty">The meaning of a table of the source.</param>
public sealed record TransferRequest(string Source, string Target, Func<TransferTable, TransferDuty> Duty)
{
    /// <summary>The target in messages.</summary>
    public required string Where { get; init; }

    /// <summary>The advice where the rows do not fit.</summary>
    public required Remedy Fit { get; init; }

    /// <summary>The same operation.</summary>
    public required Remedy Again { get; init; }

    /// <summary>The advice where the outcome is unknown.</summary>
    public required Remedy AfterLoss { get; init; }
}
