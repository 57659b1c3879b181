using Strata.Core.Problems;

namespace Strata.Pulling;

/// <summary>The problems of writing a schema from a database.</summary>
internal static class PullProblems
{
    public static readonly ProblemDefinition EmptyDatabase = new("ST2113", ProblemKind.Usage, "the database is empty")
    {
        Meaning = "A pull writes the objects of a database as a schema, and the database has none.",
        Resolution = "Name another environment, or write a schema of your own.",
    };

    public static readonly ProblemDefinition NotBuilt = new("ST4011", ProblemKind.Differences, "the database cannot be built again here")
    {
        Meaning =
            "Even the database's own definitions do not make it again in a shadow database: it needs a role, an extension or "
            + "an object that this machine's server or this version of Strata does not have.",
        Resolution = "Name a server that has it as \"shadow\" in strata.json.",
    };

    public static readonly ProblemDefinition NotTheDatabase = new(
        "ST4012",
        ProblemKind.Differences,
        "the written schema does not lead to the database"
    )
    {
        Meaning =
            "The files that a pull would write were built in a shadow database, and the result is another one. This is a bug in Strata.",
        Resolution = "Report it with the definitions of the objects that the message names.",
    };

    public static readonly ProblemDefinition HasMigrations = new("ST9030", ProblemKind.Refused, "the project has migrations already")
    {
        Meaning = "A pull writes the first migration, and the folder has migrations.",
        Resolution = "Write the schema's files alone with --force, or compare the two with strata diff.",
    };

    public static readonly ProblemDefinition FileExists = new("ST9031", ProblemKind.Refused, "a file of the schema exists already")
    {
        Meaning = "A file that would be written exists, and is not the template of strata init.",
        Resolution = "Commit the file, then overwrite it with --force.",
    };

    public static readonly ProblemDefinition OtherFiles = new("ST9032", ProblemKind.Refused, "the schema folder has other files")
    {
        Meaning = "Files of the schema folder would not be replaced, and what they declare would be declared twice.",
        Resolution = "Move the files away.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [EmptyDatabase, NotBuilt, NotTheDatabase, HasMigrations, FileExists, OtherFiles];
}
