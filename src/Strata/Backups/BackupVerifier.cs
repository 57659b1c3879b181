using Strata.Core.Data;
using Strata.Core.Dialect;
using Strata.Core.Problems;
using Strata.Data;

namespace Strata.Backups;

/// <summary>Restores a backup into a shadow database, and compares that with the manifest.</summary>
/// <param name="shadows">Shadow databases, for where the server itself may not create one.</param>
internal sealed class BackupVerifier(IShadowProvider shadows)
{
    /// <param name="backup">The backup.</param>
    /// <param name="beside">The database beside which the shadow database is created.</param>
    /// <param name="data">The number of connections, and the report of progress.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">It could not be restored, or does not hold the same rows (exit 13); or there is no shadow
    /// database (exit 12).</exception>
    public async Task VerifyAsync(BackupFolder backup, DataEndpoint beside, DataOptions data, CancellationToken cancellationToken)
    {
        var manifest = await BackupLoader.RequireIntactAsync(backup, beside, cancellationToken).ConfigureAwait(false);
        var loaded = await LoadedBackup.RestoreAsync(backup, manifest, beside, shadows, data, cancellationToken).ConfigureAwait(false);
        await loaded.DisposeAsync().ConfigureAwait(false);
    }
}
