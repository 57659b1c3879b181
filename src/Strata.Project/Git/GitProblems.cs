using Strata.Core.Problems;

namespace Strata.Project.Git;

/// <summary>The problems of git.</summary>
internal static class GitProblems
{
    internal static readonly ProblemDefinition Failed = new("ST2060", ProblemKind.Usage, "git could not be asked")
    {
        Meaning = "git is not installed, the folder is in no repository, or a git command failed.",
        Resolution = "Run the command inside of a git repository, with git on the PATH.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [Failed];
}
