using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>An event of a run, reported as it happens. A closed set: console, JSON and logs all render these.</summary>
public abstract record RunEvent : StrataEvent
{
    private protected RunEvent() { }
}

public sealed record Connected(string Target) : RunEvent;

public sealed record WaitingForLock(string Holder, TimeSpan Waited) : RunEvent;

/// <summary>The migrations of the run, in order; none when the database is up to date.</summary>
public sealed record Pending(EquatableArray<string> Tags) : RunEvent;

/// <summary>A migration is going to be run out of order.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="After">The last applied migration that stands after it.</param>
public sealed record RunsOutOfOrder(string Tag, string After) : RunEvent;

public sealed record MigrationStarted(string Tag, int Statements, int AlreadyDone) : RunEvent;

/// <summary>The server has completed a statement; inside a transaction it is not committed yet.</summary>
public sealed record StatementCompleted(string Tag, int Number, int Statements, string Summary) : RunEvent;

/// <summary>The catalog's answer about a statement that was interrupted.</summary>
public sealed record StatementProbed(string Tag, int Number, Probe Found) : RunEvent;

public sealed record Retrying(string Tag, string Reason, int Attempt, TimeSpan Delay) : RunEvent;

public sealed record Reconnecting(string Reason, int Attempt, TimeSpan Delay) : RunEvent;

public sealed record MigrationApplied(string Tag, HistoryKind Kind, TimeSpan Elapsed) : RunEvent;

public sealed record MigrationRolledBack(string Tag, TimeSpan Elapsed) : RunEvent;

public sealed record MigrationFailed(string Tag, Problem Problem) : RunEvent;

public sealed record Note(Problem Problem) : RunEvent;

public sealed record RunFinished(int Count, TimeSpan Elapsed) : RunEvent;
