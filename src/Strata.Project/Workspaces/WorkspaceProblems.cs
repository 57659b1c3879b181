using Strata.Core.Problems;

namespace Strata.Project.Workspaces;

/// <summary>The problems of a project's files, environments and databases.</summary>
internal static class WorkspaceProblems
{
    internal static readonly ProblemDefinition FileInPlaceOfFolder = new(
        "ST3001",
        ProblemKind.Usage,
        "a file stands in the place of the migrations folder"
    )
    {
        Meaning = "The path of \"migrations\" in strata.json is a file.",
        Resolution = "Move the file away, or correct \"migrations\".",
    };

    internal static readonly ProblemDefinition NoEnvironment = new("ST2009", ProblemKind.Usage, "no environment was named")
    {
        Meaning = "The operation needs an environment. None was named, and strata.json has none called \"local\".",
        Resolution = "Name one with --env, or add one to strata.json.",
    };

    internal static readonly ProblemDefinition DatabaseNotCreated = new(
        "ST1011",
        ProblemKind.DecisionMissing,
        "the database does not exist"
    )
    {
        Meaning =
            "The server answers and has no database of that name. Strata creates one on this machine alone, and only when it was asked to.",
        Resolution = "Confirm with --yes, or create the database.",
    };

    internal static readonly ProblemDefinition IgnoresDeclared = new(
        "ST2007",
        ProblemKind.Usage,
        "an ignore rule covers an object of the schema"
    )
    {
        Meaning = "A rule of \"ignore\" matches an object that Schema.cs declares. Ignored and declared contradict each other.",
        Resolution = "Narrow the rule, or remove the object from the schema.",
    };

    internal static readonly ProblemDefinition UnknownKind = new("ST2008", ProblemKind.Usage, "an ignore rule names an unknown kind")
    {
        Meaning = "\"kind\" of a rule in \"ignore\" is none of the kinds of the dialect, or one that cannot be ignored by itself.",
        Resolution = "Use one of the kinds that the message lists.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [FileInPlaceOfFolder, NoEnvironment, DatabaseNotCreated, IgnoresDeclared, UnknownKind];
}
