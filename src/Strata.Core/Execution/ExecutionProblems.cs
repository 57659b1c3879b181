using Strata.Core.Problems;

namespace Strata.Core.Execution;

/// <summary>The problems of a run.</summary>
public static class ExecutionProblems
{
    internal static readonly ProblemDefinition LockHeld = new("ST0601", ProblemKind.LockBusy, "another run holds the lock")
    {
        Meaning = "One run at a time changes a database. The lock ends with the connection of its holder, so it is never stale.",
        Resolution = "Wait for the other run to end, or wait longer with --lock-wait.",
    };

    internal static readonly ProblemDefinition Statement = new("ST0701", ProblemKind.FailedUnchanged, "a statement failed")
    {
        Meaning = "The database refused a statement of a migration. What ran before it in the same transaction was rolled back.",
        Resolution = "Correct the statement, or the rows that it does not fit, and run strata migrate again.",
    };

    internal static readonly ProblemDefinition LockTimeout = new(
        "ST0702",
        ProblemKind.FailedUnchanged,
        "a statement waited too long for a lock"
    )
    {
        Meaning = "Another session holds a lock on an object that the statement changes.",
        Resolution = "End that session, or raise the lock timeout, and run the command again.",
    };

    internal static readonly ProblemDefinition Conflict = new(
        "ST0703",
        ProblemKind.FailedUnchanged,
        "a statement lost a conflict with another session"
    )
    {
        Meaning = "The server ended a deadlock or a serialization failure by rolling this transaction back.",
        Resolution = "Run the command again.",
    };

    internal static readonly ProblemDefinition Lost = new(
        "ST0704",
        ProblemKind.FailedUnchanged,
        "the connection was lost during a statement"
    )
    {
        Meaning = "The connection broke again and again. What was committed before is recorded, and the server rolled back the rest.",
        Resolution = "Run the command again when the server can be reached.",
    };

    internal static readonly ProblemDefinition Superseded = new("ST0705", ProblemKind.FailedUnchanged, "another run took over")
    {
        Meaning =
            "The lock was lost with its connection, and another run has begun since. This one stopped before it changed anything more.",
        Resolution = "Run strata status, then run the command again.",
    };

    internal static readonly ProblemDefinition Server = new("ST0706", ProblemKind.FailedUnchanged, "the server could not run a statement")
    {
        Meaning = "The server is out of memory, disk space or connections, or it is shutting down.",
        Resolution = "Remove the cause that the message names, and run the command again.",
    };

    internal static readonly ProblemDefinition TransactionEnded = new(
        "ST0707",
        ProblemKind.FailedUnchanged,
        "a statement ended the transaction"
    )
    {
        Meaning = "A statement of the migration, such as a procedure call, committed or rolled back the transaction that records it.",
        Resolution = "Remove the transaction control from the statement.",
    };

    internal static readonly ProblemDefinition Unrecorded = new("ST0710", ProblemKind.FailedUnchanged, "a failure could not be recorded")
    {
        Meaning =
            "A migration failed, and the note about the failure could not be written to the database. The record is as it was before.",
        Resolution = "Nothing needs to be done about it: the record shows which statements were run, which is enough to resume.",
    };

    internal static readonly ProblemDefinition Unverified = new("ST0711", ProblemKind.FailedPartial, "the result could not be verified")
    {
        Meaning =
            "Every migration of the run is applied and recorded. The database could not be compared with what they lead to: the connection "
            + "was lost, or the server refused to be read.",
        Resolution = "Run strata migrate again when the server can be reached: it has nothing to apply, and verifies the result.",
    };

    /// <summary>A run was interrupted.</summary>
    public static readonly ProblemDefinition Interrupted = new("ST1300", ProblemKind.Interrupted, "a run was interrupted")
    {
        Meaning = "The run was cancelled. What was committed before is recorded.",
        Resolution = "Run the command that the message names to resume.",
    };

    internal static readonly ProblemDefinition OutcomeUnknown = new(
        "ST1401",
        ProblemKind.OutcomeUnknown,
        "the outcome of a commit is unknown"
    )
    {
        Meaning =
            "The connection was lost during a commit or a statement, and the server could not be asked. A transaction is applied as a "
            + "whole or not at all.",
        Resolution = "Run strata status when the server can be reached, then the command again.",
    };

    /// <summary>A migration to roll back has no down-script.</summary>
    public static readonly ProblemDefinition NoDownScript = new("ST3057", ProblemKind.Inconsistent, "a migration has no down-script")
    {
        Meaning = "Rolling back needs the down-script of each migration on the way.",
        Resolution = "Write the reversal as a new migration with strata generate --custom.",
    };

    /// <summary>Another run changed the database between the question and the lock.</summary>
    public static readonly ProblemDefinition ChangedMeanwhile = new(
        "ST3071",
        ProblemKind.Refused,
        "the database is not the one that was agreed to change"
    )
    {
        Meaning =
            "Between the question and the lock, another run migrated, rolled back or changed the database, so that the command would do "
            + "something else than what was shown.",
        Resolution = "Look again, and run the command again.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        LockHeld,
        Statement,
        LockTimeout,
        Conflict,
        Lost,
        Superseded,
        Server,
        TransactionEnded,
        Unrecorded,
        Unverified,
        Interrupted,
        OutcomeUnknown,
        NoDownScript,
        ChangedMeanwhile,
    ];
}
