using Strata.Core.Record;

namespace Strata.Core.Execution;

/// <summary>The options of a run.</summary>
public sealed record RunOptions
{
    /// <summary>The environment's name; null runs without a stamp, as on a shadow database.</summary>
    public string? Environment { get; init; }

    /// <summary>Recorded in the stamp on first contact.</summary>
    public EnvironmentPolicy Policy { get; init; }

    /// <summary>The number of the last migration to run; null runs all.</summary>
    public int? To { get; init; }

    /// <summary>The treatment of a migration that stands before an applied one.</summary>
    public OutOfOrder OutOfOrder { get; init; }

    /// <summary>The longest wait while another run holds the lock.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait of one statement for a lock: everybody behind it waits as long.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The time for which a transaction is repeated while locks are not free.</summary>
    public TimeSpan LockRetry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest run of one statement inside a transaction; zero is forever.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest run of one statement outside of a transaction; zero is forever.</summary>
    public TimeSpan AloneTimeout { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The time for which a server that was lost during the run is tried again.</summary>
    public TimeSpan ReconnectFor { get; init; } = TimeSpan.FromMinutes(1);

    public RunInfo Run { get; init; } = RunInfo.Current(null);
}
