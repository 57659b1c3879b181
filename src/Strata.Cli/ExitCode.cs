using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>The exit codes of the command line, a stable interface documented in docs/exit-codes.md. Those of problems are the numbers of <see cref="ProblemKind"/>.</summary>
internal enum ExitCode
{
    Done = 0,
    Internal = ProblemKind.Internal,
    Usage = ProblemKind.Usage,
    BadHistory = ProblemKind.Inconsistent,
    Differences = ProblemKind.Differences,
    Pending = ProblemKind.Pending,
    NoConnection = ProblemKind.NoConnection,
    Preflight = ProblemKind.Preflight,
    Refused = ProblemKind.Refused,
    OutcomeUnknown = ProblemKind.OutcomeUnknown,
    Interrupted = ProblemKind.Interrupted,
    Terminated = 143,
}
