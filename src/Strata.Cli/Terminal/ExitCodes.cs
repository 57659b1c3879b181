namespace Strata.Cli.Terminal;

/// <summary>The exit codes, a stable interface. Those of problems are the numbers of <see cref="ProblemKind"/>.</summary>
internal enum ExitCode
{
    Done = 0,
    Internal = ProblemKind.Internal,
    Usage = ProblemKind.Usage,
    Inconsistent = ProblemKind.Inconsistent,
    Differences = ProblemKind.Differences,
    Pending = ProblemKind.Pending,
    LockBusy = ProblemKind.LockBusy,
    FailedUnchanged = ProblemKind.FailedUnchanged,
    FailedPartial = ProblemKind.FailedPartial,
    Refused = ProblemKind.Refused,
    DecisionMissing = ProblemKind.DecisionMissing,
    NoConnection = ProblemKind.NoConnection,
    Preflight = ProblemKind.Preflight,
    BackupUnverified = ProblemKind.BackupUnverified,
    OutcomeUnknown = ProblemKind.OutcomeUnknown,
    HungUp = 129,
    Interrupted = ProblemKind.Interrupted,
    Terminated = 143,
}
