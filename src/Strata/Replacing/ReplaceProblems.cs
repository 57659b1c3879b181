using Strata.Core.Problems;

namespace Strata.Replacing;

/// <summary>The problems of replacing an environment's database.</summary>
internal static class ReplaceProblems
{
    public static readonly ProblemDefinition NoFormer = new("ST5043", ProblemKind.Refused, "no former database is retained")
    {
        Meaning = "No replacement of this environment's database has retained a former one, or none of that name, or its time was over.",
        Resolution = "Name one that the message lists with --former, or restore a backup with strata restore.",
    };

    public static readonly ProblemDefinition SameEnvironment = new("ST5044", ProblemKind.Usage, "an environment is copied into itself")
    {
        Meaning = "The environment to copy from is the one whose database would be replaced.",
        Resolution = "Name another environment with --from.",
        Example = "strata deploy --env local --db-wipe --from local",
    };

    public static readonly ProblemDefinition OneIdentity = new("ST9053", ProblemKind.Refused, "one database is a copy of the other")
    {
        Meaning =
            "The stamps of both databases have the same identity: one was copied from the other outside of Strata, and nobody "
            + "decided which is which.",
        Resolution = "Adopt the copy with strata env adopt first.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoFormer, SameEnvironment, OneIdentity];
}
