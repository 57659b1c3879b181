using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Core.Execution;

/// <summary>The outcome of a rollback.</summary>
internal sealed class RollbackOutcome(IMigrationTarget target, RunOptions options, TimeProvider time, Action<RunEvent> report)
    : RunOutcome(target, options, time, report)
{
    private readonly List<string> _tags = [];
    private Migration? _current;
    private SqlScript? _down;
    private long _started;

    /// <summary>The migrations that this run has rolled back, in order.</summary>
    public IReadOnlyList<string> Tags => _tags;

    /// <summary>Only a part of the migration was applied.</summary>
    public bool IsPartial { get; init; }

    protected override bool IsInFlight => _current is not null;

    protected override bool HasCommitted => _tags.Count > 0;

    protected override Remedy Again
    {
        get
        {
            if (!IsPartial)
                return $"{Call.Strata("rollback")}";
            var undo = Call.Strata("repair").With("undo");
            return $"{(_current is { } migration ? undo.Argument(migration.Tag) : undo)}";
        }
    }

    /// <inheritdoc/>
    public override void GiveUp() => (_current, Sent) = (null, null);

    /// <summary>A connection was made, and the record read under the lock: a COMMIT whose answer was lost shows there.</summary>
    public void Resume(TargetState state)
    {
        if (_current is { } migration && IsRolledBack(state, migration))
            End();
        (_current, Sent) = (null, null);
    }

    /// <summary>A rollback begins.</summary>
    public void Begin(Migration migration, SqlScript down) => (_current, _down, _started) = (migration, down, Time.GetTimestamp());

    /// <summary>The current migration is rolled back, and that is recorded.</summary>
    public void End()
    {
        var tag = _current!.Tag;
        (_current, Sent) = (null, null);
        _tags.Add(tag);
        Report(new MigrationRolledBack(tag, Time.GetElapsedTime(_started)));
    }

    protected override RunAccount Describe(Aftermath seen, StatementException? cause)
    {
        if (_current is not { } migration)
            return new("the rollback", _tags.Count == 0 ? "nothing was rolled back" : $"rolled back: {string.Join(", ", _tags)}", false);
        var (what, total) = ($"the rollback of {migration.Tag}", _down!.Statements.Length);
        if (seen.State is null)
            return new(what, $"the outcome of a statement of the down-script of {migration.Tag} is unknown", true);
        if (IsRolledBack(seen.State, migration))
        {
            End();
            return new(what, $"{migration.Tag} is rolled back", true);
        }
        var done = Done(seen.State, migration);
        var recorded = $"{done} of {total} statements of the down-script of {migration.Tag} are done and recorded";
        if (cause?.Kind == FailureKind.Unclear)
            return new(what, $"{recorded}; the outcome of the next one is unknown", true);
        if (seen.Words is { } words)
            return new(what, $"{recorded}; {words}", true);
        var nothing = IsPartial ? $"nothing of {migration.Tag} was rolled back" : $"{migration.Tag} is still applied as a whole";
        return new(what, done > 0 ? recorded : nothing, done > 0);
    }

    protected override Remedy Resolution => Repair;

    protected override Remedy Advice(Aftermath seen, StatementException cause, bool isChanged)
    {
        if (cause.Kind == FailureKind.Unclear || seen.Effect == SentEffect.Unknown)
            return Resolution;
        return cause.Kind == FailureKind.Server ? $"give the server what it lacks, then: {Again}" : $"fix what stopped it, then: {Again}";
    }

    /// <summary>The number of statements of the down-script that are done.</summary>
    public static int Done(TargetState state, Migration migration) =>
        state
            .Steps.Where(s => s.Tag == StepTag.Down(migration.Tag) && s.State == StepState.Done)
            .Select(s => s.Number)
            .DefaultIfEmpty()
            .Max();

    private static bool IsRolledBack(TargetState state, Migration migration) =>
        !state.Current.Any(r => r.Tag == migration.Tag) && state.History.Any(r => r.Tag == migration.Tag);
}
