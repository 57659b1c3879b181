using Strata.Deploy.Recording;
using Strata.Project.Configuration;

namespace Strata.Deploy.Services;

/// <summary>The work of one deploy on its services.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Kind">The kind of work.</param>
/// <param name="Tag">The name of what is deployed.</param>
/// <param name="Services">The chosen services, each after those that it needs.</param>
internal sealed record Rollout(string Environment, DeployKind Kind, string Tag, IReadOnlyList<ServiceConfig> Services)
{
    public const int Everything = 100;

    /// <summary>The share of requests that a canary gets, in percent.</summary>
    public int Percent { get; init; } = Everything;

    public bool IsRollback => Kind == DeployKind.Rollback;

    /// <summary>Every command that may run for a service.</summary>
    public IEnumerable<ServiceCommand> Commands(ServiceConfig service) =>
        (
            IsRollback
                ? [service.Previous, service.Rollback ?? service.Traffic, service.Version]
                : new[]
                {
                    service.Previous,
                    service.Build,
                    service.Deploy,
                    service.Revision,
                    service.Version,
                    Kind == DeployKind.NoTraffic ? null : service.Traffic,
                    service.Rollback,
                }
        ).OfType<ServiceCommand>();

    /// <summary>The commands of a service that a dry run shows, each with the name of its step.</summary>
    public IEnumerable<(string Step, ServiceCommand Command)> Shown(ServiceConfig service)
    {
        (string, ServiceCommand?)[] steps = IsRollback
            ? [("previous", service.Previous), ("rollback", service.Rollback ?? service.Traffic)]
            :
            [
                ("previous", service.Previous),
                ("build", service.Build),
                ("deploy", service.Deploy),
                ("traffic", Kind == DeployKind.NoTraffic ? null : service.Traffic),
            ];
        foreach (var (step, command) in steps)
            if (command is not null)
                yield return (step, command);
    }
}
