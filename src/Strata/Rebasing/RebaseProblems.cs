using Strata.Core.Problems;

namespace Strata.Rebasing;

/// <summary>The problems of making a forked folder linear.</summary>
internal static class RebaseProblems
{
    public static readonly ProblemDefinition UnknownBranch = new("ST2061", ProblemKind.Usage, "no such branch or commit")
    {
        Meaning = "git knows no commit of the name that was given.",
        Resolution = "Name the branch that is deployed, for example --onto origin/main.",
        Example = "strata rebase --onto nowhere",
    };

    public static readonly ProblemDefinition BothChanged = new("ST4030", ProblemKind.Differences, "both branches changed the same")
    {
        Meaning =
            "The two branches changed the same object in different ways, or one drops what the other needs, or a hand-written "
            + "migration does not run on top of the other branch. No order of the two is right.",
        Resolution =
            "Leave our migrations out with strata rebase --theirs, write the wanted schema in Schema.cs, and generate the migration anew.",
    };

    public static readonly ProblemDefinition BothDeployed = new("ST4031", ProblemKind.Differences, "both branches of the fork were run")
    {
        Meaning = "Databases have run migrations of both branches, or may have, so that neither can get new numbers.",
        Resolution = "Roll one of the two back where it was run, or run the command where every environment can be reached.",
    };

    public static readonly ProblemDefinition Unreachable = new("ST4033", ProblemKind.Differences, "an environment cannot be reached")
    {
        Meaning =
            "A rebase gives new numbers to migrations that were not deployed. An environment that is not open cannot be reached, so that "
            + "nobody knows which it has run.",
        Resolution = "Run it where every environment can be reached, or name the deployed branch with --onto.",
        Example = "strata rebase",
    };

    public static readonly ProblemDefinition SquashTooWide = new(
        "ST4032",
        ProblemKind.Differences,
        "a squash replaces migrations that the other branch lacks"
    )
    {
        Meaning =
            "One branch was squashed, and its squash replaces migrations that the branch that stays does not have. They "
            + "cannot be taken out of it.",
        Resolution = "Revert the squash on its branch, merge again, rebase, and squash afterwards.",
    };

    public static readonly ProblemDefinition NoMerge = new("ST3032", ProblemKind.Inconsistent, "conflict markers without a merge")
    {
        Meaning =
            "The journal holds conflict markers. No merge, rebase or cherry-pick is under way, and the last merge commit did not leave "
            + "them, so that the migrations of the two branches cannot be found.",
        Resolution = "Restore the journal from git, or keep one side of the conflict.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [UnknownBranch, BothChanged, BothDeployed, Unreachable, SquashTooWide, NoMerge];
}
