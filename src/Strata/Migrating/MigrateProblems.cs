using Strata.Core.Problems;

namespace Strata.Migrating;

/// <summary>The problems of running migrations that are not the executor's.</summary>
internal static class MigrateProblems
{
    public static readonly ProblemDefinition OutOfOrderProtected = new(
        "ST9035",
        ProblemKind.Refused,
        "no option turns off a protected environment's order"
    )
    {
        Meaning = "A migration that is out of order runs on a protected environment only where its own part of strata.json says so.",
        Resolution = "Set \"outOfOrder\": \"apply\" in the environment's part of strata.json, where it is reviewed.",
        Example = "strata migrate --env production --out-of-order apply",
    };

    public static readonly ProblemDefinition ResultDiffers = new(
        "ST4001",
        ProblemKind.Differences,
        "the database is not what its migrations lead to"
    )
    {
        Meaning =
            "Every migration is applied and recorded, and the schema of the database still differs from the one that the "
            + "migrations lead to: somebody changed it by hand, or a hand-written migration depends on its rows.",
        Resolution = "Print the SQL between the two with strata diff, then correct the database by a migration.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [OutOfOrderProtected, ResultDiffers];
}
