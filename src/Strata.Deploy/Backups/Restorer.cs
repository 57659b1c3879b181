using System.Collections.Immutable;
using Strata.Core.Data;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Deploy.Backups;

/// <summary>
/// Brings backups back: into an environment's empty database, or into one that is thrown away, to see whether it can be done.
/// </summary>
/// <param name="time">For waiting.</param>
/// <param name="shadows">Where a throwaway database comes from that the server itself may not make.</param>
public sealed class Restorer(TimeProvider time, IShadowProvider shadows)
{
    /// <summary>What can be found out without touching anything: the backup is whole, and this database can take it.</summary>
    /// <exception cref="ProblemException">Exit 13: it is not whole, another dialect's, or a newer server's; exit 9: the database is not
    /// empty.</exception>
    public static async Task<BackupManifest> RequireFittingAsync(
        BackupFolder backup,
        DataTarget target,
        CancellationToken cancellationToken
    )
    {
        var manifest = await RequireWholeAsync(backup, target, cancellationToken).ConfigureAwait(false);
        await target
            .Tools.RequireRestorableAsync(target.Connection, manifest.ServerMajor, manifest.ToolMajor, cancellationToken)
            .ConfigureAwait(false);
        if (await target.Tools.ContentsAsync(target.Connection, cancellationToken).ConfigureAwait(false) is [_, ..] found)
        {
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9050",
                    target.Environment,
                    $"the database is not empty: {string.Join(", ", found.Take(5))}{(found.Length > 5 ? " and more" : "")}",
                    "nothing was changed",
                    "create an empty database and point this environment's \"url\" at it; a restore never replaces what is there"
                )
            );
        }
        return manifest;
    }

    /// <exception cref="ProblemException">It is not whole, or another dialect's (ST5010, exit 13).</exception>
    public static async Task<BackupManifest> RequireWholeAsync(BackupFolder backup, DataTarget target, CancellationToken cancellationToken)
    {
        var manifest = await backup.VerifyAsync(cancellationToken).ConfigureAwait(false);
        return manifest.Dialect == target.Dialect
            ? manifest
            : throw BackupManifest.Bad(
                backup.Path,
                $"this is a backup of {manifest.Dialect}, and \"{target.Environment}\" is {target.Dialect}"
            );
    }

    /// <summary>Fills an empty database, compares it with the manifest, and stamps it for its environment.</summary>
    /// <param name="backup">Whole.</param>
    /// <param name="manifest">Its own.</param>
    /// <param name="target">Empty.</param>
    /// <param name="stamped">The same database, for its stamp.</param>
    /// <param name="options">The environment it is in now.</param>
    /// <param name="data">How.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The stamp; null where the backup was of a database that nobody had touched with Strata.</returns>
    public async Task<Stamp?> RestoreAsync(
        BackupFolder backup,
        BackupManifest manifest,
        DataTarget target,
        IMigrationTarget stamped,
        MigratorOptions options,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        await FillAsync(backup, manifest, target, data, cancellationToken).ConfigureAwait(false);
        return await StampAsync(manifest, stamped, options, time, place => place, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task FillAsync(
        BackupFolder backup,
        BackupManifest manifest,
        DataTarget target,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        await target
            .Tools.RestoreAsync(target.Connection, backup.DataPath, data with { ToolMajor = manifest.ToolMajor }, cancellationToken)
            .ConfigureAwait(false);
        await RequireSameAsync(
                manifest,
                target.Tools,
                target.Connection,
                target.Environment,
                "the backup is restored, and the database does not hold what was backed up",
                data.Progress,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>The copy is a database of its own: it gets an identity of its own, and the name of the environment it is in.</summary>
    /// <param name="manifest">What was restored.</param>
    /// <param name="target">The copy.</param>
    /// <param name="options">Its environment.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="place">Where it will be, from where it is.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal static async Task<Stamp?> StampAsync(
        BackupManifest manifest,
        IMigrationTarget target,
        MigratorOptions options,
        TimeProvider time,
        Func<string, string> place,
        CancellationToken cancellationToken
    )
    {
        if (manifest.Stamp is null && manifest.History.Applied == 0)
            return null;
        Stamp? stamp = null;
        await new HistoryEditor(target, options, time, _ => { })
            .EditAsync(
                (state, _) =>
                {
                    stamp = new Stamp(
                        options.Environment!,
                        manifest.Stamp?.Mode == "push" ? StampMode.Push : StampMode.Migrate,
                        options.Policy,
                        Guid.NewGuid()
                    )
                    {
                        Place = place(state.Place),
                    };
                    return Task.FromResult<ImmutableArray<Bookkeeping>>([new SaveStamp(stamp)]);
                },
                mode: null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return stamp;
    }

    /// <summary>Restores it into a database that is thrown away, and compares that with the manifest.</summary>
    /// <exception cref="ProblemException">It could not be restored, or is not the same (exit 13); there is no place to try it in (exit
    /// 12).</exception>
    public async Task VerifyAsync(BackupFolder backup, DataTarget beside, DataOptions data, CancellationToken cancellationToken)
    {
        var manifest = await RequireWholeAsync(backup, beside, cancellationToken).ConfigureAwait(false);
        await using var scratch =
            await beside.Tools.ScratchAsync(beside.Connection, cancellationToken).ConfigureAwait(false)
            ?? await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await beside
                .Tools.RequireRestorableAsync(scratch.ConnectionString, manifest.ServerMajor, manifest.ToolMajor, cancellationToken)
                .ConfigureAwait(false);
            await beside
                .Tools.RestoreAsync(
                    scratch.ConnectionString,
                    backup.DataPath,
                    data with
                    {
                        IsScratch = true,
                        ToolMajor = manifest.ToolMajor,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial)
        {
            throw new ProblemException(
                ProblemKind.BackupUnverified,
                new(
                    "ST5014",
                    backup.Path,
                    e.Problem.What.Replace(
                        "the backup could not be restored",
                        "the backup could not be restored into a throwaway database",
                        StringComparison.Ordinal
                    ),
                    "the backup is there, and is not known to be good; no database was changed",
                    "settle what it says, then try again: strata restore DIR --env NAME --verify"
                ),
                e
            );
        }
        await RequireSameAsync(
                manifest,
                beside.Tools,
                scratch.ConnectionString,
                backup.Path,
                "restored into a throwaway database, the backup does not hold what was backed up",
                data.Progress,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static async Task RequireSameAsync(
        BackupManifest manifest,
        IDataTools tools,
        string connection,
        string where,
        string what,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        if (manifest.Checksum != tools.ChecksumMethod)
            throw BackupManifest.Bad(where, $"its checksums were computed in a way that this version does not know: {manifest.Checksum}");
        var found = await tools.MeasureAsync(connection, progress, cancellationToken).ConfigureAwait(false);
        var differences = Differences([.. manifest.Tables], found);
        if (differences.Count > 0)
            throw new ProblemException(
                ProblemKind.BackupUnverified,
                new(
                    "ST5015",
                    where,
                    $"{what}: {string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? $" and {differences.Count - 5} more" : "")}",
                    "what was restored is there, and is not to be relied on",
                    "take another backup, and tell us of this one"
                )
            );
    }

    /// <summary>What stands between two states of the rows, table by table.</summary>
    public static IReadOnlyList<string> Differences(ImmutableArray<TableSum> wanted, ImmutableArray<TableSum> found)
    {
        var there = found.ToDictionary(t => t.Name, StringComparer.Ordinal);
        List<string> differences = [];
        foreach (var table in wanted)
        {
            if (!there.Remove(table.Name, out var now))
                differences.Add($"{table.Name} is missing");
            else if (now.Rows != table.Rows)
                differences.Add($"{table.Name} has {now.Rows} rows instead of {table.Rows}");
            else if (now != table)
                differences.Add($"{table.Name} has other rows");
        }
        return [.. differences, .. there.Keys.Order(StringComparer.Ordinal).Select(n => $"{n} is one too many")];
    }
}
