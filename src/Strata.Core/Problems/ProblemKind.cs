namespace Strata.Core.Problems;

/// <summary>
/// The consequence of a problem. The numbers are stable: the record of runs keeps them, and the command line exits with them.
/// </summary>
public enum ProblemKind
{
    /// <summary>A fault of Strata itself.</summary>
    Internal = 1,

    /// <summary>A wrong request or configuration.</summary>
    Usage = 2,

    /// <summary>The migration files, or a database's history, are inconsistent; nothing was run.</summary>
    Inconsistent = 3,

    /// <summary>Two states that must be equal differ.</summary>
    Differences = 4,

    /// <summary>Something is pending that must not be.</summary>
    Pending = 5,

    /// <summary>Another run holds the lock.</summary>
    LockBusy = 6,

    /// <summary>The operation failed, and the database is unchanged.</summary>
    FailedUnchanged = 7,

    /// <summary>The operation failed half-way, and can be resumed.</summary>
    FailedPartial = 8,

    /// <summary>A guard refused it.</summary>
    Refused = 9,

    /// <summary>A decision or confirmation is missing, and nobody could be asked.</summary>
    DecisionMissing = 10,

    /// <summary>No connection.</summary>
    NoConnection = 11,

    /// <summary>The server, the login or this machine lacks what the operation needs.</summary>
    Preflight = 12,

    /// <summary>A backup could not be made or verified.</summary>
    BackupUnverified = 13,

    /// <summary>The outcome of a commit is not known.</summary>
    OutcomeUnknown = 14,

    /// <summary>The caller cancelled it.</summary>
    Interrupted = 130,
}
