using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>What is done about a migration that stands before one that the database has applied, and was not run.</summary>
public enum OutOfOrder
{
    /// <summary>Nothing is run.</summary>
    Error,

    /// <summary>It is run, and said to be late.</summary>
    Apply,
}

/// <summary>How to run.</summary>
public sealed record MigratorOptions
{
    /// <summary>The environment's name; null runs without a stamp, as on a throwaway database.</summary>
    public string? Environment { get; init; }

    /// <summary>Recorded in the stamp on first contact: <c>open</c>, <c>preview</c>, <c>protected</c>.</summary>
    public string Policy { get; init; } = "open";

    /// <summary>Stop after the migration with this number; null runs all.</summary>
    public int? To { get; init; }

    /// <summary>What to do about a migration that was merged late.</summary>
    public OutOfOrder OutOfOrder { get; init; }

    /// <summary>How long to wait while another run holds the lock.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one statement may wait for a lock: everybody behind it waits as long.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long to go on trying when locks are not free.</summary>
    public TimeSpan LockRetry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one statement may run inside a transaction; zero is forever.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one statement may run outside of a transaction; zero is forever.</summary>
    public TimeSpan AloneTimeout { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long to try to reach a server that was lost during the run.</summary>
    public TimeSpan ReconnectFor { get; init; } = TimeSpan.FromMinutes(1);

    public RunInfo Run { get; init; } = RunInfo.Current(null);
}

/// <summary>What a run did.</summary>
/// <param name="Tags">Applied or rolled back, in order.</param>
/// <param name="Head">The last migration the database has now; null when it has none.</param>
/// <param name="Fingerprint">Of the schema at the end; null when none was asked for.</param>
public sealed record RunResult(IReadOnlyList<string> Tags, string? Head, string? Fingerprint);
