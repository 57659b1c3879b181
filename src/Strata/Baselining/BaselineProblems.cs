using Strata.Core.Problems;

namespace Strata.Baselining;

/// <summary>The problems of taking a database over.</summary>
internal static class BaselineProblems
{
    public static readonly ProblemDefinition HasHistory = new("ST9020", ProblemKind.Refused, "the database already has a history")
    {
        Meaning = "A baseline or an adoption writes the first rows of a history, and this database has one.",
        Resolution = "See the history with strata status.",
    };

    public static readonly ProblemDefinition Differs = new(
        "ST4004",
        ProblemKind.Differences,
        "the database is not what the migrations lead to"
    )
    {
        Meaning =
            "A baseline or an adoption records migrations as applied without running them. It does so only where the database "
            + "equals what they lead to.",
        Resolution = "Print the SQL between the two with strata diff, and make the database equal first.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [HasHistory, Differs];
}
