using Strata.Core.Problems;

namespace Strata.Examining;

/// <summary>The refusals of migrations that are going to run on a protected environment.</summary>
internal static class ExaminingProblems
{
    public static readonly ProblemDefinition Uncommitted = new("ST9060", ProblemKind.Refused, "migration files are not committed")
    {
        Meaning =
            "A protected environment runs what was reviewed: in a git work tree, the files of the migrations that are going to run, their "
            + "down-scripts and their entries of the journal are those of the commit that is checked out.",
        Resolution = "Commit them. \"requireCommitted\": false in strata.json turns this off, and is printed each time.",
        Example = "strata generate && strata migrate --env production",
    };

    public static readonly ProblemDefinition NotPromoted = new("ST9061", ProblemKind.Refused, "an earlier environment has not applied it")
    {
        Meaning =
            "\"promote\" in strata.json lists environments in their order. A protected one takes only migrations that the one before it "
            + "has applied, and whose result was verified there.",
        Resolution = "Run them on the environment before.",
        Example = "{ \"promote\": [\"staging\", \"production\"] }",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Uncommitted, NotPromoted];
}
