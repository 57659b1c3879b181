using Strata.Core.Problems;

namespace Strata.Restoring;

/// <summary>The problems of restoring backups.</summary>
internal static class RestoreProblems
{
    public static readonly ProblemDefinition NotEmpty = new("ST9050", ProblemKind.Refused, "the database is not empty")
    {
        Meaning = "A backup is restored into an empty database alone. Nothing that a database holds is ever replaced by it.",
        Resolution = "Create an empty database, and point the environment's \"url\" at it.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NotEmpty];
}
