using Strata.Core.Problems;

namespace Strata.Generating;

/// <summary>The problems of generating migrations.</summary>
internal static class GenerateProblems
{
    public static readonly ProblemDefinition EmptySchema = new("ST2110", ProblemKind.Usage, "the schema is empty")
    {
        Meaning = "The C# files of the schema compile and declare no table, and there is no migration yet either.",
        Resolution = "Write a class that derives from Table, or correct \"schema\" in strata.json.",
    };

    public static readonly ProblemDefinition NoMigration = new("ST4022", ProblemKind.Pending, "a change of the schema has no migration")
    {
        Meaning =
            "Schema.cs declares another state than the migrations lead to. A deploy that runs migrations, and the check before a commit, "
            + "stop there: what was written would not reach the database.",
        Resolution = "Write the missing migration with strata generate, and commit it with the schema.",
        Example = "strata deploy --env staging --all --db-migrate",
    };

    public static readonly ProblemDefinition Strict = new("ST1116", ProblemKind.DecisionMissing, "the new migration has hazards")
    {
        Meaning = "With --strict, and where CI=true, no migration is written whose hazards nobody has acknowledged.",
        Resolution = "Acknowledge each with --allow CODE:object, which is written into the file's head.",
        Example = "CI=true strata generate",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [EmptySchema, NoMigration, Strict];
}
