namespace Strata.Core.Problems;

/// <summary>The process exit codes, a stable interface documented in docs/exit-codes.md.</summary>
public enum ExitCode
{
    Done = 0,
    Internal = 1,
    Usage = 2,
    BadHistory = 3,
    Differences = 4,
    Pending = 5,
    LockBusy = 6,
    FailedUnchanged = 7,
    FailedPartial = 8,
    Refused = 9,
    DecisionMissing = 10,
    NoConnection = 11,
    Preflight = 12,
    BackupUnverified = 13,
    OutcomeUnknown = 14,
    Interrupted = 130,
    Terminated = 143,
}

/// <summary>What went wrong, in the one form every message has.</summary>
/// <param name="Code">Stable identifier, <c>ST</c> and four digits.</param>
/// <param name="Where">file:line:column, an object, an environment; empty when there is no place.</param>
/// <param name="What">What happened, one sentence.</param>
/// <param name="State">What state the database or the files are in now.</param>
/// <param name="Fix">The next thing to type.</param>
public sealed record Problem(string Code, string Where, string What, string State, string Fix)
{
    /// <summary>The code of "the server answers, and has no database of that name".</summary>
    public const string MissingDatabase = "ST1241";
}

/// <summary>A <see cref="Problem"/> that ends the command with an exit code of its own.</summary>
public sealed class ProblemException(ExitCode exit, Problem problem, Exception? inner = null)
    : Exception($"{problem.Code}: {problem.What}", inner)
{
    public ExitCode Exit { get; } = exit;
    public Problem Problem { get; } = problem;
}
