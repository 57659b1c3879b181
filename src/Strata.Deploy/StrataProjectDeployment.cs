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
        var workspace = await OpenAsync(project, request, cancellationToken).ConfigureAwait(false);
        await using var workspaceScope = workspace.ConfigureAwait(false);
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
        var workspace = await OpenAsync(project, request, cancellationToken).ConfigureAwait(false);
        await using var workspaceScope = workspace.ConfigureAwait(false);
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
        var workspace = await OpenAsync(project, request, cancellationToken).ConfigureAwait(false);
        await using var workspaceScope = workspace.ConfigureAwait(false);
        return await new DeployOperation(workspace, request).PlanAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the deploys to the environment. Reads only.</summary>
    /// <exception cref="ProblemException">No environment was named (exit 2), or there is no connection (exit 11).</exception>
    public static async Task<DeployHistoryResult> DeployHistoryAsync(
        this StrataProject project,
        CancellationToken cancellationToken = default
    )
    {
        var workspace = await NamedAsync(project.Workspace, cancellationToken).ConfigureAwait(false);
        await using var workspaceScope = workspace.ConfigureAwait(false);
        return await new DeployHistoryOperation(workspace).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Task<Workspace> OpenAsync(StrataProject project, DeployRequest request, CancellationToken cancellationToken)
    {
        new RequestCheck(request).Require();
        return NamedAsync(project.Workspace, cancellationToken);
    }

    /// <summary>
    /// The project with the environment that was named, or the default one of strata.json: deploy never guesses. It is judged by the
    /// stricter of strata.json and the stamp.
    /// </summary>
    /// <exception cref="ProblemException">None was named (ST6005), or the default one is protected (ST6006): exit 2.</exception>
    private static async Task<Workspace> NamedAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var named = workspace.IsNamed ? workspace.With(workspace.Environment) : Default(workspace);
        await named.LearnPolicyAsync(keeps: false, cancellationToken).ConfigureAwait(false);
        if (workspace.IsNamed || named.Policy != EnvironmentPolicy.Protected)
            return named;
        var environment = named.Environment;
        await named.DisposeAsync().ConfigureAwait(false);
        throw DeployProblems.ProtectedDefault.Error(
            environment.Where,
            $"\"{environment.Name}\" is protected, and is deployed to by its name alone",
            "nothing was done",
            $"add: {Call.Option("env", environment.Name)}"
        );
    }

    private static Workspace Default(Workspace workspace)
    {
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
        return new(config, config.Environment(name), workspace.Providers, workspace.Host)
        {
            Commit = workspace.Commit,
            IsNamed = true,
            RemembersFirstContact = workspace.RemembersFirstContact,
        };
    }
}
