using Strata.Core.Problems;

namespace Strata.Purging;

/// <summary>The problems of purging retained data.</summary>
internal static class PurgeProblems
{
    public static readonly ProblemDefinition Unconfirmed = new("ST1107", ProblemKind.DecisionMissing, "the purge is not confirmed")
    {
        Meaning = "Retained data would be deleted for good, and nobody confirmed it.",
        Resolution = "Confirm with --yes, on a protected environment with --confirm NAME, or at a terminal.",
        Example = "strata purge --all < /dev/null",
    };

    public static readonly ProblemDefinition Invisible = new("ST1216", ProblemKind.Preflight, "the login may not see retained data")
    {
        Meaning = "Retained data is in schemas of its own, and this login has no right to read their record.",
        Resolution = "Use the login that runs the migrations.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Unconfirmed, Invisible];
}
