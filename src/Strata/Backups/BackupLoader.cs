using System.Collections.Immutable;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;

namespace Strata.Backups;

/// <summary>Fills an empty database from a backup, and stamps it.</summary>
internal static class BackupLoader
{
    /// <summary>Reads every byte of a backup, and requires that it is of the database's dialect.</summary>
    /// <exception cref="ProblemException">It is not intact (ST5010), of another dialect (ST5016) or of a newer format (ST5017): exit
    /// 13.</exception>
    public static async Task<BackupManifest> RequireIntactAsync(
        BackupFolder backup,
        DataEndpoint target,
        CancellationToken cancellationToken
    )
    {
        var manifest = await backup.VerifyAsync(cancellationToken).ConfigureAwait(false);
        return manifest.Dialect == target.Dialect
            ? manifest
            : throw BackupProblems.OtherDialect.Error(
                backup.Path,
                $"this is a backup of {manifest.Dialect}, and \"{target.Environment}\" is {target.Dialect}",
                "nothing was touched",
                $"name an environment of {manifest.Dialect}: {Call.Option("env", "NAME")}"
            );
    }

    /// <summary>Fills an empty database, and compares it with the manifest.</summary>
    /// <param name="backup">The backup, which is intact.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="target">The empty database.</param>
    /// <param name="data">The number of connections, and the report of progress.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">The database refused it (exit 7, 8), or does not hold the same rows then (ST5015, exit
    /// 13).</exception>
    public static async Task FillAsync(
        BackupFolder backup,
        BackupManifest manifest,
        DataEndpoint target,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        await target
            .Tools.RestoreAsync(target.Connection, backup.DataPath, data with { ToolMajor = manifest.ToolMajor }, cancellationToken)
            .ConfigureAwait(false);
        await BackupComparison
            .RequireEqualAsync(
                manifest,
                target,
                target.Environment,
                "the backup is restored, and the database does not hold what was backed up",
                data.Progress,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Stamps a restored copy: it is a database of its own, with its own identity, of the environment that it is in.</summary>
    /// <param name="manifest">The manifest of the backup.</param>
    /// <param name="target">The copy.</param>
    /// <param name="options">Its environment.</param>
    /// <param name="time">Waits.</param>
    /// <param name="place">The place where it will be, from the place where it is.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The stamp; null where Strata had never changed the database that was backed up.</returns>
    public static async Task<Stamp?> StampAsync(
        BackupManifest manifest,
        IMigrationTarget target,
        RunOptions options,
        TimeProvider time,
        Func<string, string> place,
        CancellationToken cancellationToken
    )
    {
        if (manifest.Stamp is null && manifest.History.Applied == 0)
            return null;
        var mode = IsOwnedByPush(manifest) ? StampMode.Push : StampMode.Migrate;
        Stamp? stamp = null;
        await new HistoryEditor(target, options, time, _ => { })
            .EditAsync(
                (state, _) =>
                {
                    stamp = new Stamp(options.Environment!, mode, options.Policy, Guid.NewGuid()) { Place = place(state.Place) };
                    return Task.FromResult<ImmutableArray<Bookkeeping>>([new SaveStamp(stamp)]);
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return stamp;
    }

    /// <summary>The database that was backed up was changed by push.</summary>
    public static bool IsOwnedByPush(BackupManifest manifest) => manifest.Stamp?.Mode == "push";
}
