namespace Strata.Core.Problems;

/// <summary>Ends an operation with a <see cref="Problems.Problem"/>.</summary>
/// <param name="problem">The problem, with its consequence.</param>
/// <param name="inner">The cause.</param>
public sealed class ProblemException(Problem problem, Exception? inner = null) : Exception($"{problem.Code}: {problem.What}", inner)
{
    /// <param name="kind">The consequence.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="inner">The cause.</param>
    public ProblemException(ProblemKind kind, Problem problem, Exception? inner = null)
        : this(problem with { Kind = kind }, inner) { }

    /// <summary>The consequence.</summary>
    public ProblemKind Kind => Problem.Kind;

    /// <summary>The problem.</summary>
    public Problem Problem { get; } = problem;
}
