using Strata.Backups;
using Strata.Core.Data;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;
using Strata.Replacing;

namespace Strata.Restoring;

/// <summary>Restores a backup into an environment's empty database, after every byte of it was verified.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class RestoreOperation(Workspace workspace, RestoreRequest request)
{
    private const int Named = 5;
    private const string Unchanged = "nothing was changed";
    private readonly BackupFolder _backup = new(request.Folder);
    private readonly ReplaceConsent _consent = new(workspace, Allowance.Restore);
    private readonly BackupSource _source = new(workspace, new(workspace, Allowance.Restore));
    private readonly DatabaseReplacer _replacer = new(
        workspace.Provider.Swap,
        workspace.Provider.Target,
        workspace.Host.Time,
        text => workspace.Progress.Report(new OperationNote(text))
    );

    private bool _isUnfinished;

    /// <exception cref="ProblemException">The environment forbids it, or the database is not empty (exit 9); the backup is not intact (exit
    /// 13); it is not confirmed (exit 10); or the database refused it (exit 7, 8).</exception>
    public async Task<RestoreResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        await _consent.RequirePolicyAsync(cancellationToken).ConfigureAwait(false);
        var target = await DataEndpoint.OfAsync(workspace, cancellationToken).ConfigureAwait(false);
        var manifest = await workspace
            .Databases.WithDatabaseAsync(workspace.Environment, () => RequireRestorableAsync(target, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        await RequirePermittedAsync(manifest, cancellationToken).ConfigureAwait(false);
        if (request.DryRun)
            return RestoreResult.Of(manifest) with { Target = target.Environment, IsDryRun = true };
        await ConfirmAsync(manifest, cancellationToken).ConfigureAwait(false);
        var started = workspace.Host.Time.GetTimestamp();
        var stamp = await workspace
            .Progress.WorkAsync("Restoring", at => LoadAsync(manifest, target, at, cancellationToken))
            .ConfigureAwait(false);
        workspace.Databases.MarkWritten();
        await PinnedDatabase.RememberAsync(workspace, stamp, cancellationToken).ConfigureAwait(false);
        return RestoreResult.Of(manifest) with { Target = target.Environment, Elapsed = workspace.Host.Time.GetElapsedTime(started) };
    }

    /// <summary>Restores the backup into a shadow database alone, and compares.</summary>
    /// <exception cref="ProblemException">It could not be restored, or is not the same (exit 13); there is no shadow database (exit
    /// 12).</exception>
    public async Task<RestoreResult> VerifyAsync(CancellationToken cancellationToken)
    {
        var manifest = await _backup.ManifestAsync(cancellationToken).ConfigureAwait(false);
        await new EnvironmentBackups(workspace).VerifyAsync(_backup, request.Jobs, cancellationToken).ConfigureAwait(false);
        return RestoreResult.Of(manifest);
    }

    private async Task<BackupManifest> RequireRestorableAsync(DataEndpoint target, CancellationToken cancellationToken)
    {
        var manifest = await BackupLoader.RequireIntactAsync(_backup, target, cancellationToken).ConfigureAwait(false);
        await target
            .Tools.RequireRestorableAsync(target.Connection, manifest.ServerMajor, manifest.ToolMajor, cancellationToken)
            .ConfigureAwait(false);
        if (await target.Tools.ContentsAsync(target.Connection, cancellationToken).ConfigureAwait(false) is not [_, ..] found)
            return manifest;
        if (await InPlaceRestore.IsUnfinishedAsync(target, manifest, cancellationToken).ConfigureAwait(false))
        {
            _isUnfinished = true;
            return manifest;
        }
        throw RestoreProblems.NotEmpty.Error(
            target.Environment,
            $"the database is not empty: {string.Join(", ", found.Take(Named))}{(found.Length > Named ? " and more" : "")}",
            Unchanged,
            "create an empty database and point this environment's \"url\" at it; a restore never replaces anything"
        );
    }

    private async Task RequirePermittedAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        await _source.RequireAsync(manifest, cancellationToken).ConfigureAwait(false);
        var name = workspace.Environment.Name;
        if (workspace.Policy == EnvironmentPolicy.Protected && BackupLoader.IsOwnedByPush(manifest))
            throw EndpointProblems.OwnedByPush.Error(
                name,
                "the backup is of a database that push changes, and a protected one is changed by migrations alone",
                Unchanged,
                $"restore it into an open environment, hand that over ({Call.Strata("baseline").With("env", "NAME")}), and back it up again"
            );
    }

    private async Task ConfirmAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var name = workspace.Environment.Name;
        if (workspace.Policy != EnvironmentPolicy.Open)
            await _consent
                .RequireAsync(
                    $"the backup of \"{manifest.Environment}\" of {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC would be restored "
                        + $"into the {(_isUnfinished ? "unfinished" : "empty")} database of \"{name}\"",
                    request.Confirm,
                    $"{Call.Strata("restore").Argument(request.Folder).With("env", name)}",
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    private async Task<Stamp?> LoadAsync(
        BackupManifest manifest,
        DataEndpoint target,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var options = new DataOptions(request.Jobs, progress);
        if (_isUnfinished)
            return await new InPlaceRestore(workspace, _backup, manifest, target)
                .FinishAsync(progress, cancellationToken)
                .ConfigureAwait(false);
        if (await TryLockAsync(target, cancellationToken).ConfigureAwait(false) is not { } locked)
            return await LoadInPlaceAsync(manifest, target, options, cancellationToken).ConfigureAwait(false);
        await using var lockedScope = locked.ConfigureAwait(false);
        await _replacer.TidyAsync(target, cancellationToken).ConfigureAwait(false);
        try
        {
            return await _replacer
                .RestoreAsync(
                    _backup,
                    manifest,
                    target,
                    workspace.RunOptions(),
                    workspace.Config.Backups.KeepOld,
                    options,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == DataToolProblems.NoNewDatabase.Code)
        {
            return await LoadInPlaceAsync(manifest, target, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Null where this login reaches no database but its own.</summary>
    private async Task<IAsyncDisposable?> TryLockAsync(DataEndpoint target, CancellationToken cancellationToken)
    {
        try
        {
            return await _replacer.LockAsync(target, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.NoConnection)
        {
            return null;
        }
    }

    /// <summary>Loads in place, where the login may not create a database.</summary>
    private Task<Stamp?> LoadInPlaceAsync(
        BackupManifest manifest,
        DataEndpoint target,
        DataOptions options,
        CancellationToken cancellationToken
    )
    {
        workspace.Progress.Report(
            new OperationNote(
                "this login may not create a database beside it: the backup is restored into the database itself; after an interruption, "
                    + "run the same command again"
            )
        );
        return new InPlaceRestore(workspace, _backup, manifest, target).RunAsync(options, cancellationToken);
    }
}
