using Strata.Core.Problems;

namespace Strata.Pushing;

/// <summary>The problems of pushes.</summary>
internal static class PushProblems
{
    public static readonly ProblemDefinition EmptySchema = new(
        "ST2111",
        ProblemKind.DecisionMissing,
        "an empty schema would drop everything"
    )
    {
        Meaning =
            "The schema declares nothing and the database holds objects. Most often \"schema\" in strata.json names the wrong folder.",
        Resolution = "Correct \"schema\". To drop everything on purpose, accept it with --allow EMPTY.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [EmptySchema];
}
