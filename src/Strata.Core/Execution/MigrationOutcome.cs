using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>The outcome of a run of migrations.</summary>
internal sealed class MigrationOutcome(
    IMigrationTarget target,
    RunOptions options,
    TimeProvider time,
    Action<RunEvent> report,
    MigrationFolder folder
) : RunOutcome(target, options, time, report)
{
    private readonly List<string> _applied = [];
    private Migration? _current;
    private long _started;
    private string? _head;

    /// <summary>The migrations that this run has applied, in order.</summary>
    public IReadOnlyList<string> Applied => _applied;

    /// <summary>Every migration is applied, and the result is being looked at.</summary>
    public bool IsVerifying { get; set; }

    /// <summary>The statements of the current migration that are known to be recorded.</summary>
    public int Done { get; set; }

    protected override bool IsInFlight => _current is not null;

    protected override bool HasCommitted => _applied.Count > 0;

    protected override Remedy Again => $"{Call.Strata("migrate")}";

    /// <inheritdoc/>
    public override void GiveUp() => (_current, Sent) = (null, null);

    /// <summary>A connection was made, and the record read under the lock: a COMMIT whose answer was lost shows there.</summary>
    public void Resume(TargetState state, string? head)
    {
        if (Row(state) is { State: HistoryState.Applied } row)
            End(row.Kind);
        (_current, Sent, IsVerifying, _head) = (null, null, false, head);
    }

    /// <summary>A migration begins.</summary>
    public void Begin(Migration migration, int done) => (_current, Done, _started) = (migration, done, Time.GetTimestamp());

    /// <summary>The current migration is applied and recorded.</summary>
    public void End(HistoryKind kind)
    {
        var tag = _current!.Tag;
        (_current, Sent, _head) = (null, null, tag);
        _applied.Add(tag);
        Report(new MigrationApplied(tag, kind, Time.GetElapsedTime(_started)));
    }

    protected override RunAccount Describe(Aftermath seen, StatementException? cause)
    {
        var head = seen.State is { } state ? HistoryCheck.Head(folder.Migrations, state)?.Tag : _head;
        var at = head is null ? "the database has no migration yet" : $"the database is at {head}";
        if (_current is not { } migration)
            return new(IsVerifying ? "the verification of the result" : "the run", $"{Summary}; {at}", false);
        var (tag, total) = (migration.Tag, migration.Script.Statements.Length);
        if (seen.State is null)
            return new(
                tag,
                $"{Done} of {total} statements of {tag} are known to be applied and recorded; the outcome of the next is unknown",
                true
            );
        var row = Row(seen.State);
        if (row is { State: HistoryState.Applied })
        {
            End(row.Kind);
            return new(tag, $"{tag} is applied and recorded; {at}", true);
        }
        var done = row?.StatementsDone ?? 0;
        // Nobody may say that nothing was applied where the outcome is unknown.
        if (cause?.Kind == FailureKind.Unclear)
            return new(tag, $"{done} of {total} statements of {tag} are recorded as done; the outcome of the next one is unknown", true);
        var applied = $"{done} of {total} statements of {tag} are applied and recorded";
        if (seen.Words is { } words)
            return new(tag, $"{applied}; {words}; {at}", true);
        return new(tag, done == 0 ? $"nothing of {tag} was applied; {at}" : $"{applied}; {at}", done > 0);
    }

    protected override Remedy Resolution => Repair;

    protected override Remedy Advice(Aftermath seen, StatementException cause, bool isChanged) =>
        cause.Kind switch
        {
            FailureKind.Unclear => Resolution,
            _ when seen.Effect == SentEffect.Unknown => Resolution,
            FailureKind.LockTimeout or FailureKind.Conflict => $"end or wait for the session that holds the lock, then: {Again}",
            FailureKind.Server => $"give the server what it lacks, then: {Again}",
            _ when _current is null => $"{Call.Strata("status")}",
            FailureKind.Statement or FailureKind.Lost or FailureKind.Superseded or FailureKind.TransactionEnded => isChanged
                ? (Remedy)$"fix what stopped it, then: {Again}  (it resumes where it stopped; other ways: {Call.Strata("repair")})"
                : $"fix the migration or the data, test it on a shadow database ({Call.Strata("migrate").With("test")}), then: {Again}",
            _ => throw new ArgumentOutOfRangeException(nameof(cause), cause.Kind, null),
        };

    protected override IEnumerable<Bookkeeping> Notes(Aftermath seen, string error)
    {
        if (_current is null)
            return [];
        var done = Row(seen.State!)?.StatementsDone ?? 0;
        return [new SaveHistory(HistoryRow.Of(_current, HistoryState.Failed, done, Options.Run) with { Error = error })];
    }

    protected override void Failed(Problem problem)
    {
        if (_current is { } migration)
            Report(new MigrationFailed(migration.Tag, problem));
    }

    protected override async Task<ProblemException> FailedAsync(StatementException e)
    {
        if (!IsVerifying)
            return await base.FailedAsync(e).ConfigureAwait(false);
        return ExecutionProblems.Unverified.Error(
            Target.Name,
            $"the result could not be verified: {Failures.Message(e)}",
            Describe(new(null, null, SentEffect.None), e).State,
            $"when the cause is removed, verify it with: {Again}",
            e
        );
    }

    private string Summary =>
        (_applied, IsVerifying) switch
        {
            ([], true) => "every migration was applied before",
            ([], false) => "nothing was run",
            ([var only], _) => $"{only} is applied and recorded",
            (_, _) => $"{_applied.Count} migrations of this run are applied and recorded, {_applied[0]} to {_applied[^1]}",
        };

    private HistoryRow? Row(TargetState state) => state.Current.FirstOrDefault(r => r.Tag == _current?.Tag);
}
