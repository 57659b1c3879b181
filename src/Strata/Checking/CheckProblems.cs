using Strata.Core.Problems;

namespace Strata.Checking;

/// <summary>The findings of a check.</summary>
internal static class CheckProblems
{
    public static readonly ProblemDefinition NoSnapshot = new("ST3103", ProblemKind.Inconsistent, "the head snapshot is missing")
    {
        Meaning = "There are migrations, and meta/_snapshot.json does not exist.",
        Resolution = "Restore the file from git.",
    };

    public static readonly ProblemDefinition OtherSnapshot = new(
        "ST3104",
        ProblemKind.Inconsistent,
        "the head snapshot belongs to another migration"
    )
    {
        Meaning =
            "The fingerprint of meta/_snapshot.json is not the one that the journal has for the last migration: the snapshot "
            + "was edited, or a merge took one file from ours and the other from theirs.",
        Resolution = "Restore both files from one commit.",
    };

    public static readonly ProblemDefinition NotTheSnapshot = new(
        "ST4020",
        ProblemKind.Differences,
        "the migrations do not lead to the head snapshot"
    )
    {
        Meaning = "Replayed in a shadow database, the migrations lead to another state than the head snapshot holds.",
        Resolution = "Restore the snapshot from git, or write a new one with strata generate --custom.",
    };

    public static readonly ProblemDefinition NotTheSchema = new(
        "ST4021",
        ProblemKind.Differences,
        "the schema has changes without a migration"
    )
    {
        Meaning = "Replayed in a shadow database, the migrations lead to another state than Schema.cs declares.",
        Resolution = "Write the missing migration with strata generate.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NoSnapshot, OtherSnapshot, NotTheSnapshot, NotTheSchema];
}
