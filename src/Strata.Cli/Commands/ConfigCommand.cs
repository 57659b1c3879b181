using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Cli.Commands;

/// <summary>The configuration as it is put together: each value, and where it is from. It opens no database and runs no command.</summary>
internal sealed class ConfigCommand
{
    private static readonly Option<bool> s_schema = new("--schema")
    {
        Description = "print the JSON schema that editors check strata.json by",
    };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("config", CommandList.Describe("config")) { s_schema };
        command.SetAction(
            async (parsed, _) =>
            {
                if (parsed.GetValue(s_schema))
                    return (int)Schema(Reporter.For(parsed, options));
                await using var project = Project.Load(app, options, parsed);
                return (int)Run(project, options.Named(parsed));
            }
        );
        return command;
    }

    private static ExitCode Schema(Reporter report)
    {
        report.Result(ConfigSchema.Text().TrimEnd());
        return report.End(ExitCode.Done, new JsonObject { ["schema"] = ConfigSchema.Text() });
    }

    private static ExitCode Run(Project project, string? environment)
    {
        var values = ConfigReader
            .Values(project.Config, project.Directory)
            .Where(v =>
                environment is null
                || !v.Path.StartsWith("environments.", StringComparison.Ordinal)
                || v.Path.StartsWith($"environments.{environment}.", StringComparison.Ordinal)
            )
            .ToList();
        values.AddRange(Usual(project).Where(u => values.TrueForAll(v => v.Path != u.Path)));
        var names = project.Config.Environments.Values.Where(e => environment is null || e.Name == environment).ToList();
        values.AddRange(names.Where(e => e.Policy is null).Select(e => Policy(project, e)));
        var width = Math.Min(44, values.Select(v => v.Path.Length).DefaultIfEmpty().Max());
        foreach (var value in values)
            project.Report.Event(
                "value",
                new JsonObject
                {
                    ["path"] = value.Path,
                    ["value"] = value.Shown,
                    ["origin"] = value.Origin,
                },
                $"{value.Path.PadRight(width)}  {value.Shown}\n{"".PadRight(width)}    {project.Report.Paint("2", value.Origin)}"
            );
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["file"] = project.Shown(project.Config.File), ["values"] = values.Count }
        );
    }

    private static IEnumerable<ConfigValue> Usual(Project project)
    {
        const string Default = "the default";
        yield return new("dialect", project.Config.Dialect, Default);
        yield return new("schema", project.Shown(project.Config.Schema), Default);
        yield return new("migrations", project.Shown(project.Config.Migrations), Default);
    }

    private static ConfigValue Policy(Project project, EnvironmentConfig environment)
    {
        var path = $"environments.{environment.Name}.policy";
        try
        {
            var policy = project.PolicyOf(environment);
            return new(
                path,
                policy.ToString().ToLowerInvariant(),
                policy == Core.Record.EnvironmentPolicy.Open
                    ? "the database is on this machine"
                    : "not said, and the database is not known to be on this machine"
            );
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Usage)
        {
            return new(path, "unknown", $"not said, and {e.Problem.What}");
        }
    }
}
