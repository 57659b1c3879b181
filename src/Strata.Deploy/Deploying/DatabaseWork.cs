using Strata.Backups;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy.Pipelines;
using Strata.Deploy.Recording;
using Strata.Drifting;
using Strata.Examining;
using Strata.Migrating;
using Strata.Project.Workspaces;
using Strata.Pushing;

namespace Strata.Deploy.Deploying;

/// <summary>The steps of a deploy on the database: each is an operation of the library.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
/// <param name="state">The database before.</param>
/// <param name="guard">Judges the migrations that are going to run.</param>
/// <param name="copies">Replaces the database, or copies content into it.</param>
internal sealed class DatabaseWork(Workspace workspace, DeployRequest request, DatabaseState state, RunGuard guard, DatabaseCopies copies)
{
    private const int Named = 5;
    private readonly HashSet<string> _applied = new(StringComparer.Ordinal);
    private bool _isChanged;

    private bool Migrates => request.Database == DatabaseChange.Migrate;

    /// <summary>The steps, for a log and a record.</summary>
    public DatabaseStage Stage(DeployLog log, DeployJournal journal) =>
        new([.. Before(log, journal)], [.. After(journal)], () => _isChanged || _applied.Count > 0, state.OldestVersionAsync)
        {
            Replaced = () => copies.Replaced is { } result ? new(result, Rest()) : null,
        };

    /// <summary>The rest of the request, once the database is replaced.</summary>
    private Remedy Rest() =>
        request.Services.Any
            ? $"to go on: {RequestCall.Of(request with { Database = DatabaseChange.None, Source = null }, workspace.Environment.Name)}"
            : (Remedy)$"to verify it: {Call.Strata("drift").With("env", workspace.Environment.Name)}";

    private IEnumerable<DeployStep> Before(DeployLog log, DeployJournal journal)
    {
        if (BacksUp())
            yield return new("backup", BackUpAsync);
        if (Migrates)
            yield return new("migrate", ct => MigrateAsync(log, journal, ct));
        if (request.Database == DatabaseChange.Push)
            yield return new("push", PushAsync);
        if (request.Database == DatabaseChange.Replace)
            yield return new("replace", ct => ReplaceAsync(journal, ct));
        if (request.SyncContent)
            yield return new("content", SyncAsync);
    }

    /// <summary>The environment asks for a backup before each change. A replacement makes its own.</summary>
    private bool BacksUp() =>
        workspace.Environment.Backup
        && request.Database != DatabaseChange.Replace
        && (request.SyncContent || request.Database == DatabaseChange.Push || (Migrates && state.Pending.Length > 0));

    private IEnumerable<DeployStep> After(DeployJournal journal)
    {
        var replaces = request.Database == DatabaseChange.Replace;
        var isUnverifiable =
            request.Kind == DeployKind.Rollback
            || (state.IsOwnedByPush && !replaces)
            || request.Database == DatabaseChange.Push
            || (state.Head is null && !Migrates && !replaces);
        return isUnverifiable ? [] : [new("verify", ct => VerifyAsync(journal, ct))];
    }

    private async Task<string?> BackUpAsync(CancellationToken cancellationToken)
    {
        var isThere = await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        if (!isThere || !state.Exists)
            return "nothing to back up yet";
        var verify = workspace.Policy == EnvironmentPolicy.Protected;
        var (backup, manifest) = await new EnvironmentBackups(workspace)
            .MakeAsync(null, EnvironmentBackups.UsualJobs, verify, cancellationToken)
            .ConfigureAwait(false);
        var folder = Path.GetRelativePath(workspace.Config.Directory, backup.Path);
        return $"{folder}, {DatabaseCopies.Rows(manifest.Rows)}{(verify ? ", restored and compared" : "")}";
    }

    private async Task<string?> MigrateAsync(DeployLog log, DeployJournal journal, CancellationToken cancellationToken)
    {
        void Heard(RunEvent e)
        {
            if (e is MigrationApplied a)
            {
                // At once: an interruption of the next one leaves this one applied.
                _applied.Add(a.Tag);
                journal.Change(journal.Detail with { Head = state.HeadAfter(_applied) });
            }
            log.Write($"migrate | {e}");
        }

        var options = workspace.RunOptions() with { OutOfOrder = workspace.Policies.OutOfOrder(workspace.Environment) };
        var result = await new VerifiedRun(workspace, guard) { Heard = Heard, ReportsDrift = false }
            .RunAsync(state.Folder!, options, cancellationToken)
            .ConfigureAwait(false);
        journal.Change(journal.Detail with { Head = result.Head });
        return result.Applied.Count > 0 ? $"{result.Applied.Count} applied; at {result.Head}"
            : result.Head is { } head ? $"up to date at {head}"
            : "up to date";
    }

    private async Task<string?> PushAsync(CancellationToken cancellationToken)
    {
        var result = await new PushOperation(workspace, new()).RunAsync(cancellationToken).ConfigureAwait(false);
        _isChanged = result.Statements > 0;
        return $"{result.Statements} statements";
    }

    private async Task<string?> ReplaceAsync(DeployJournal journal, CancellationToken cancellationToken)
    {
        var told = await copies.ReplaceAsync(cancellationToken).ConfigureAwait(false);
        _isChanged = true;
        // Nothing stops between the swap and its record: a second replacement would only replace the copy.
        journal.Change(journal.Detail with { Head = await state.HeadNowAsync(CancellationToken.None).ConfigureAwait(false) });
        await journal.CarryOverAsync(CancellationToken.None).ConfigureAwait(false);
        return told;
    }

    private async Task<string?> SyncAsync(CancellationToken cancellationToken)
    {
        var (rows, told) = await copies.SyncAsync(cancellationToken).ConfigureAwait(false);
        _isChanged |= rows > 0;
        return told;
    }

    private async Task<string?> VerifyAsync(DeployJournal journal, CancellationToken cancellationToken)
    {
        await state.OldestVersionAsync(cancellationToken).ConfigureAwait(false);
        if (state.Head is null || state.IsOwnedByPush)
            return "no migration is applied, so no state is expected";
        // A deploy that nobody watches ends with what it found, unless the file says otherwise.
        var treatment = workspace.Environment.Drift ?? DriftTreatment.Error;
        if (treatment == DriftTreatment.Ignore)
            return "drift is ignored here";
        var (live, wanted, head, target) = await new LiveStateReader(workspace).ReadAsync(cancellationToken).ConfigureAwait(false);
        journal.Change(journal.Detail with { Head = head });
        var differences = await workspace.Scope.DifferencesAsync(live, wanted, cancellationToken).ConfigureAwait(false);
        if (differences.Count == 0)
            return $"no drift at {head}";
        var more = differences.Count > Named ? $" and {differences.Count - Named} more" : "";
        if (treatment == DriftTreatment.Warn)
            return $"drift at {head}: {string.Join("; ", differences.Take(Named))}{more}";
        throw DeployProblems.Drift.Error(
            target,
            $"the database is not what its migrations lead to: {string.Join("; ", differences.Take(Named))}{more}",
            "",
            $"see the differences: {Call.Strata("drift").With("env", workspace.Environment.Name)}"
        );
    }
}
