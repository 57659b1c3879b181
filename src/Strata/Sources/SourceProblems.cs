using Strata.Core.Problems;

namespace Strata.Sources;

/// <summary>The problems of naming a schema.</summary>
internal static class SourceProblems
{
    public static readonly ProblemDefinition UnknownSource = new("ST2040", ProblemKind.Usage, "no such source of a schema")
    {
        Meaning =
            "A source of a schema is a database URL, a .sql file or a folder of them, migrations, migrations:0007, schema, "
            + "snapshot, env:NAME or empty. The text is none of these.",
        Resolution = "Correct the text. A database is named by its URL: sqlite:FILE, or postgresql://user@host/database.",
        Example = "strata diff --from schem --to env:local",
    };

    public static readonly ProblemDefinition TwoDialects = new("ST2041", ProblemKind.Usage, "sources of two dialects")
    {
        Meaning = "The two sources belong to different database systems. Their schemas cannot be compared.",
        Resolution = "Compare two sources of one dialect.",
        Example = "strata diff --from sqlite:app.db --to postgresql://localhost/app",
    };

    public static readonly ProblemDefinition NoDatabase = new("ST1242", ProblemKind.NoConnection, "no database at this path")
    {
        Meaning = "The source names a database file that does not exist. Reading never creates one.",
        Resolution = "Correct the path.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [UnknownSource, TwoDialects, NoDatabase];
}
