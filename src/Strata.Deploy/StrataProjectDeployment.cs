using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy.Deploying;
using Strata.Deploy.History;
using Strata.Project.Workspaces;

namespace Strata.Deploy;

/// <summary>Deploys of a project: its database by the library, its services by their commands in strata.json.</summary>
/// <remarks>The environment is the one that was named, or the "defaultEnvironment" of strata.json, never a protected one.</remarks>
public static class StrataProjectDeployment
{
    /// <summary>Deploys a database and services.</summary>
    /// <exception cref="ProblemException">The request is invalid (exit 2), forbidden (exit 9), or a decision is missing (exit 10); another
    /// deploy is running (exit 6); or a step failed (exit 4, 7, 8, 11 to 13): services were rolled back.</exception>
    public static async Task<DeployResult> DeployAsync(
        this StrataProject project,
        DeployRequest request,
        CancellationToken cancellationToken = default
    )
    {
        await using var workspace = Open(project, request);
        return await new DeployOperation(workspace, request).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the work of <see cref="DeployAsync"/>. Changes nothing.</summary>
    /// <exception cref="ProblemException">As <see cref="DeployAsync"/>, for everything found before the first step.</exception>
    public static async Task<DeployPreview> PreviewDeployAsync(
        this StrataProject project,
        DeployRequest request,
        CancellationToken cancellationToken = default
    )
    {
        await using var workspace = Open(project, request);
        return await new DeployOperation(workspace, request).PreviewAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the plan of <see cref="DeployAsync"/>, which a person confirms by its hash. Changes nothing else.</summary>
    /// <param name="project">The project.</param>
    /// <param name="request">The request.</param>
    /// <param name="file">The absolute path of the file.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">As <see cref="PreviewDeployAsync"/>.</exception>
    public static async Task<DeployPlanResult> PlanDeployAsync(
        this StrataProject project,
        DeployRequest request,
        string file,
        CancellationToken cancellationToken = default
    )
    {
        await using var workspace = Open(project, request);
        return await new DeployOperation(workspace, request).PlanAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the deploys to the environment. Reads only.</summary>
    /// <exception cref="ProblemException">No environment was named (exit 2), or there is no connection (exit 11).</exception>
    public static async Task<DeployHistoryResult> DeployHistoryAsync(
        this StrataProject project,
        CancellationToken cancellationToken = default
    )
    {
        await using var workspace = Named(project.Workspace);
        return await new DeployHistoryOperation(workspace).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Workspace Open(StrataProject project, DeployRequest request)
    {
        new RequestCheck(request).Require();
        return Named(project.Workspace);
    }

    /// <summary>The project with the environment that was named, or the default one of strata.json: deploy never guesses.</summary>
    /// <exception cref="ProblemException">None was named (ST6005), or the default one is protected (ST6006): exit 2.</exception>
    private static Workspace Named(Workspace workspace)
    {
        if (workspace.IsNamed)
            return workspace.With(workspace.Environment);
        var config = workspace.Config;
        var name =
            config.DefaultEnvironment
            ?? throw DeployProblems.Unnamed.Error(
                config.File,
                "deploy never guesses the environment",
                "nothing was done",
                $"add {Call.Option("env")} with one of: {string.Join(", ", config.Environments.Keys)}; or name one in "
                    + $"\"defaultEnvironment\""
            );
        var environment = config.Environment(name);
        if (workspace.Policies.Of(environment) == EnvironmentPolicy.Protected)
            throw DeployProblems.ProtectedDefault.Error(
                environment.Where,
                $"\"{name}\" is protected, and is deployed to by its name alone",
                "nothing was done",
                $"add: {Call.Option("env", name)}"
            );
        return new(config, environment, workspace.Providers, workspace.Host)
        {
            Commit = workspace.Commit,
            IsNamed = true,
            RemembersFirstContact = workspace.RemembersFirstContact,
        };
    }
}
