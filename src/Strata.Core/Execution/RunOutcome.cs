using System.Collections.Immutable;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>The account of a run that stopped.</summary>
/// <param name="What">The work that stopped.</param>
/// <param name="State">The state of the database.</param>
/// <param name="IsChanged">A part of that work is in the database, or may be.</param>
internal sealed record RunAccount(string What, string State, bool IsChanged);

/// <summary>
/// The one place that says what a run has left when it failed, was interrupted or lost its connection: read from the history and the
/// catalog, on a connection that answers. Where none does, the outcome is called unknown.
/// </summary>
internal abstract class RunOutcome(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
{
    private readonly AftermathReader _reader = new(target, options, time);

    protected IMigrationTarget Target => target;
    protected RunOptions Options => options;
    protected TimeProvider Time => time;
    protected Action<RunEvent> Report => report;

    /// <summary>The statement outside of a transaction that is being run; null for none.</summary>
    public LoneStatement? Sent { get; set; }

    /// <summary>Another run does what this one was about to do: it is the other's, whatever the record says of it.</summary>
    public abstract void GiveUp();

    /// <summary>Repeats transactions.</summary>
    public TransactionRunner Transactions { get; } = new(target, options, time, report);

    /// <summary>True while statements may be running on the server.</summary>
    protected abstract bool IsInFlight { get; }

    /// <summary>This run has committed something.</summary>
    protected abstract bool HasCommitted { get; }

    /// <summary>The command that goes on.</summary>
    protected abstract Remedy Again { get; }

    /// <summary>The remedy where a migration's statement is not known to be done.</summary>
    protected static Remedy Repair => $"see what is known of it, and the ways to resolve it: {Call.Strata("repair")}";

    /// <summary>The remedy where a statement's outcome is not known; null where the run keeps no record of statements.</summary>
    protected virtual Remedy? Resolution => null;

    /// <summary>The account of the run.</summary>
    /// <param name="seen">The history and the catalog.</param>
    /// <param name="cause">The failure; null for an interruption.</param>
    protected abstract RunAccount Describe(Aftermath seen, StatementException? cause);

    /// <summary>The advice after a failure.</summary>
    protected abstract Remedy Advice(Aftermath seen, StatementException cause, bool isChanged);

    /// <summary>The changes of the record that keep the failure; the statement's own step is not among them.</summary>
    protected virtual IEnumerable<Bookkeeping> Notes(Aftermath seen, string error) => [];

    /// <summary>Called with the problem of a failure.</summary>
    protected virtual void Failed(Problem problem) { }

    /// <summary>Runs work, and gives the account of it where it stops.</summary>
    /// <exception cref="ProblemException">It stopped: exit 7, 8, 14 or 130.</exception>
    public async Task<T> OfAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Kind != FailureKind.Lost || !cancellationToken.IsCancellationRequested)
        {
            throw await FailedAsync(e).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StatementException && cancellationToken.IsCancellationRequested)
        {
            throw await InterruptedAsync(e).ConfigureAwait(false);
        }
        catch (ProblemException e) when (HasCommitted)
        {
            // It was written for the beginning of a run: that nothing was run no longer holds.
            var account = Describe(new(null, null, SentEffect.None), null);
            throw new ProblemException(e.Problem with { State = account.State, Kind = ProblemKind.FailedPartial }, e);
        }
    }

    /// <summary>The failure as a problem, with what is left in the database.</summary>
    protected virtual async Task<ProblemException> FailedAsync(StatementException e)
    {
        var seen = await _reader.ReadAsync(Sent, isRefused: e.Kind != FailureKind.Lost, IsInFlight).ConfigureAwait(false);
        var account = Describe(seen, e);
        if (seen.State is null && e.Kind == FailureKind.Lost && IsInFlight)
            return Unknown(e, account);
        var isChanged = account.IsChanged || (seen.State is null && IsInFlight);
        var problem = Failures.Failed(e, account.What, account.State, isChanged, Advice(seen, e, isChanged));
        Failed(problem.Problem);
        await NoteAsync(seen, $"[{e.Code}] {e.Message}").ConfigureAwait(false);
        return problem;
    }

    private async Task<ProblemException> InterruptedAsync(Exception e)
    {
        var seen = await _reader.ReadAsync(Sent, isRefused: e is OperationCanceledException, IsInFlight).ConfigureAwait(false);
        var account = Describe(seen, null);
        if (seen.State is null && IsInFlight)
            return Unknown(e, account);
        await NoteAsync(seen, "interrupted").ConfigureAwait(false);
        Remedy resume = $"resume with: {Again}";
        return Failures.Interrupted(account.What, account.State, seen.Effect == SentEffect.Unknown ? Resolution ?? resume : resume, e);
    }

    private ProblemException Unknown(Exception e, RunAccount account) =>
        Failures.Unknown(
            e,
            target.Name,
            account.What,
            account.State,
            $"when the server can be reached: {Call.Strata("status")}; then: {Again}"
        );

    // A statement that had no effect is not looked for by the next run. It is also the synchronous commit that makes what was committed
    // before it durable.
    private async Task NoteAsync(Aftermath seen, string error)
    {
        if (seen.State is null)
            return;
        var isForgotten = seen is { Sent.Progress: not null, Effect: SentEffect.None };
        ImmutableArray<Bookkeeping> notes =
        [
            .. isForgotten ? [new RemoveStep(seen.Sent!.Progress!.Tag, seen.Sent.Statement.Number)] : (Bookkeeping[])[],
            .. Notes(seen, error),
        ];
        if (notes.IsEmpty)
            return;
        try
        {
            await Transactions.RecordAsync(notes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StatementException e)
        {
            // The failure itself matters more than the note about it; the record still says how many statements are done, which is enough
            // to resume.
            report(
                new Note(
                    ExecutionProblems.Unrecorded.At(
                        target.Name,
                        $"the failure could not be recorded in the database: {e.Message}",
                        "the record is as it was before the failure",
                        "nothing needs to be done"
                    )
                )
            );
        }
    }
}
