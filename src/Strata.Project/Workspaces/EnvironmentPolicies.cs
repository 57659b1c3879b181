using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Guards;

namespace Strata.Project.Workspaces;

/// <summary>The policies that hold for the environments of a project: those of strata.json, else by the place of the database.</summary>
internal sealed class EnvironmentPolicies
{
    private readonly ProjectConfig _config;
    private readonly ProviderSet _providers;
    private readonly ConnectionResolver _connections;

    internal EnvironmentPolicies(ProjectConfig config, ProviderSet providers, ConnectionResolver connections) =>
        (_config, _providers, _connections) = (config, providers, connections);

    /// <summary>
    /// The policy of an environment. A database on this machine is open unless strata.json says otherwise; any other is protected.
    /// </summary>
    /// <exception cref="ProblemException">A reference in its URL cannot be resolved (exit 2).</exception>
    public EnvironmentPolicy Of(EnvironmentConfig environment) =>
        environment.Policy ?? (IsLocal(environment) ? EnvironmentPolicy.Open : EnvironmentPolicy.Protected);

    /// <summary>
    /// The database is on this machine. A tunnel's end is too, and says nothing of the database; nor is a program run to find that out.
    /// </summary>
    public bool IsLocal(EnvironmentConfig environment) =>
        environment.Tunnel is null
        && _connections.Address(environment) is { NeedsCommand: false } address
        && _providers.For(environment.Dialect) is var provider
        && provider.IsLocal(provider.Resolve(address.Url, null, _config.Directory));

    /// <summary>
    /// The treatment of migrations that are out of order. A guard of a protected environment is turned off in its own part of strata.json
    /// and nowhere else.
    /// </summary>
    public OutOfOrder OutOfOrder(EnvironmentConfig environment) =>
        environment.OutOfOrder
        ?? (
            Of(environment) == EnvironmentPolicy.Protected
                ? Core.Record.OutOfOrder.Error
                : _config.OutOfOrder ?? Core.Record.OutOfOrder.Error
        );

    /// <summary>
    /// Requires that an operation that writes does not guess: "local" goes without its name only while it is on this machine.
    /// </summary>
    /// <exception cref="ProblemException">The local environment is elsewhere (ST2022, exit 2).</exception>
    public void RequireNamed(EnvironmentConfig environment, bool named)
    {
        if (named || IsLocal(environment))
            return;
        throw GuardProblems.UnnamedEnvironment.Error(
            environment.Where,
            $"the environment \"{environment.Name}\" is not on this machine, so it has to be named",
            "nothing was done",
            $"add: {Call.Option("env", environment.Name)}"
        );
    }
}
