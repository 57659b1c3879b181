using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;
using Strata.Project.Configuration;

namespace Strata.Deploy.Pipelines;

/// <summary>Compares the versions of services with the oldest one that can run on the database.</summary>
/// <param name="rollout">The work on the services.</param>
/// <param name="runner">Runs their commands.</param>
/// <param name="database">Tells the oldest version.</param>
/// <param name="context">The surroundings.</param>
internal sealed class VersionSteps(Rollout rollout, ServiceRunner runner, DatabaseStage database, DeployContext context)
{
    /// <summary>The step that refuses to roll back to a version that cannot run on the database.</summary>
    /// <exception cref="ProblemException">One cannot, or is not known to (ST6051, exit 9).</exception>
    public async Task<string?> RequireAsync(CancellationToken cancellationToken)
    {
        var oldest = await database.OldestVersion(cancellationToken).ConfigureAwait(false);
        foreach (var service in rollout.Services)
        {
            var revision = context.Record(service).Revision!;
            var version = await VersionAsync(service, revision, cancellationToken).ConfigureAwait(false);
            context.Change(service, r => r with { Version = version });
            if (oldest is not null)
                Require(service, revision, version, oldest);
        }
        return oldest is null ? "no migration states an oldest version" : $"the database needs {oldest} or newer";
    }

    private void Require(ServiceConfig service, string revision, string? version, AppVersion oldest)
    {
        var reason = version is null ? "it was not recorded" : $"\"{version}\" is not a version";
        if (AppVersion.Parse(version) is not { } known)
            throw PipelineProblems.OldVersion.Error(
                service.Where,
                $"the version of {service.Name} {revision} is not known, and the database needs {oldest} or newer: {reason}",
                "nothing was changed",
                $"let \"version\" of \"{service.Name}\" in strata.json print it"
            );
        if (known < oldest)
            throw PipelineProblems.OldVersion.Error(
                service.Where,
                $"{service.Name} {known} cannot run on the database, which needs {oldest} or newer",
                "nothing was changed",
                $"go forward with a fix; or first roll the migrations back: {Call.Strata("rollback").With("env", rollout.Environment)}"
            );
    }

    private async Task<string?> VersionAsync(ServiceConfig service, string revision, CancellationToken cancellationToken) =>
        await runner.AskAsync($"{service.Name} version", service, service.Version, revision, cancellationToken).ConfigureAwait(false)
        ?? new ServedRevisions(context.Journal.Before).Version(service.Name, revision)
        ?? (AppVersion.Parse(revision) is null ? null : revision);

    /// <summary>Reports whether the version of a service that was rolled back can run on the database, which stays as it is.</summary>
    public async Task NoteAsync(ServiceConfig service, string revision, CancellationToken cancellationToken)
    {
        try
        {
            if (await database.OldestVersion(cancellationToken).ConfigureAwait(false) is { } oldest)
            {
                var version = await VersionAsync(service, revision, cancellationToken).ConfigureAwait(false);
                context.Note(Comparison(service, revision, AppVersion.Parse(version), oldest));
            }
            else if (database.HasChanged())
                context.Note(
                    $"the database stays migrated; no migration states an oldest version of the application (-- "
                        + $"strata:min-app), so {service.Name} {revision} is not known to be too old"
                );
        }
        catch (ProblemException e)
        {
            context.Note($"{service.Name} {revision} could not be compared with the database: {context.Log.Clean(e.Problem.What)}");
        }
    }

    private static string Comparison(ServiceConfig service, string revision, AppVersion? version, AppVersion oldest) =>
        version is null ? $"the version of {service.Name} {revision} is not known, and the database needs {oldest} or newer"
        : version < oldest
            ? $"{service.Name} {version} CANNOT run on the database as it is now, which needs {oldest} or newer: deploy "
                + $"a fix, or roll the migrations back"
        : $"{service.Name} {version} can run on the database as it is now, which needs {oldest} or newer";
}
