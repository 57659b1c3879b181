using Strata.Core.Problems;

namespace Strata.Core.Execution;

/// <summary>The problems of a run.</summary>
internal static class Failures
{
    public static ProblemException Failed(StatementException e, string what, string state, bool partial, Remedy next) =>
        new(Describe(e, what, state, next) with { Kind = partial ? ProblemKind.FailedPartial : ProblemKind.FailedUnchanged }, e);

    public static Problem Describe(StatementException e, string what, string state, Remedy next)
    {
        var where =
            e.Statement is not { } statement ? ""
            : e.Offset is { } offset ? statement.Source.Where(offset)
            : statement.Where;
        var which = e.Statement is null ? "" : $" at statement {e.Statement.Number} ({e.Statement.Summary()})";
        var hint = e.Hint is null ? "" : $" ({Printable(e.Hint).TrimEnd('.')})";
        return Definition(e.Kind).At(where, $"{what} failed{which}: {Message(e)}{hint}", state, next);
    }

    /// <summary>The server's message and its code.</summary>
    public static string Message(StatementException e) => $"{Printable(e.Message)} [{e.Code}]";

    /// <summary>One transaction, whose COMMIT may or may not have been carried out.</summary>
    /// <param name="e">The loss.</param>
    /// <param name="what">The transaction.</param>
    /// <param name="target">The database.</param>
    /// <param name="next">The advice.</param>
    public static ProblemException Unknown(StatementException e, string what, string target, Remedy next) =>
        Unknown(e, target, what, "it is either wholly applied or not at all; the server knows", next);

    public static ProblemException Unknown(Exception e, string target, string what, string state, Remedy next) =>
        ExecutionProblems.OutcomeUnknown.Error(
            target,
            $"the connection was lost during {what}, and the outcome could not be read: {Printable(e.Message).TrimEnd('.')}",
            state,
            next,
            e
        );

    /// <param name="what">The work.</param>
    /// <param name="state">The state of the database.</param>
    /// <param name="next">Resumes where this one was interrupted.</param>
    /// <param name="inner">The cancellation.</param>
    public static ProblemException Interrupted(string what, string state, Remedy next, Exception inner) =>
        ExecutionProblems.Interrupted.Error("", $"interrupted during {what}", state, next, inner);

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
}
