using Strata.Core.Data;
using Strata.Core.Dialect;
using Strata.Core.Problems;
using Strata.Data;

namespace Strata.Backups;

/// <summary>A backup as a database that can be read. Disposing it drops the shadow database that it is in.</summary>
internal sealed class LoadedBackup : IAsyncDisposable
{
    private readonly IShadow? _shadow;

    private LoadedBackup(DataEndpoint data, IShadow? shadow) => (Data, _shadow) = (data, shadow);

    /// <summary>The database.</summary>
    public DataEndpoint Data { get; }

    /// <summary>Opens the database that a backup is, or restores it into a shadow database, and compares it with the manifest.</summary>
    /// <inheritdoc cref="RestoreAsync"/>
    public static async Task<LoadedBackup> OpenAsync(
        BackupFolder backup,
        BackupManifest manifest,
        DataEndpoint beside,
        IShadowProvider shadows,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        if (beside.Tools.DatabaseIn(backup.DataPath) is not { } file)
            return await RestoreAsync(backup, manifest, beside, shadows, data, cancellationToken).ConfigureAwait(false);
        var loaded = new LoadedBackup(beside with { Connection = file }, null);
        await loaded.RequireEqualAsync(backup, manifest, data, cancellationToken).ConfigureAwait(false);
        return loaded;
    }

    /// <summary>Restores a backup into a shadow database, and compares it with the manifest.</summary>
    /// <param name="backup">The backup, which is intact.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="beside">The database beside which the shadow database is created.</param>
    /// <param name="shadows">Shadow databases, for where the server itself may not create one.</param>
    /// <param name="data">The number of connections, and the report of progress.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">It could not be restored, or does not hold the same rows (exit 13); or there is no shadow
    /// database (exit 12).</exception>
    public static async Task<LoadedBackup> RestoreAsync(
        BackupFolder backup,
        BackupManifest manifest,
        DataEndpoint beside,
        IShadowProvider shadows,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        var shadow =
            await beside.Tools.ScratchAsync(beside.Connection, cancellationToken).ConfigureAwait(false)
            ?? await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        var loaded = new LoadedBackup(beside with { Connection = shadow.ConnectionString }, shadow);
        try
        {
            await loaded.FillAsync(backup, manifest, data, cancellationToken).ConfigureAwait(false);
            await loaded.RequireEqualAsync(backup, manifest, data, cancellationToken).ConfigureAwait(false);
            return loaded;
        }
        catch
        {
            await loaded.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task FillAsync(BackupFolder backup, BackupManifest manifest, DataOptions data, CancellationToken cancellationToken)
    {
        try
        {
            await Data
                .Tools.RequireRestorableAsync(Data.Connection, manifest.ServerMajor, manifest.ToolMajor, cancellationToken)
                .ConfigureAwait(false);
            var options = data with { IsScratch = true, ToolMajor = manifest.ToolMajor };
            await Data.Tools.RestoreAsync(Data.Connection, backup.DataPath, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial)
        {
            throw BackupProblems.Unrestorable.Error(
                backup.Path,
                $"in a shadow database, {e.Problem.What}",
                "the backup is there, and is not known to be good; no database was changed",
                $"remove the cause, then verify it again: {Call.Strata("restore").Argument(backup.Path).With("verify")}",
                e
            );
        }
    }

    private Task RequireEqualAsync(BackupFolder backup, BackupManifest manifest, DataOptions data, CancellationToken cancellationToken) =>
        BackupComparison.RequireEqualAsync(
            manifest,
            Data,
            backup.Path,
            "restored into a shadow database, the backup does not hold what was backed up",
            data.Progress,
            cancellationToken
        );

    public ValueTask DisposeAsync() => _shadow?.DisposeAsync() ?? ValueTask.CompletedTask;
}
