using Strata.Core.Problems;

namespace Strata.RollingBack;

/// <summary>The problems of rolling migrations back.</summary>
internal static class RollbackProblems
{
    public static readonly ProblemDefinition LosesData = new("ST1105", ProblemKind.DecisionMissing, "the rollback loses data")
    {
        Meaning =
            "The down-script deletes what was written since the migration, or does not bring back what the migration removed, "
            + "and nobody has accepted that.",
        Resolution = "Read the losses in the head of the down-script. Accept them with --allow-loss, or write a new migration instead.",
        Example = "strata rollback < /dev/null",
    };

    public static readonly ProblemDefinition RowsGone = new("ST1108", ProblemKind.DecisionMissing, "the retained rows are gone")
    {
        Meaning =
            "The migration retained the rows of what it dropped, and they were purged or removed since. A rollback brings "
            + "back the schema alone.",
        Resolution = "Accept it with --allow-loss, and bring the rows back from a backup.",
    };

    public static readonly ProblemDefinition NotLast = new("ST2032", ProblemKind.Usage, "a later migration is not applied")
    {
        Meaning =
            "A reversal that is written as a migration comes after every other one. A migration of the folder is not applied, "
            + "so that the reversal would run on a state that it is not made for.",
        Resolution = "Run the pending migrations first, then write the reversal.",
    };

    public static readonly ProblemDefinition PartlyGone = new("ST9034", ProblemKind.Refused, "only a part of the retained data exists")
    {
        Meaning =
            "Some of the data that the migration retained is gone and some exists. The down-script needs all of it, and a "
            + "reversal of the schema alone none.",
        Resolution = "Copy the rows that you need, delete the retained data with strata purge --all, and roll back.",
    };

    public static readonly ProblemDefinition Ambiguous = new(
        "ST3059",
        ProblemKind.Inconsistent,
        "a rename cannot be told from a drop in the reversal"
    )
    {
        Meaning =
            "The retained rows are gone, so that the reversal is planned from the schemas before and after. Between the two "
            + "something may have been renamed or dropped.",
        Resolution = "Write the reversal by hand with strata generate --custom.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [LosesData, RowsGone, NotLast, PartlyGone, Ambiguous];
}
