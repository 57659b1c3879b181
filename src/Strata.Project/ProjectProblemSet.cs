using Strata.Core.Problems;
using Strata.Project.Configuration;
using Strata.Project.Git;
using Strata.Project.Guards;
using Strata.Project.SchemaSources;
using Strata.Project.Secrets;
using Strata.Project.Tunnels;
using Strata.Project.Workspaces;

namespace Strata.Project;

/// <summary>The problems of this library.</summary>
internal static class ProjectProblemSet
{
    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        .. ConfigurationProblems.All,
        .. GitProblems.All,
        .. GuardProblems.All,
        .. SchemaProblems.All,
        .. SecretProblems.All,
        .. TunnelProblems.All,
        .. WorkspaceProblems.All,
    ];
}
