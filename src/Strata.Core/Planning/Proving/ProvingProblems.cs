using Strata.Core.Problems;

namespace Strata.Core.Planning.Proving;

/// <summary>The problems of proving a plan.</summary>
public static class ProvingProblems
{
    internal static readonly ProblemDefinition FailingStep = new(
        "ST1004",
        ProblemKind.Internal,
        "a planned statement fails in the shadow database"
    )
    {
        Meaning =
            "Each plan is run in a shadow database before it is written, and a statement of this one failed there. Nothing "
            + "was run against your database.",
        Resolution = "Split the change in two, or write it with strata generate --custom, and report this as a bug in Strata.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [FailingStep];
}
