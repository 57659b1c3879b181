using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Deploy;

/// <summary>What somebody asked for.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Kind">What is done with the services.</param>
/// <param name="Tag">Names what is deployed.</param>
/// <param name="Services">Those chosen, each after what it needs.</param>
public sealed record DeployRequest(string Environment, DeployKind Kind, string Tag, IReadOnlyList<ServiceConfig> Services)
{
    /// <summary>How much a canary gets.</summary>
    public int Percent { get; init; } = 100;

    /// <summary>The commands that this request may run, for a look at them before.</summary>
    public static IEnumerable<ServiceCommand> Commands(ServiceConfig service, DeployKind kind) =>
        (
            kind == DeployKind.Rollback
                ? [service.Previous, service.Rollback ?? service.Traffic, service.Version]
                : new[]
                {
                    service.Previous,
                    service.Build,
                    service.Deploy,
                    service.Revision,
                    service.Version,
                    kind == DeployKind.NoTraffic ? null : service.Traffic,
                    service.Rollback,
                }
        ).OfType<ServiceCommand>();
}

/// <summary>What came of a deploy.</summary>
/// <param name="Problem">What stopped it; null where nothing did.</param>
public sealed record DeployOutcome(ProblemException? Problem);

/// <summary>
/// The pipeline: what the database needs, then build, deploy, look, and only then send requests; at the end the database is looked at once
/// more. The first step that fails
/// stops the rest, and services whose deploy was begun go back to the revisions that served before.
/// </summary>
public sealed class Deployment(
    DeployRequest request,
    ServiceRunner runner,
    DeployJournal journal,
    DeployLog log,
    IDeployReport report,
    TimeProvider time
)
{
    private readonly Pipeline _pipeline = new(journal, log, report, time);

    /// <summary>What is done to the database, before the services.</summary>
    public IReadOnlyList<DeployStep> Database { get; init; } = [];

    /// <summary>What is looked at in the end.</summary>
    public IReadOnlyList<DeployStep> After { get; init; } = [];

    /// <summary>Whether a step of this run has changed the database.</summary>
    public Func<bool> ChangedDatabase { get; init; } = () => false;

    /// <summary>The oldest version of the application that can run on the database as it is now.</summary>
    public Func<CancellationToken, Task<AppVersion?>> OldestVersion { get; init; } = _ => Task.FromResult<AppVersion?>(null);

    public async Task<DeployOutcome> RunAsync(CancellationToken cancellationToken)
    {
        ServedRevisions served = new(journal.Before);
        List<DeployStep> steps =
        [
            .. request
                .Services.Where(s => s.Previous is not null || request.Kind == DeployKind.Rollback)
                .Select(s => new DeployStep($"{s.Name} previous", ct => PreviousAsync(s, served, ct))),
        ];
        if (request.Kind == DeployKind.Rollback)
        {
            if (request.Services.Count > 0)
                steps.Add(new("versions", VersionsAsync));
            steps.AddRange(
                request.Services.Select(s => new DeployStep($"{s.Name} rollback", ct => GoBackAsync($"{s.Name} rollback", s, ct)))
            );
            steps.AddRange(
                request.Services.Where(s => s.Health is not null).Select(s => new DeployStep($"{s.Name} health", ct => HealthAsync(s, ct)))
            );
        }
        else
        {
            foreach (var service in request.Services.Where(s => s.Previous is null))
                Change(service, r => r with { Previous = served.BeforeNext(service.Name, null) });
            steps.AddRange(Database);
            steps.AddRange(
                request
                    .Services.Where(s => s.Build is not null)
                    .Select(s => new DeployStep(
                        $"{s.Name} build",
                        ct => runner.RunAsync($"{s.Name} build", s, s.Build!, request.Tag, null, ct)
                    ))
            );
            steps.AddRange(request.Services.Select(s => new DeployStep($"{s.Name} deploy", ct => DeployAsync(s, served, ct))));
            steps.AddRange(
                request.Services.Where(s => s.Health is not null).Select(s => new DeployStep($"{s.Name} health", ct => HealthAsync(s, ct)))
            );
            if (request.Kind != DeployKind.NoTraffic)
                steps.AddRange(
                    request
                        .Services.Where(s => s.Traffic is not null)
                        .Select(s => new DeployStep($"{s.Name} traffic", ct => TrafficAsync(s, ct)))
                );
        }
        steps.AddRange(After);
        await _pipeline.RunAsync(steps, cancellationToken).ConfigureAwait(false);
        // What is looked at in the end takes nothing back: the services are where they were to be.
        if (_pipeline.Failure is null || After.Any(a => a.Name == _pipeline.FailedStep))
            Settle();
        else if (request.Kind != DeployKind.Rollback && _pipeline.Failure is ProblemException)
            await AllBackAsync(cancellationToken).ConfigureAwait(false);
        return await EndAsync().ConfigureAwait(false);
    }

    private ServiceRecord Record(ServiceConfig service) => journal.Detail.Service(service.Name)!;

    private void Change(ServiceConfig service, Func<ServiceRecord, ServiceRecord> change) =>
        journal.Change(journal.Detail.With(change(Record(service))));

    private async Task<string?> PreviousAsync(ServiceConfig service, ServedRevisions served, CancellationToken cancellationToken)
    {
        var serving = await runner
            .AskAsync($"{service.Name} previous", service, service.Previous, null, cancellationToken)
            .ConfigureAwait(false);
        if (request.Kind != DeployKind.Rollback)
        {
            var previous = served.BeforeNext(service.Name, serving);
            Change(service, r => r with { Previous = previous });
            return previous is null ? "nothing serves yet"
                : previous == serving ? $"{previous} serves"
                : $"{serving} serves, left by a deploy that did not come to its end; {previous} served before it";
        }
        var target =
            served.Target(service.Name, serving)
            ?? throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST6050",
                    service.Where,
                    $"no recorded deploy says what served before {serving ?? service.Name}",
                    "nothing was changed",
                    $"see what is recorded: strata deploy history --env {request.Environment}; or deploy an older tag: strata "
                        + $"deploy --env {request.Environment} --{service.Name} --tag TAG"
                )
            );
        Change(service, r => r with { Previous = serving, Revision = target, Version = served.Version(service.Name, target) });
        return $"back to {target}";
    }

    /// <summary>Refuses to go back to a version that cannot run on the database.</summary>
    private async Task<string?> VersionsAsync(CancellationToken cancellationToken)
    {
        var oldest = await OldestVersion(cancellationToken).ConfigureAwait(false);
        foreach (var service in request.Services)
        {
            var version = await VersionAsync(service, Record(service).Revision!, cancellationToken).ConfigureAwait(false);
            Change(service, r => r with { Version = version });
            if (oldest is null)
                continue;
            var (what, fix) =
                AppVersion.Parse(version) is not { } known
                    ? (
                        $"nobody knows whether {service.Name} {Record(service).Revision} can run on the database, which needs {oldest}"
                            + $" or newer: {(version is null ? "its version was not recorded" : $"\"{version}\" is no version")}",
                        $"let \"version\" of \"{service.Name}\" in strata.json print it"
                    )
                : known < oldest
                    ? (
                        $"{service.Name} {known} cannot run on the database, which needs {oldest} or newer",
                        $"go forward with a fix; or first take the migrations back: strata rollback --env {request.Environment}"
                    )
                : ("", "");
            if (what.Length > 0)
                throw new ProblemException(ProblemKind.Refused, new("ST6051", service.Where, what, "nothing was changed", fix));
        }
        return oldest is null ? "no migration states an oldest version" : $"the database needs {oldest} or newer";
    }

    private async Task<string?> VersionAsync(ServiceConfig service, string revision, CancellationToken cancellationToken) =>
        await runner.AskAsync($"{service.Name} version", service, service.Version, revision, cancellationToken).ConfigureAwait(false)
        ?? new ServedRevisions(journal.Before).Version(service.Name, revision)
        ?? (AppVersion.Parse(revision) is null ? null : revision);

    private async Task<string?> DeployAsync(ServiceConfig service, ServedRevisions served, CancellationToken cancellationToken)
    {
        Change(service, r => r with { State = ServiceState.Begun, Revision = request.Tag, Version = request.Tag });
        await journal.SaveAsync(journal.Detail, cancellationToken).ConfigureAwait(false);
        await runner
            .RunAsync($"{service.Name} deploy", service, service.Deploy!, request.Tag, null, cancellationToken)
            .ConfigureAwait(false);
        var revision =
            await runner.AskAsync($"{service.Name} revision", service, service.Revision, null, cancellationToken).ConfigureAwait(false)
            ?? request.Tag;
        var version =
            await runner.AskAsync($"{service.Name} version", service, service.Version, revision, cancellationToken).ConfigureAwait(false)
            ?? request.Tag;
        // The same again: what served before it is what served before it the first time.
        Change(
            service,
            r =>
                r with
                {
                    State = ServiceState.Deployed,
                    Revision = revision,
                    Version = version,
                    Previous = r.Previous == revision ? served.Before(service.Name, revision) ?? r.Previous : r.Previous,
                }
        );
        return revision;
    }

    private async Task<string?> HealthAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        var answer = await runner
            .CheckAsync($"{service.Name} health", service, service.Health!, Record(service).Revision!, cancellationToken)
            .ConfigureAwait(false);
        Change(service, r => r with { State = ServiceState.Healthy });
        return answer;
    }

    private async Task<string?> TrafficAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        var percent = request.Kind == DeployKind.Canary ? request.Percent : 100;
        await runner
            .RunAsync($"{service.Name} traffic", service, service.Traffic!, Record(service).Revision, percent, cancellationToken)
            .ConfigureAwait(false);
        Change(service, r => r with { Percent = percent });
        return $"{percent} % to {Record(service).Revision}";
    }

    private async Task<string?> GoBackAsync(string step, ServiceConfig service, CancellationToken cancellationToken)
    {
        var to = request.Kind == DeployKind.Rollback ? Record(service).Revision! : Record(service).Previous!;
        if (request.Kind == DeployKind.Rollback)
        {
            Change(service, r => r with { State = ServiceState.Begun });
            await journal.SaveAsync(journal.Detail, cancellationToken).ConfigureAwait(false);
        }
        await runner.RunAsync(step, service, service.Rollback ?? service.Traffic!, to, 100, cancellationToken).ConfigureAwait(false);
        var serves = service.Previous is null
            ? to
            : await runner.AskAsync($"{service.Name} previous", service, service.Previous, null, cancellationToken).ConfigureAwait(false);
        Change(service, r => r with { Serves = serves, Percent = request.Kind == DeployKind.Rollback ? 100 : 0 });
        return serves == to
            ? $"{to} serves"
            : throw new ProblemException(
                ProblemKind.FailedPartial,
                new(
                    "ST6052",
                    service.Where,
                    $"{service.Name} was to go back to {to}, and {serves ?? "nothing"} serves",
                    "see the summary",
                    $"see what it said, also in {log.Path}"
                )
            );
    }

    /// <summary>What serves where everything went well.</summary>
    private void Settle()
    {
        foreach (var service in request.Services)
        {
            var record = Record(service);
            var all = request.Kind is DeployKind.Full or DeployKind.Rollback;
            Change(
                service,
                r =>
                    r with
                    {
                        State = ServiceState.Done,
                        Serves = r.Serves ?? (all ? record.Revision : record.Previous),
                        Percent = r.Percent ?? (all ? 100 : 0),
                    }
            );
        }
    }

    private async Task AllBackAsync(CancellationToken cancellationToken)
    {
        foreach (var service in request.Services.Reverse().Where(s => Record(s).State != ServiceState.Untouched))
        {
            var (record, done) = (Record(service), false);
            if (record.Previous is null)
                report.Note($"{service.Name}: nothing is known that served before, so there is nothing to go back to");
            else if (service.Rollback is null && service.Traffic is null)
                report.Note(
                    $"{service.Name} has neither \"rollback\" nor \"traffic\" in strata.json, so it stays as it is; {record.Previous}"
                        + $" served before"
                );
            else
                done = await _pipeline
                    .MakeUpAsync(new($"{service.Name} back", ct => GoBackAsync($"{service.Name} back", service, ct)), cancellationToken)
                    .ConfigureAwait(false);
            Change(service, r => r with { State = done ? ServiceState.Back : ServiceState.Failed });
            if (done)
                await NoteVersionAsync(service, record.Previous!, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The database stays as it is: whether what serves again can run on it is said.</summary>
    private async Task NoteVersionAsync(ServiceConfig service, string revision, CancellationToken cancellationToken)
    {
        try
        {
            if (await OldestVersion(cancellationToken).ConfigureAwait(false) is not { } oldest)
            {
                if (ChangedDatabase())
                    report.Note(
                        $"the database stays migrated; no migration states an oldest version of the application (-- "
                            + $"strata:min-app), so nothing speaks against {service.Name} {revision} running on it"
                    );
                return;
            }
            var version = AppVersion.Parse(await VersionAsync(service, revision, cancellationToken).ConfigureAwait(false));
            report.Note(
                version is null
                    ? $"nobody knows whether {service.Name} {revision} can run on the database, which needs {oldest} or newer: "
                        + $"its version is not known"
                : version < oldest
                    ? $"{service.Name} {version} CANNOT run on the database as it is now, which needs {oldest} or newer: deploy "
                        + $"a fix, or take the migrations back: strata rollback --env {request.Environment}"
                : $"{service.Name} {version} can run on the database as it is now, which needs {oldest} or newer"
            );
        }
        catch (ProblemException e)
        {
            report.Note($"whether {service.Name} {revision} can run on the database could not be found out: {log.Clean(e.Problem.What)}");
        }
    }

    private async Task<DeployOutcome> EndAsync()
    {
        var problem = _pipeline.Failure switch
        {
            null => null,
            ProblemException p => Failed(p),
            _ when journal.Lost is { } lost => new ProblemException(lost.Kind, lost.Problem with { State = State() }, lost),
            var e => new ProblemException(
                ProblemKind.Interrupted,
                new(
                    "ST6060",
                    $"{_pipeline.FailedStep}",
                    "the deploy was interrupted",
                    State(),
                    $"to go on, run the same command again{(journal.Detail.Services.Any(s => s.State != ServiceState.Untouched) ? $"; to go back: strata deploy --env {request.Environment} --all --rollback" : "")}"
                ),
                e
            ),
        };
        try
        {
            await journal
                .EndAsync(
                    problem?.Kind,
                    journal.Detail with
                    {
                        Problem = problem is null ? null : $"{problem.Problem.Code}: {log.Clean(problem.Problem.What)}",
                    }
                )
                .ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            // What stopped the deploy matters more than that its end could not be written down.
            problem ??= Failed(e);
        }
        return new(problem);
    }

    private ProblemException Failed(ProblemException e)
    {
        var exit =
            e.Kind == ProblemKind.FailedUnchanged
            && (ChangedDatabase() || journal.Detail.Services.Any(s => s.State is ServiceState.Failed or ServiceState.Begun))
                ? ProblemKind.FailedPartial
                : e.Kind;
        return new(
            exit,
            e.Problem with
            {
                What = log.Clean(e.Problem.What),
                State = e.Problem.State is "see the summary" ? State() : e.Problem.State,
            },
            e
        );
    }

    private string State()
    {
        var services = journal
            .Detail.Services.Where(s => s.State != ServiceState.Untouched)
            .Select(s =>
                s.State switch
                {
                    ServiceState.Back => $"{s.Name} went back to {s.Serves}",
                    ServiceState.Begun => $"the deploy of {s.Name} was begun, {s.Previous ?? "nothing"} served before",
                    _ => $"{s.Name} {s.Revision} is deployed, {s.Previous ?? "nothing"} served before",
                }
            );
        return string.Join(
            "; ",
            services.Prepend(
                ChangedDatabase()
                    ? $"the database is changed{(journal.Detail.Head is { } head ? $" and at {head}" : "")}"
                    : "the database is as it was"
            )
        );
    }
}
