using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;
using Strata.Project.Configuration;

namespace Strata.Deploy.Pipelines;

/// <summary>The steps of a deploy on one service at a time. Each keeps its outcome in the record.</summary>
/// <param name="rollout">The work on the services.</param>
/// <param name="runner">Runs their commands.</param>
/// <param name="context">The surroundings.</param>
internal sealed class ServiceSteps(Rollout rollout, ServiceRunner runner, DeployContext context)
{
    private readonly ServedRevisions _served = new(context.Journal.Before);

    /// <summary>Asks which revision serves, before anything is changed.</summary>
    public DeployStep Previous(ServiceConfig service) => new($"{service.Name} previous", ct => PreviousAsync(service, ct));

    public DeployStep Build(ServiceConfig service)
    {
        var name = $"{service.Name} build";
        return new(name, ct => runner.RunAsync(name, service, service.Build!, rollout.Tag, null, ct));
    }

    public DeployStep Deploy(ServiceConfig service) => new($"{service.Name} deploy", ct => DeployAsync(service, ct));

    public DeployStep Health(ServiceConfig service) => new($"{service.Name} health", ct => HealthAsync(service, ct));

    public DeployStep Traffic(ServiceConfig service) => new($"{service.Name} traffic", ct => TrafficAsync(service, ct));

    /// <summary>Rolls a service back to the revision that a rollback leads to.</summary>
    public DeployStep Rollback(ServiceConfig service) => new($"{service.Name} rollback", ct => RollbackAsync(service, ct));

    /// <summary>Rolls a service back after a failure, to the revision that served before.</summary>
    public DeployStep Back(ServiceConfig service)
    {
        var name = $"{service.Name} back";
        return new(name, async ct => await ReturnAsync(name, service, context.Record(service).Previous!, 0, ct).ConfigureAwait(false));
    }

    /// <summary>Keeps the revision that the record names as serving, for a service without a command that tells.</summary>
    public void KeepPrevious(ServiceConfig service) =>
        context.Change(service, r => r with { Previous = _served.BeforeNext(service.Name, null) });

    private async Task<string?> PreviousAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        var serving = await ServingAsync(service, cancellationToken).ConfigureAwait(false);
        if (!rollout.IsRollback)
        {
            var previous = _served.BeforeNext(service.Name, serving);
            context.Change(service, r => r with { Previous = previous });
            return previous is null ? "nothing serves yet"
                : previous == serving ? $"{previous} serves"
                : $"{serving} serves, left by a deploy that did not end; {previous} served before it";
        }
        var target = _served.Target(service.Name, serving) ?? throw NoPrevious(service, serving);
        var version = _served.Version(service.Name, target);
        context.Change(service, r => r with { Previous = serving, Revision = target, Version = version });
        return $"back to {target}";
    }

    private Task<string?> ServingAsync(ServiceConfig service, CancellationToken cancellationToken) =>
        runner.AskAsync($"{service.Name} previous", service, service.Previous, null, cancellationToken);

    private ProblemException NoPrevious(ServiceConfig service, string? serving)
    {
        var environment = rollout.Environment;
        var history = Call.Strata("deploy history").With("env", environment);
        var older = Call.Strata("deploy").With("env", environment).With(service.Name).With("tag", "TAG");
        return PipelineProblems.NoPrevious.Error(
            service.Where,
            $"no recorded deploy tells which revision served before {serving ?? service.Name}",
            "nothing was changed",
            $"read the record: {history}; or deploy an older tag: {older}"
        );
    }

    private async Task<string?> DeployAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        var (name, tag) = (service.Name, rollout.Tag);
        context.Change(service, r => r with { State = ServiceState.Begun, Revision = tag, Version = tag });
        await context.Journal.SaveAsync(cancellationToken).ConfigureAwait(false);
        await runner.RunAsync($"{name} deploy", service, service.Deploy!, tag, null, cancellationToken).ConfigureAwait(false);
        var revision =
            await runner.AskAsync($"{name} revision", service, service.Revision, null, cancellationToken).ConfigureAwait(false) ?? tag;
        var version =
            await runner.AskAsync($"{name} version", service, service.Version, revision, cancellationToken).ConfigureAwait(false) ?? tag;
        context.Change(
            service,
            r =>
                r with
                {
                    State = ServiceState.Deployed,
                    Revision = revision,
                    Version = version,
                    // Deployed once more: the revision before it is the one that served before it the first time.
                    Previous = r.Previous == revision ? _served.Before(name, revision) ?? r.Previous : r.Previous,
                }
        );
        return revision;
    }

    private async Task<string?> HealthAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        var answer = await runner
            .CheckAsync($"{service.Name} health", service, service.Health!, context.Record(service).Revision!, cancellationToken)
            .ConfigureAwait(false);
        context.Change(service, r => r with { State = ServiceState.Healthy });
        return answer;
    }

    private async Task<string?> TrafficAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        var percent = rollout.Kind == DeployKind.Canary ? rollout.Percent : Rollout.Everything;
        var revision = context.Record(service).Revision;
        await runner
            .RunAsync($"{service.Name} traffic", service, service.Traffic!, revision, percent, cancellationToken)
            .ConfigureAwait(false);
        context.Change(service, r => r with { Percent = percent });
        return $"{percent} % to {revision}";
    }

    private async Task<string?> RollbackAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        context.Change(service, r => r with { State = ServiceState.Begun });
        await context.Journal.SaveAsync(cancellationToken).ConfigureAwait(false);
        var to = context.Record(service).Revision!;
        return await ReturnAsync($"{service.Name} rollback", service, to, Rollout.Everything, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a revision serve again.</summary>
    /// <exception cref="ProblemException">Another one serves then (ST6052, exit 8).</exception>
    private async Task<string> ReturnAsync(string step, ServiceConfig service, string to, int percent, CancellationToken cancellationToken)
    {
        await runner
            .RunAsync(step, service, service.Rollback ?? service.Traffic!, to, Rollout.Everything, cancellationToken)
            .ConfigureAwait(false);
        var serves = service.Previous is null ? to : await ServingAsync(service, cancellationToken).ConfigureAwait(false);
        context.Change(service, r => r with { Serves = serves, Percent = percent });
        return serves == to
            ? $"{to} serves"
            : throw PipelineProblems.NotRolledBack.Error(
                service.Where,
                $"{service.Name} was rolled back to {to}, and {serves ?? "nothing"} serves",
                "",
                $"read its output, also in {context.Log.Path}"
            );
    }
}
