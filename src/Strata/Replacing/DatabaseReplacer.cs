using System.Security.Cryptography;
using System.Text;
using Strata.Backups;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;

namespace Strata.Replacing;

/// <summary>A copy in the place of a database.</summary>
/// <param name="Former">The database that was replaced, retained beside it.</param>
/// <param name="Stamp">The stamp of the copy; null where the source had none.</param>
/// <param name="Tables">The number of its tables.</param>
/// <param name="Rows">The number of its rows.</param>
internal sealed record ReplacedDatabase(SideDatabase Former, Stamp? Stamp, int Tables, long Rows);

/// <summary>
/// Replaces a database by a copy of another: the copy is made beside it, compared, stamped, and swapped with it at one moment. Before that
/// nothing of the replaced database is touched, so that a killed run leaves it as it was; afterwards it is retained for a stated time.
/// </summary>
/// <param name="swap">The dialect's way to swap two databases.</param>
/// <param name="targetOf">Opens a database to stamp, by its connection string.</param>
/// <param name="time">Names and waits.</param>
/// <param name="note">Receives facts.</param>
internal sealed class DatabaseReplacer(ISwapTools swap, Func<string, IMigrationTarget> targetOf, TimeProvider time, Action<string> note)
{
    /// <summary>Called at each step's end, for tests.</summary>
    public Func<string, ValueTask>? Failpoint { get; init; }

    /// <summary>Locks the replacement of a database until it is disposed.</summary>
    /// <exception cref="ProblemException">Another process holds the lock (ST5040, exit 6).</exception>
    public Task<IAsyncDisposable> LockAsync(DataEndpoint target, CancellationToken cancellationToken) =>
        swap.LockAsync(target.Connection, cancellationToken);

    /// <summary>Drops the unfinished copies of killed runs, and former databases whose time is over.</summary>
    public async Task TidyAsync(DataEndpoint target, CancellationToken cancellationToken)
    {
        foreach (var side in await swap.SidesAsync(target.Connection, cancellationToken).ConfigureAwait(false))
        {
            if (side.Until is null)
                note(
                    $"an earlier replacement of \"{target.Environment}\" was interrupted before the swap: its unfinished copy {side.Name}"
                        + $" is dropped, nothing else had happened"
                );
            else if (side.Until < time.GetUtcNow())
                note($"the former database {side.Name} was retained until {side.Until:yyyy-MM-dd HH:mm} UTC, and is dropped");
            else
                continue;
            await swap.DropAsync(target.Connection, side, cancellationToken).ConfigureAwait(false);
            await HitAsync("tidied").ConfigureAwait(false);
        }
    }

    /// <summary>Copies, compares, stamps and swaps. The caller holds the lock.</summary>
    /// <param name="source">The database that is copied as of one moment; only read.</param>
    /// <param name="target">The database that is replaced.</param>
    /// <param name="options">The target's environment.</param>
    /// <param name="retention">The time for which the replaced database is retained.</param>
    /// <param name="folder">The folder where the copy lies meanwhile; nothing is left there.</param>
    /// <param name="data">The number of connections, and the report of progress.</param>
    /// <param name="cancellationToken">Stops before the swap.</param>
    /// <exception cref="ProblemException">Exit 6 to 13: the target is as it was.</exception>
    public async Task<ReplacedDatabase> RunAsync(
        DataEndpoint source,
        DataEndpoint target,
        RunOptions options,
        TimeSpan retention,
        string folder,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        var backup = new BackupFolder(Path.Combine(folder, FolderName(target.Environment)));
        if (Directory.Exists(backup.Path))
            backup.Delete();
        SideDatabase? side = null;
        try
        {
            var manifest = await new BackupMaker(time, options.Run)
                .MakeAsync(source, backup.Path, data, cancellationToken)
                .ConfigureAwait(false);
            await HitAsync("dumped").ConfigureAwait(false);
            await target
                .Tools.RequireRestorableAsync(target.Connection, manifest.ServerMajor, manifest.ToolMajor, cancellationToken)
                .ConfigureAwait(false);
            side = await swap.CreateAsync(target.Connection, cancellationToken).ConfigureAwait(false);
            await HitAsync("created").ConfigureAwait(false);
            var rights = await HasRolesAsync(manifest, target, cancellationToken).ConfigureAwait(false);
            var scratch = data with { IsScratch = true, WithRights = rights };
            var stamp = await FillAsync(backup, manifest, side, target, options, scratch, cancellationToken).ConfigureAwait(false);
            var former = await SwapAsync(target, side, retention, cancellationToken).ConfigureAwait(false);
            side = null;
            return new(former, stamp, manifest.Tables.Count, manifest.Rows);
        }
        finally
        {
            if (Directory.Exists(backup.Path))
                backup.Delete();
            if (side is not null)
                await swap.DropAsync(target.Connection, side, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // One name for each environment: the rest of a killed run is known by it, and under the lock nobody else works there.
    private static string FolderName(string environment) =>
        $".strata-wipe-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(environment)))[..16]}";

    private async Task<Stamp?> FillAsync(
        BackupFolder backup,
        BackupManifest manifest,
        SideDatabase side,
        DataEndpoint target,
        RunOptions options,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        await BackupLoader
            .FillAsync(backup, manifest, target with { Connection = side.Connection }, data, cancellationToken)
            .ConfigureAwait(false);
        await HitAsync("restored").ConfigureAwait(false);
        var stamped = targetOf(side.Connection);
        await using (stamped.ConfigureAwait(false))
        {
            var stamp = await BackupLoader
                .StampAsync(manifest, stamped, options, time, place => swap.PlaceAfter(target.Connection, place), cancellationToken)
                .ConfigureAwait(false);
            await HitAsync("stamped").ConfigureAwait(false);
            return stamp;
        }
    }

    // The services that use the target log in as its roles: without their rights they would stop working.
    private async Task<bool> HasRolesAsync(BackupManifest manifest, DataEndpoint target, CancellationToken cancellationToken)
    {
        var missing = await target.Tools.MissingRolesAsync(target.Connection, manifest.Roles, cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0)
            note(
                $"rights are not copied: {string.Join(", ", missing)} {(missing.Count == 1 ? "has" : "have")} some in the "
                    + $"source, and the target's server has no such role"
            );
        return missing.Count == 0;
    }

    /// <summary>
    /// Restores a backup into an empty database: it is restored, compared and stamped beside it, and the two are swapped at one moment. The
    /// empty one is dropped then; a run that is killed before the swap leaves it as it was. The caller holds the lock.
    /// </summary>
    /// <param name="backup">The backup, which is intact.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="target">The empty database.</param>
    /// <param name="options">The target's environment.</param>
    /// <param name="retention">The time for which a database is retained that is not empty any more.</param>
    /// <param name="data">The number of connections, and the report of progress.</param>
    /// <param name="cancellationToken">Stops before the swap.</param>
    /// <returns>The stamp; null where the backup has none.</returns>
    /// <exception cref="ProblemException">Exit 6 to 13: the target is empty as before; the login may not create a database
    /// (ST5041).</exception>
    public async Task<Stamp?> RestoreAsync(
        BackupFolder backup,
        BackupManifest manifest,
        DataEndpoint target,
        RunOptions options,
        TimeSpan retention,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        SideDatabase? side = await swap.CreateAsync(target.Connection, cancellationToken).ConfigureAwait(false);
        try
        {
            await HitAsync("created").ConfigureAwait(false);
            var scratch = data with { IsScratch = true };
            var stamp = await FillAsync(backup, manifest, side, target, options, scratch, cancellationToken).ConfigureAwait(false);
            var former = await SwapAsync(target, side, retention, cancellationToken).ConfigureAwait(false);
            // Who was connected may have written to it until the swap.
            var found = await target.Tools.ContentsAsync(former.Connection, CancellationToken.None).ConfigureAwait(false);
            side = found.IsEmpty ? former : null;
            if (side is null)
                note(
                    $"the former database was not empty any more: it is retained as {former.Name} until {former.Until:yyyy-MM-dd HH:mm} UTC"
                );
            return stamp;
        }
        finally
        {
            if (side is not null)
                await swap.DropAsync(target.Connection, side, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Swaps a database with one beside it; the replaced one is retained.</summary>
    /// <returns>The database that was replaced.</returns>
    public async Task<SideDatabase> SwapAsync(
        DataEndpoint target,
        SideDatabase side,
        TimeSpan retention,
        CancellationToken cancellationToken
    )
    {
        var former = await swap.SwapAsync(target.Connection, side, time.GetUtcNow() + retention, note, cancellationToken)
            .ConfigureAwait(false);
        await HitAsync("swapped").ConfigureAwait(false);
        return former;
    }

    /// <summary>The former databases that are retained, the one that was replaced last first.</summary>
    public async Task<IReadOnlyList<SideDatabase>> RetainedAsync(DataEndpoint target, CancellationToken cancellationToken) =>
        [.. (await swap.SidesAsync(target.Connection, cancellationToken).ConfigureAwait(false)).Where(s => s.Until is not null)];

    /// <summary>A former database.</summary>
    /// <param name="target">The database that replaced it.</param>
    /// <param name="retained">Those that are retained.</param>
    /// <param name="name">Its name, of a file also without the folder; null for the one that was replaced last.</param>
    /// <exception cref="ProblemException">There is none (ST5043, exit 9).</exception>
    public static SideDatabase Choose(DataEndpoint target, IReadOnlyList<SideDatabase> retained, string? name) =>
        retained.FirstOrDefault(s => name is null || Path.GetFileName(s.Name) == Path.GetFileName(name))
        ?? throw ReplaceProblems.NoFormer.Error(
            target.Environment,
            name is null || retained.Count == 0
                ? "no replacement of this environment's database has retained a former one"
                : $"no former database is retained as {name}",
            "nothing was changed",
            retained.Count == 0
                ? $"restore a backup instead: {Call.Strata("restore").Argument("DIR").With("env", target.Environment)}"
                : (Remedy)$"name one that is retained: {string.Join(", ", retained.Select(s => s.Name))}"
        );

    private ValueTask HitAsync(string point) => Failpoint?.Invoke(point) ?? ValueTask.CompletedTask;
}
