using System.Collections.Concurrent;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Guards;

namespace Strata.Project.Workspaces;

/// <summary>
/// The policies that hold for the environments of a project: the stricter of strata.json and the stamp in the database.
/// </summary>
internal sealed class EnvironmentPolicies
{
    private static readonly string[] s_developers = ["local", "test"];
    private readonly ProjectConfig _config;
    private readonly ProviderSet _providers;
    private readonly ConnectionResolver _connections;
    private readonly ConcurrentDictionary<string, EnvironmentPolicy> _stamped = new(StringComparer.Ordinal);

    internal EnvironmentPolicies(ProjectConfig config, ProviderSet providers, ConnectionResolver connections) =>
        (_config, _providers, _connections) = (config, providers, connections);

    /// <summary>The policy that holds for an environment: the stricter of strata.json and the stamp, where that was seen.</summary>
    /// <exception cref="ProblemException">A reference in its URL cannot be resolved (exit 2).</exception>
    public EnvironmentPolicy Of(EnvironmentConfig environment)
    {
        var declared = Declared(environment);
        return _stamped.TryGetValue(environment.Name, out var stamped) && stamped > declared ? stamped : declared;
    }

    /// <summary>
    /// The policy by strata.json alone. Without one an environment is protected, unless it is a developer's by its name and its database is
    /// on this machine.
    /// </summary>
    /// <exception cref="ProblemException">A reference in its URL cannot be resolved (exit 2).</exception>
    public EnvironmentPolicy Declared(EnvironmentConfig environment) =>
        environment.Policy ?? (IsDevelopers(environment) && IsLocal(environment) ? EnvironmentPolicy.Open : EnvironmentPolicy.Protected);

    /// <summary>The environment is open without a policy while its database is on this machine.</summary>
    public bool IsDevelopers(EnvironmentConfig environment) =>
        s_developers.Contains(environment.Name) || _config.Open.Contains(environment.Name);

    /// <summary>A policy as strata.json writes it.</summary>
    public static string Word(EnvironmentPolicy policy) => policy.ToString().ToLowerInvariant();

    /// <summary>Takes note of the stamp of an environment's database.</summary>
    /// <returns>The stamp is stricter than what held so far.</returns>
    internal bool Saw(EnvironmentConfig environment, Stamp? stamp)
    {
        if (stamp is null || stamp.Environment != environment.Name || stamp.Policy <= Of(environment))
            return false;
        _stamped[environment.Name] = stamp.Policy;
        return true;
    }

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
    /// The treatment of changes by hand. A developer's own database has them; on a protected environment nobody may have made any.
    /// </summary>
    public DriftTreatment Drift(EnvironmentConfig environment) =>
        environment.Drift ?? (Of(environment) == EnvironmentPolicy.Protected ? DriftTreatment.Error : DriftTreatment.Warn);

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
