using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Configuring;

/// <summary>The configuration, value by value.</summary>
/// <param name="File">The absolute path of the configuration file.</param>
/// <param name="Values">The values, each with its origin.</param>
public sealed record ConfigurationResult(string File, IReadOnlyList<ConfigValue> Values) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("file", File), ("values", Values.Count));

    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        Values.Select(v => JsonLine.Of("value", ("path", v.Path), ("value", words.Path(v.Shown)), ("origin", words.Path(v.Origin))));
}

/// <summary>Merges the configuration, and tells where each value comes from. Opens no database and runs no command.</summary>
/// <param name="workspace">The project.</param>
internal sealed class ConfigurationOperation(Workspace workspace)
{
    public ConfigurationResult Run()
    {
        var environment = workspace.IsNamed ? workspace.Environment.Name : null;
        var values = new ConfigReader(workspace.Providers, workspace.Host.Variables)
            .Values(workspace.Config)
            .Where(v => environment is null || IsShared(v.Path) || IsOf(v.Path, environment))
            .ToList();
        values.AddRange(Defaults().Where(d => values.TrueForAll(v => v.Path != d.Path)));
        values.AddRange(
            workspace
                .Config.Environments.Values.Where(e => (environment is null || e.Name == environment) && e.Policy is null)
                .Select(Policy)
        );
        return new(workspace.Config.File, values);
    }

    private static bool IsShared(string path) => !path.StartsWith("environments.", StringComparison.Ordinal);

    private static bool IsOf(string path, string environment) => path.StartsWith($"environments.{environment}.", StringComparison.Ordinal);

    private IEnumerable<ConfigValue> Defaults()
    {
        const string Default = "the default";
        yield return new("dialect", workspace.Config.Dialect, Default);
        yield return new("schema", workspace.Config.Schema, Default);
        yield return new("migrations", workspace.Config.Migrations, Default);
    }

    private ConfigValue Policy(EnvironmentConfig environment)
    {
        var path = $"environments.{environment.Name}.policy";
        try
        {
            var policy = workspace.Policies.Of(environment);
            var origin =
                policy == EnvironmentPolicy.Open ? "not set, and the database is on this machine"
                : workspace.Policies.IsDevelopers(environment) ? "not set, and the database is not known to be on this machine"
                : "not set, and \"open\" does not name the environment";
            return new(path, policy.ToString().ToLowerInvariant(), origin);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Usage)
        {
            return new(path, "unknown", $"not set, and {e.Problem.What}");
        }
    }
}
