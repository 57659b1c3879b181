using Strata.Core.Problems;

namespace Strata.Project.SchemaSources;

/// <summary>The problems of reading a schema.</summary>
internal static class SchemaProblems
{
    internal static readonly ProblemDefinition NoFolder = new("ST2101", ProblemKind.Usage, "no schema folder")
    {
        Meaning = "The folder that \"schema\" in strata.json names does not exist.",
        Resolution = "Correct \"schema\" in strata.json, or write a class that derives from Table in that folder.",
    };

    internal static readonly ProblemDefinition NoHost = new("ST2102", ProblemKind.Usage, "the installation is incomplete")
    {
        Meaning = "The program that reads Schema.cs is missing from this installation.",
        Resolution = "Install Strata again.",
    };

    internal static readonly ProblemDefinition Mistaken = new("ST2103", ProblemKind.Usage, "the schema has errors")
    {
        Meaning = "The C# schema does not compile, or declares what the database cannot have.",
        Resolution = "Correct the schema at the places that the message names.",
    };

    internal static readonly ProblemDefinition HostDied = new("ST2104", ProblemKind.Usage, "the schema ended the process that reads it")
    {
        Meaning = "The code of the schema ended its process before the schema was read.",
        Resolution = "Remove what ends the process: Environment.Exit, endless recursion, Process.Kill.",
    };

    internal static readonly ProblemDefinition TimedOut = new("ST2105", ProblemKind.Usage, "the schema did not finish in time")
    {
        Meaning = "The code of the schema ran longer than the limit, and its process was killed.",
        Resolution = "Look for an endless loop. To allow more time, set STRATA_SCHEMA_SECONDS.",
    };

    internal static readonly ProblemDefinition InvalidLimit = new("ST2106", ProblemKind.Usage, "STRATA_SCHEMA_SECONDS is invalid")
    {
        Meaning = "The variable is not a number of seconds from 0 to 86400.",
        Resolution = "Correct the variable.",
        Example = "STRATA_SCHEMA_SECONDS=soon",
    };

    internal static readonly ProblemDefinition NoRuntime = new("ST2107", ProblemKind.Usage, "no .NET runtime")
    {
        Meaning = "The .NET runtime that reads Schema.cs was not found.",
        Resolution = "Install the .NET SDK 10, or set DOTNET_ROOT to its folder.",
    };

    internal static readonly ProblemDefinition OutOfMemory = new(
        "ST2108",
        ProblemKind.Usage,
        "the schema needs more memory than it may have"
    )
    {
        Meaning = "The code of the schema, or the compiler that reads it, reached the limit of memory of its process.",
        Resolution = "Look for a collection that grows without end. To allow more, set \"schemaMemory\" (MiB) in strata.json.",
        Example = "{ \"schemaMemory\": 4096 }",
    };

    internal static readonly ProblemDefinition RefusedStatement = new(
        "ST2201",
        ProblemKind.Usage,
        "the database refuses a statement of the schema"
    )
    {
        Meaning = "The schema is created in a shadow database, and the server refused a statement there.",
        Resolution = "Correct the schema at the place that the message names.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [NoFolder, NoHost, Mistaken, HostDied, TimedOut, InvalidLimit, NoRuntime, OutOfMemory, RefusedStatement];
}
