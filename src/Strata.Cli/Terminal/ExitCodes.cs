using Strata.Core.Problems;

namespace Strata.Cli.Terminal;

/// <summary>The exit codes of the command line, a stable interface. Those of problems are the numbers of <see cref="ProblemKind"/>.</summary>
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
    Interrupted = ProblemKind.Interrupted,
    Terminated = 143,
}

/// <summary>The meanings of exit codes, for help.</summary>
internal static class ExitCodes
{
    public static string Meaning(ExitCode code) =>
        code switch
        {
            ExitCode.Done => "done",
            ExitCode.Internal => "a bug in Strata",
            ExitCode.Usage => "wrong option, configuration or schema; nothing was done",
            ExitCode.Inconsistent => "migration files or history inconsistent; nothing was run",
            ExitCode.Differences => "two states differ that must be equal",
            ExitCode.Pending => "something is pending or missing",
            ExitCode.LockBusy => "another run holds the lock",
            ExitCode.FailedUnchanged => "failed, database unchanged",
            ExitCode.FailedPartial => "failed half-way, can be resumed",
            ExitCode.Refused => "refused by a guard",
            ExitCode.DecisionMissing => "a decision is missing and nobody could be asked",
            ExitCode.NoConnection => "no connection",
            ExitCode.Preflight => "the server, login or machine lacks something",
            ExitCode.BackupUnverified => "a backup could not be made or verified",
            ExitCode.OutcomeUnknown => "the outcome of a commit is unknown",
            ExitCode.Interrupted => "interrupted (SIGINT)",
            _ => "ended (SIGTERM)",
        };
}
