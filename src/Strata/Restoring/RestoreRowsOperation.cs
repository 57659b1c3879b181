using Strata.Backups;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Transfer;
using Strata.Data;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata.Restoring;

/// <summary>
/// Puts the rows of a backup into the empty tables of an environment's database, whose schema and history stay: the last step after dump,
/// reset and migrate.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class RestoreRowsOperation(Workspace workspace, RestoreRequest request)
{
    private readonly BackupFolder _backup = new(request.Folder);
    private readonly ReplaceConsent _consent = new(workspace, Allowance.Restore);

    private string Name => workspace.Environment.Name;

    private Remedy Again => $"{Call.Strata("restore").Argument(request.Folder).With("data-only").With("env", Name)}";

    /// <exception cref="ProblemException">The environment forbids it, or the rows do not fit (exit 9); the backup is not intact (exit 13);
    /// it is not confirmed (exit 10); another run holds the lock (exit 6); the database refused a row (exit 7): nothing is changed then.
    /// The connection was lost during COMMIT (exit 14).</exception>
    public async Task<RestoreResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        await _consent.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        var (target, _) = await GuardedEndpoint.OpenAsync(workspace, cancellationToken).ConfigureAwait(false);
        var manifest = await BackupLoader.RequireIntactAsync(_backup, target, cancellationToken).ConfigureAwait(false);
        await new BackupSource(workspace, _consent).RequireAsync(manifest, cancellationToken).ConfigureAwait(false);
        var asks = !request.DryRun && workspace.Policy != EnvironmentPolicy.Open;
        if (asks)
            _consent.RequireAnswerable(Change(manifest), request.Confirm, Again);
        var started = workspace.Host.Time.GetTimestamp();
        var loaded = await LoadAsync(manifest, target, cancellationToken).ConfigureAwait(false);
        await using var loadedScope = loaded.ConfigureAwait(false);
        var transfer = await TransferAsync(manifest, loaded, target, cancellationToken).ConfigureAwait(false);
        var outcome =
            asks || request.DryRun
                ? await WorkAsync("Comparing", at => transfer(at).PreviewAsync(cancellationToken)).ConfigureAwait(false)
                : null;
        if (asks)
            await _consent.RequireAsync(Change(manifest), request.Confirm, Again, cancellationToken).ConfigureAwait(false);
        if (!request.DryRun)
            outcome = await WorkAsync("Restoring rows", at => ApplyAsync(transfer(at), cancellationToken)).ConfigureAwait(false);
        return Result(manifest, outcome!) with { Elapsed = workspace.Host.Time.GetElapsedTime(started) };
    }

    private string Change(BackupManifest manifest) =>
        $"the rows of the backup of \"{manifest.Environment}\" of {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC would be restored into the "
        + $"empty tables of \"{Name}\"";

    private Task<T> WorkAsync<T>(string title, Func<Action<string>, Task<T>> work) => workspace.Progress.WorkAsync(title, work);

    private Task<LoadedBackup> LoadAsync(BackupManifest manifest, DataEndpoint target, CancellationToken cancellationToken) =>
        WorkAsync(
            "Reading the backup",
            at => LoadedBackup.OpenAsync(_backup, manifest, target, workspace.Shadows, new DataOptions(request.Jobs, at), cancellationToken)
        );

    private async Task<Func<Action<string>, RowTransfer>> TransferAsync(
        BackupManifest manifest,
        LoadedBackup loaded,
        DataEndpoint target,
        CancellationToken cancellationToken
    )
    {
        var duty = await DutyAsync(loaded, cancellationToken).ConfigureAwait(false);
        var head = manifest.History.Head is { } tag ? $", such as {tag}, which the backup has" : "";
        var wanted = new TransferRequest(loaded.Data.Connection, target.Connection, duty)
        {
            Where = target.Environment,
            Fit =
                $"migrate to a schema that the rows fit{head}, empty the tables that hold rows, or name tables that are not the project's "
                + $"in \"ignore\"; then: {Again}",
            Again = Again,
            AfterLoss =
                $"when the server can be reached, run it again: {Again}; it restores the rows, or says that the tables hold them already",
        };
        return at => new(workspace.Provider.Transfer, wanted, at);
    }

    /// <summary>
    /// Judges a table: what rules of "ignore" name stays as it is; retained data and the tables of other migration tools are restored where
    /// they fit.
    /// </summary>
    private async Task<Func<TransferTable, TransferDuty>> DutyAsync(LoadedBackup loaded, CancellationToken cancellationToken)
    {
        var connection = await workspace.Provider.OpenAsync(loaded.Data.Connection, cancellationToken).ConfigureAwait(false);
        await using var connectionScope = connection.ConfigureAwait(false);
        var all = await workspace.Dialect.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var ours = await workspace.Scope.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var snapshot = await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var tools = ToolTables.Remove(ours, snapshot);
        var quarantine = workspace.Dialect.Quarantine;
        return table =>
            Has(all, table) && !Has(ours, table) ? TransferDuty.LeftAlone
            : (Has(ours, table) && !Has(tools, table)) || table.Path.Any(quarantine.Owns) ? TransferDuty.Optional
            : TransferDuty.Required;
    }

    private static bool Has(Catalog catalog, TransferTable table) => catalog.Find(new("table", table.Path)) is not null;

    /// <summary>No other run changes the schema meanwhile: the copy runs under the lock of runs, and writes no record itself.</summary>
    private async Task<TransferOutcome> ApplyAsync(RowTransfer transfer, CancellationToken cancellationToken)
    {
        TransferOutcome? outcome = null;
        try
        {
            var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
            await using var targetScope = target.ConfigureAwait(false);
            await new HistoryEditor(target, workspace.RunOptions(), workspace.Host.Time, workspace.Progress.Report)
                .EditAsync(
                    async (_, ct) =>
                    {
                        outcome = await transfer.RunAsync(ct).ConfigureAwait(false);
                        return [];
                    },
                    mode: null,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (Exception e) when (outcome is not null && e is ProblemException or OperationCanceledException)
        {
            // The rows are committed: what fails after that is the end of the lock, which ends with its connection.
            workspace.Progress.Detail($"after COMMIT: {e.Message}");
        }
        workspace.Databases.MarkWritten();
        return outcome!;
    }

    private RestoreResult Result(BackupManifest manifest, TransferOutcome outcome)
    {
        foreach (var table in outcome.Tables)
            workspace.Progress.Report(new TableRestored(table.Table, table.Rows));
        foreach (var note in outcome.Notes)
            workspace.Progress.Note(note);
        return RestoreResult.Of(manifest) with
        {
            Target = Name,
            Tables = outcome.Tables.Count,
            Rows = outcome.Tables.Sum(t => t.Rows),
            DataOnly = true,
            IsDryRun = request.DryRun,
        };
    }
}
