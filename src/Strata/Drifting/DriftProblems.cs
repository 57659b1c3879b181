using Strata.Core.Problems;

namespace Strata.Drifting;

/// <summary>The problems of looking for drift.</summary>
internal static class DriftProblems
{
    public static readonly ProblemDefinition NoHistory = new("ST4010", ProblemKind.Usage, "no migration was ever applied to the database")
    {
        Meaning = "Drift is the difference between a database and the state that its history leads to. This database has no history.",
        Resolution = "Take the database over with strata baseline, or compare it with another source by strata diff.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoHistory];
}
