using System.Collections.Immutable;
using Strata.Cli.Commands;
using Strata.Cli.Data;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy;

namespace Strata.Cli.Deploying;

/// <summary>What a deploy does to the database, and what it finds out about it.</summary>
/// <param name="app">The program.</param>
/// <param name="project">Whose environment it is.</param>
/// <param name="flags">What was asked for.</param>
/// <param name="source">Where a copy or content comes from; null where neither is asked for.</param>
internal sealed class DatabaseWork(App app, Project project, DeployFlags flags, Project? source)
{
    private readonly Acknowledgement _hazards = new(project, flags.Allowed);
    private readonly HashSet<string> _applied = new(StringComparer.Ordinal);
    private MigrationFolder? _folder;
    private TargetState _state = TargetState.Empty;
    private bool _changed;

    public string Target { get; private set; } = "";

    public ImmutableArray<PendingMigration> Pending { get; private set; } = [];

    public string? Head => _folder is null ? null : HistoryCheck.Head(_folder.Migrations, _state)?.Tag;

    /// <summary>This run changed it.</summary>
    public bool Changed => _applied.Count > 0 || _changed;

    /// <summary>Looks at folder and database, and changes neither.</summary>
    /// <exception cref="ProblemException">The folder is not whole (exit 3), the database is another's (9) or cannot be reached
    /// (11).</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        _folder =
            flags.Action == DatabaseAction.Migrate
                ? await project.WholeFolderAsync(cancellationToken).ConfigureAwait(false)
                : await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        // Going back is what helps in an emergency: a folder that is not whole does not stop it.
        if (flags.Kind != DeployKind.Rollback)
            _folder?.ThrowIfBroken();
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        Target = target.Name;
        var options = project.RunOptions() with { OutOfOrder = project.OutOfOrder };
        _state = TargetState.Empty;
        if (await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            await ReadAsync(target, cancellationToken).ConfigureAwait(false);
        if (flags.Action == DatabaseAction.Migrate || _state.Stamp is { Mode: StampMode.Migrate })
            StampCheck.Require(_state.Stamp, options.Environment, StampMode.Migrate, Target);
        if (_folder is not { Problems.IsEmpty: true } || _state.Stamp is { Mode: StampMode.Push })
            return;
        Pending = HistoryCheck.Compare(
            _folder.Migrations,
            _state,
            Target,
            to: null,
            flags.Action == DatabaseAction.Migrate ? options.OutOfOrder : OutOfOrder.Apply
        );
    }

    /// <exception cref="ProblemException">The database is protected, and a hazard of what would run is not acknowledged (ST1113, exit
    /// 10).</exception>
    public void RequireAcknowledged()
    {
        if (flags.Action == DatabaseAction.Migrate)
            _hazards.Require(Pending);
    }

    private async Task ReadAsync(IMigrationTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            _state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == Problem.MissingDatabase && flags.Action != DatabaseAction.None)
        {
            // It is made by the run, which asks first.
            _state = TargetState.Empty;
        }
    }

    public DeployPlan Plan(DeployRequest request, string? commit) =>
        new(request.Environment, flags.Action.ToString().ToLowerInvariant(), Target)
        {
            Identity = _state.Stamp?.Identity,
            Head = Head,
            Commit = commit,
            Pending = flags.Action == DatabaseAction.Migrate ? [.. Pending.Select(p => p.Migration)] : [],
            Services = request,
        };

    public IReadOnlyList<DeployStep> Before(DeployLog log, DeployJournal journal)
    {
        List<DeployStep> steps = [];
        // A wipe makes its own.
        if (
            project.Environment!.Backup
            && flags.Action != DatabaseAction.Wipe
            && (flags.Sync || flags.Action == DatabaseAction.Update || (flags.Action == DatabaseAction.Migrate && Pending.Length > 0))
        )
            steps.Add(new("backup", BackUpAsync));
        if (flags.Action == DatabaseAction.Migrate)
            steps.Add(new("migrate", ct => MigrateAsync(log, journal, ct)));
        if (flags.Action == DatabaseAction.Update)
            steps.Add(new("push", PushAsync));
        if (flags.Action == DatabaseAction.Wipe)
            steps.Add(new("wipe", ct => WipeAsync(journal, ct)));
        if (flags.Sync)
            steps.Add(new("content", SyncAsync));
        return steps;
    }

    /// <summary>What of a wipe or a content sync can be found out before anything is changed.</summary>
    /// <exception cref="ProblemException">Exit 2, 9, 10, 11: nothing was changed.</exception>
    public async Task RequireCopyAsync(CancellationToken cancellationToken)
    {
        if (flags.Action == DatabaseAction.Wipe)
            await new Wipe(app, project).RequireAsync(source!, flags.ConfirmedName, Command, cancellationToken).ConfigureAwait(false);
        if (flags.Sync)
            await new ContentStep(app, project)
                .RequireAsync(source!, flags.ConfirmedName, Command, cancellationToken)
                .ConfigureAwait(false);
    }

    /// <summary>What would be done besides migrations, for a dry run.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        if (flags.Action == DatabaseAction.Wipe)
            project.Report.Event(
                "step",
                new() { ["step"] = "wipe", ["from"] = source!.Environment!.Name },
                $"  wipe: the database would be replaced by a copy of {source.Environment.Name}"
            );
        if (flags.Sync)
            await new ContentStep(app, project).RunAsync(source!, dryRun: true, null, Command, cancellationToken).ConfigureAwait(false);
    }

    private string Command =>
        $"strata deploy --env {project.Environment!.Name} {(flags.Action == DatabaseAction.Wipe ? "--db-wipe" : "--sync-content")}"
        + $" --from {source!.Environment!.Name}";

    private async Task<string?> BackUpAsync(CancellationToken cancellationToken)
    {
        // Nothing is there to lose yet.
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false) || !_state.Exists)
            return "nothing to back up yet";
        var verify = project.Policy == Policy.Protected;
        var (folder, manifest) = await new EnvironmentBackups(app, project)
            .MakeAsync(null, Math.Clamp(Environment.ProcessorCount, 1, 4), verify, cancellationToken)
            .ConfigureAwait(false);
        return $"{project.Shown(folder)}, {DataText.Count(manifest.Rows, "row")}{(verify ? ", restored and compared" : "")}";
    }

    private async Task<string?> WipeAsync(DeployJournal journal, CancellationToken cancellationToken)
    {
        var result = await new Wipe(app, project).RunAsync(source!, flags.ConfirmedName, Command, cancellationToken).ConfigureAwait(false);
        _changed = true;
        await journal.CarryOverAsync(cancellationToken).ConfigureAwait(false);
        return $"a copy of {source!.Environment!.Name}, {DataText.Count(result.Rows, "row")}; back with: strata "
            + $"undo-wipe --env {project.Environment!.Name}";
    }

    private async Task<string?> SyncAsync(CancellationToken cancellationToken)
    {
        var counts = await new ContentStep(app, project)
            .RunAsync(source!, dryRun: false, flags.ConfirmedName, Command, cancellationToken)
            .ConfigureAwait(false);
        var rows = counts.Sum(c => c.Inserts + c.Updates + c.Deletes);
        _changed |= rows > 0;
        return rows == 0 ? "the same already" : $"{DataText.Count(rows, "row")} changed, as {source!.Environment!.Name} has them";
    }

    public IReadOnlyList<DeployStep> After(DeployJournal journal) =>
        flags.Kind == DeployKind.Rollback
        || (_state.Stamp is { Mode: StampMode.Push } && flags.Action != DatabaseAction.Wipe)
        || flags.Action == DatabaseAction.Update
        || (Head is null && flags.Action is not (DatabaseAction.Migrate or DatabaseAction.Wipe))
            ? []
            : [new("verify", ct => VerifyAsync(journal, ct))];

    private async Task<string?> MigrateAsync(DeployLog log, DeployJournal journal, CancellationToken cancellationToken)
    {
        var (result, _) = await new MigrationWork(app, project, _hazards) { Heard = e => Heard(e, log) }
            .RunAsync(_folder!, project.RunOptions() with { OutOfOrder = project.OutOfOrder }, cancellationToken)
            .ConfigureAwait(false);
        journal.Change(journal.Detail with { Head = result.Head });
        return result.Tags.Count == 0
            ? $"up to date{(result.Head is { } head ? $" at {head}" : "")}"
            : $"{result.Tags.Count} applied; at {result.Head}";
    }

    private void Heard(RunEvent e, DeployLog log)
    {
        if (e is MigrationApplied a)
            _applied.Add(a.Tag);
        log.Write($"migrate | {e}");
    }

    private async Task<string?> PushAsync(CancellationToken cancellationToken)
    {
        var count = await new PushCommand(app, project).UpdateAsync(cancellationToken).ConfigureAwait(false);
        _changed = count > 0;
        return $"{count} statements";
    }

    private async Task<string?> VerifyAsync(DeployJournal journal, CancellationToken cancellationToken)
    {
        await OldestVersionAsync(cancellationToken).ConfigureAwait(false);
        if (Head is null || _state.Stamp is { Mode: StampMode.Push })
            return "no migration is applied, so nothing says what it should be";
        var (live, wanted, head, target) = await new Drift(project).LookAsync(cancellationToken).ConfigureAwait(false);
        journal.Change(journal.Detail with { Head = head });
        var differences = await project.DifferencesAsync(live, wanted, cancellationToken).ConfigureAwait(false);
        return differences.Count == 0
            ? $"no drift at {head}"
            : throw new ProblemException(
                ProblemKind.Differences,
                new(
                    "ST6070",
                    target,
                    $"the database is not what its migrations lead to: {string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? $" and {differences.Count - 5} more" : "")}",
                    "see the summary",
                    $"see what differs: strata drift --env {project.Environment!.Name}"
                )
            );
    }

    /// <summary>The oldest version of the application that can run on the database as it is now.</summary>
    public async Task<AppVersion?> OldestVersionAsync(CancellationToken cancellationToken)
    {
        if (_folder is null)
            return null;
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
            return null;
        await ReadAsync(target, cancellationToken).ConfigureAwait(false);
        var applied = _state
            .Current.Where(r => r.State is HistoryState.Applied || r.StatementsDone > 0)
            .Select(r => r.Tag)
            .ToHashSet(StringComparer.Ordinal);
        return _folder.Migrations.Where(m => applied.Contains(m.Tag)).Select(m => m.Script.MinApp).Max();
    }
}
