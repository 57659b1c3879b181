namespace Strata.Core.Problems;

/// <summary>Ends an operation with a <see cref="Problems.Problem"/>.</summary>
/// <param name="kind">The consequence.</param>
/// <param name="problem">What happened.</param>
/// <param name="inner">The cause.</param>
public sealed class ProblemException(ProblemKind kind, Problem problem, Exception? inner = null)
    : Exception($"{problem.Code}: {problem.What}", inner)
{
    /// <summary>The consequence.</summary>
    public ProblemKind Kind => Problem.Kind;

    /// <summary>What happened.</summary>
    public Problem Problem { get; } = problem with { Kind = kind };
}
