using Strata.Core.Problems;

namespace Strata.Initializing;

/// <summary>The problems of creating a project.</summary>
public static class InitProblems
{
    /// <summary>The folder has a strata.json.</summary>
    public static readonly ProblemDefinition Exists = new("ST2050", ProblemKind.Usage, "the folder is a project already")
    {
        Meaning = "The folder has a strata.json, which init never overwrites.",
        Resolution = "See the project's state with strata status, or start in another folder.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Exists];
}
