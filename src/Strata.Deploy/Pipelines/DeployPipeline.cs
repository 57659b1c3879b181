using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Deploy.Services;
using Strata.Project.Configuration;

namespace Strata.Deploy.Pipelines;

/// <summary>
/// A deploy: the work on the database, then build, deploy, check health, and only then send requests; at the end the database is verified.
/// The first step that fails stops the rest, and services whose deploy was begun are rolled back to the revisions that served before.
/// </summary>
internal sealed class DeployPipeline
{
    private readonly Rollout _rollout;
    private readonly DatabaseStage _database;
    private readonly DeployContext _context;
    private readonly Pipeline _pipeline;
    private readonly ServiceSteps _services;
    private readonly VersionSteps _versions;

    /// <param name="rollout">The work on the services.</param>
    /// <param name="runner">Runs their commands.</param>
    /// <param name="database">The work on the database.</param>
    /// <param name="context">The surroundings.</param>
    public DeployPipeline(Rollout rollout, ServiceRunner runner, DatabaseStage database, DeployContext context)
    {
        (_rollout, _database, _context) = (rollout, database, context);
        _pipeline = new(context);
        _services = new(rollout, runner, context);
        _versions = new(rollout, runner, database, context);
    }

    /// <summary>Runs it, and writes its end into the record.</summary>
    /// <returns>The problem that stopped it; null where none did.</returns>
    public async Task<ProblemException?> RunAsync(CancellationToken cancellationToken)
    {
        if (!_rollout.IsRollback)
            foreach (var service in _rollout.Services.Where(s => s.Previous is null))
                _services.KeepPrevious(service);
        IReadOnlyList<DeployStep> steps = [.. _rollout.IsRollback ? RollbackSteps() : Steps(), .. _database.After];
        await _pipeline.RunAsync(steps, cancellationToken).ConfigureAwait(false);
        // A failure of the steps at the end rolls nothing back: the services are where they should be.
        if (_pipeline.Failure is null || _database.After.Any(a => a.Name == _pipeline.FailedStep))
            Finish();
        else if (!_rollout.IsRollback && _pipeline.Failure is ProblemException)
            await BackAsync(cancellationToken).ConfigureAwait(false);
        return await new DeployEnding(_rollout, _database, _context).EndAsync(_pipeline).ConfigureAwait(false);
    }

    private IEnumerable<DeployStep> RollbackSteps()
    {
        var services = _rollout.Services;
        return
        [
            .. services.Select(_services.Previous),
            .. services.Count > 0 ? [new DeployStep("versions", _versions.RequireAsync)] : (DeployStep[])[],
            .. services.Select(_services.Rollback),
            .. services.Where(s => s.Health is not null).Select(_services.Health),
        ];
    }

    private IEnumerable<DeployStep> Steps()
    {
        var services = _rollout.Services;
        var shared = _rollout.Kind == DeployKind.NoTraffic ? [] : services.Where(s => s.Traffic is not null);
        return
        [
            .. services.Where(s => s.Previous is not null).Select(_services.Previous),
            .. _database.Before,
            .. services.Where(s => s.Build is not null).Select(_services.Build),
            .. services.Select(_services.Deploy),
            .. services.Where(s => s.Health is not null).Select(_services.Health),
            .. shared.Select(_services.Traffic),
        ];
    }

    /// <summary>Keeps the revisions that serve after a success.</summary>
    private void Finish()
    {
        var isWhole = _rollout.Kind is DeployKind.Full or DeployKind.Rollback;
        foreach (var service in _rollout.Services)
            _context.Change(
                service,
                r =>
                    r with
                    {
                        State = ServiceState.Done,
                        Serves = r.Serves ?? (isWhole ? r.Revision : r.Previous),
                        Percent = r.Percent ?? (isWhole ? Rollout.Everything : 0),
                    }
            );
    }

    private async Task BackAsync(CancellationToken cancellationToken)
    {
        foreach (var service in _rollout.Services.Reverse().Where(s => _context.Record(s).State != ServiceState.Untouched))
        {
            var previous = _context.Record(service).Previous;
            var isBack =
                CanGoBack(service, previous)
                && await _pipeline.MakeUpAsync(_services.Back(service), cancellationToken).ConfigureAwait(false);
            _context.Change(service, r => r with { State = isBack ? ServiceState.Back : ServiceState.Failed });
            if (isBack)
                await _versions.NoteAsync(service, previous!, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool CanGoBack(ServiceConfig service, string? previous)
    {
        if (previous is null)
            _context.Note($"{service.Name}: no revision is known that served before, so it is not rolled back");
        else if (service.Rollback is null && service.Traffic is null)
            _context.Note(
                $"{service.Name} has neither \"rollback\" nor \"traffic\" in strata.json, so it stays as it is; {previous} served before"
            );
        else
            return true;
        return false;
    }
}
