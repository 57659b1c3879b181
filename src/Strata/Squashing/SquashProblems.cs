using Strata.Core.Problems;

namespace Strata.Squashing;

/// <summary>The problems of squashing migrations.</summary>
internal static class SquashProblems
{
    public static readonly ProblemDefinition TooFew = new("ST2033", ProblemKind.Usage, "fewer than two migrations to squash")
    {
        Meaning = "A squash folds at least two migrations into one.",
        Resolution = "Name a later migration with --upto, or leave the folder as it is.",
    };

    public static readonly ProblemDefinition Unsealed = new(
        "ST3019",
        ProblemKind.Inconsistent,
        "a hand-written migration was never applied"
    )
    {
        Meaning =
            "A migration that is written by hand has no hash in the journal until it was applied once, so that its text may still change.",
        Resolution = "Apply it once with strata migrate.",
    };

    public static readonly ProblemDefinition RowsUndecided = new(
        "ST1106",
        ProblemKind.DecisionMissing,
        "the fate of statements on rows is undecided"
    )
    {
        Meaning =
            "Some statements of the old migrations change rows. The baseline is made from the schema, which does not bring them back.",
        Resolution = "Append them to the baseline with --keep-data, or leave them out with --drop-data.",
    };

    public static readonly ProblemDefinition Unproven = new(
        "ST4005",
        ProblemKind.Differences,
        "the baseline does not lead to the same state"
    )
    {
        Meaning =
            "The baseline was run in a shadow database before it was written, and led to another state than the old "
            + "migrations. This is a bug in Strata.",
        Resolution = "Keep the migrations as they are, and report this.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [TooFew, Unsealed, RowsUndecided, Unproven];
}
