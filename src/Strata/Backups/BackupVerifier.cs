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
        var shadow =
            await beside.Tools.ScratchAsync(beside.Connection, cancellationToken).ConfigureAwait(false)
            ?? await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var scratch = beside with { Connection = shadow.ConnectionString };
        try
        {
            await scratch
                .Tools.RequireRestorableAsync(scratch.Connection, manifest.ServerMajor, manifest.ToolMajor, cancellationToken)
                .ConfigureAwait(false);
            var options = data with { IsScratch = true, ToolMajor = manifest.ToolMajor };
            await scratch.Tools.RestoreAsync(scratch.Connection, backup.DataPath, options, cancellationToken).ConfigureAwait(false);
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
        await BackupComparison
            .RequireEqualAsync(
                manifest,
                scratch,
                backup.Path,
                "restored into a shadow database, the backup does not hold what was backed up",
                data.Progress,
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
