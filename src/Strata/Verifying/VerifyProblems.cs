using Strata.Core.Problems;

namespace Strata.Verifying;

/// <summary>The problems of verifying migrations.</summary>
internal static class VerifyProblems
{
    public static readonly ProblemDefinition NotTheSchema = new(
        "ST4002",
        ProblemKind.Differences,
        "the migrations do not lead to the schema"
    )
    {
        Meaning =
            "All migrations were run on an empty shadow database, and the result is not what Schema.cs declares: a migration "
            + "is missing, or one was written by hand.",
        Resolution = "Write the missing migration with strata generate.",
        Example = "strata migrate --test",
    };

    public static readonly ProblemDefinition NotBack = new("ST4003", ProblemKind.Differences, "a down-script does not lead back")
    {
        Meaning = "A down-script was run on a shadow database, and the result is not the state before its migration.",
        Resolution = "Correct the down-script, or write the reversal as a new migration.",
    };

    public static readonly ProblemDefinition NoSchema = new("ST2036", ProblemKind.Usage, "a bundle has no schema")
    {
        Meaning = "A bundle holds migrations and no C# schema, so that there is nothing to compare them with.",
        Resolution = "Run strata migrate --test where the project is.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NotTheSchema, NotBack, NoSchema];
}
