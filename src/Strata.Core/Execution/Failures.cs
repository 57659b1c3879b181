using Strata.Core.Problems;

namespace Strata.Core.Execution;

/// <summary>The problems of a run.</summary>
internal static class Failures
{
    public static ProblemException Failed(StatementException e, string what, string state, bool partial, string fix) =>
        new(Describe(e, what, state, fix) with { Kind = partial ? ProblemKind.FailedPartial : ProblemKind.FailedUnchanged }, e);

    public static Problem Describe(StatementException e, string what, string state, string fix)
    {
        var where =
            e.Statement is not { } statement ? ""
            : e.Offset is { } offset ? statement.Source.Where(offset)
            : statement.Where;
        var which = e.Statement is null ? "" : $" at statement {e.Statement.Number} ({e.Statement.Summary()})";
        var hint = e.Hint is null ? "" : $" ({Printable(e.Hint).TrimEnd('.')})";
        return Definition(e.Kind).At(where, $"{what} failed{which}: {Printable(e.Message)} [{e.Code}]{hint}", state, fix);
    }

    public static ProblemException Unknown(StatementException e, string what, string target) =>
        ExecutionProblems.OutcomeUnknown.Error(
            target,
            $"the connection was lost while {what} was being committed, and the server cannot be reached: {Printable(e.Message)}",
            "it is either wholly applied or not at all; the server knows",
            "when the server is back: strata status, then strata migrate",
            e
        );

    /// <param name="command">Resumes where this one was interrupted.</param>
    public static ProblemException Interrupted(string what, string state, string command, Exception inner) =>
        ExecutionProblems.Interrupted.Error("", $"interrupted during {what}", state, $"resume with: {command}", inner);

    // A name in the database may carry control characters that a terminal would obey.
    private static string Printable(string text) => string.Concat(text.Trim().Select(c => char.IsControl(c) ? ' ' : c));

    private static ProblemDefinition Definition(FailureKind kind) =>
        kind switch
        {
            FailureKind.Statement or FailureKind.Unclear => ExecutionProblems.Statement,
            FailureKind.LockTimeout => ExecutionProblems.LockTimeout,
            FailureKind.Conflict => ExecutionProblems.Conflict,
            FailureKind.Lost => ExecutionProblems.Lost,
            FailureKind.Superseded => ExecutionProblems.Superseded,
            FailureKind.Server => ExecutionProblems.Server,
            FailureKind.TransactionEnded => ExecutionProblems.TransactionEnded,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    /// <summary>The state of the database after a failure: the statements that are committed.</summary>
    public static string State(string tag, int done, int total, string? head)
    {
        var at = head is null ? "the database has no migration yet" : $"the database is at {head}";
        return done == 0 ? $"nothing of {tag} was applied; {at}" : $"{done} of {total} statements of {tag} are applied and recorded; {at}";
    }
}
