using Strata.Core.Problems;

namespace Strata.Core.Planning.Ordering;

/// <summary>The problems of ordering changes.</summary>
public static class OrderingProblems
{
    internal static readonly ProblemDefinition Circle = new("ST1002", ProblemKind.Refused, "changes wait for each other")
    {
        Meaning = "No order of the changes satisfies all of their dependencies.",
        Resolution = "Split the change into two migrations.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Circle];
}
