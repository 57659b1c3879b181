using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Project.Configuration;

namespace Strata.Deploy.Services;

/// <summary>Requires, before anything is run, that no command of a service can fail for a reason that is known already.</summary>
/// <param name="rollout">The work on the services.</param>
/// <param name="process">Finds programs.</param>
/// <param name="directory">The folder where the commands run.</param>
/// <param name="values">The values of their placeholders.</param>
internal sealed class ServiceCheck(Rollout rollout, StepProcess process, string directory, Placeholders values)
{
    private const string NothingRun = "nothing was run";

    /// <exception cref="ProblemException">A service lacks a command (ST6007), or a placeholder cannot be filled in (ST6010): exit 2; or a
    /// program does not exist (ST6011, exit 12).</exception>
    public void Require()
    {
        foreach (var service in rollout.Services)
        {
            RequireCommands(service);
            RequireRunnable(service);
        }
    }

    private void RequireCommands(ServiceConfig service)
    {
        if (rollout.IsRollback && service.Rollback is null && service.Traffic is null)
            throw Missing(service, "it cannot be rolled back", "rollback");
        if (!rollout.IsRollback && service.Deploy is null)
            throw Missing(service, "it cannot be deployed", "deploy");
        if (rollout.Kind is DeployKind.Canary or DeployKind.NoTraffic && service.Traffic is null)
            throw Missing(service, "its share of requests cannot be set", "traffic");
    }

    private ProblemException Missing(ServiceConfig service, string what, string key) =>
        ServiceProblems.MissingCommand.Error(
            service.Where,
            $"\"{service.Name}\" has no \"{key}\" for \"{rollout.Environment}\", so {what}",
            NothingRun,
            $"add \"{key}\" to it in strata.json; see docs/deploy.md"
        );

    private void RequireRunnable(ServiceConfig service)
    {
        var alone = values.With(("service", service.Name));
        var revision = alone.With(("revision", "r"));
        var all = revision.With(("percent", "100"));
        foreach (var command in rollout.Commands(service))
        {
            var known =
                command == service.Previous || command == service.Revision ? alone
                : command == service.Traffic || command == service.Rollback ? all
                : revision;
            known.Fill(command);
            if (!process.IsThere(command, directory))
                throw NoProgram(service.Name, command);
        }
        if (service.Health is { } health)
            revision.FillUrl(health);
    }

    /// <summary>The program of a command does not exist.</summary>
    public static ProblemException NoProgram(string service, ServiceCommand command) =>
        ServiceProblems.NoProgram.Error(
            command.Where,
            $"\"{service}\" runs \"{command.Words[0]}\", and no such program exists",
            NothingRun,
            "install it, or correct the command in strata.json"
        );
}
