using System.Security.Cryptography;
using System.Text;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Deploy.Backups;

namespace Strata.Deploy.Wiping;

/// <summary>One side of a wipe.</summary>
/// <param name="Data">The database.</param>
/// <param name="State">What it says of itself; <see cref="TargetState.Empty"/> where nobody has touched it with Strata.</param>
public sealed record WipeSide(DataTarget Data, TargetState State);

/// <summary>What a wipe did.</summary>
/// <param name="Former">The database that was replaced, kept beside.</param>
/// <param name="Stamp">Of the new one; null where the source had none.</param>
/// <param name="Tables">What it holds.</param>
/// <param name="Rows">All of its rows.</param>
public sealed record WipeResult(SideDatabase Former, Stamp? Stamp, int Tables, long Rows);

/// <summary>
/// Replaces a database by a copy of another: the copy is made beside it, compared, stamped, and changes places with it at one moment. Until
/// then nothing of the
/// replaced database is touched, so that a wipe that is killed leaves it as it was; afterwards it is kept for a stated time.
/// </summary>
/// <param name="swap">The dialect's.</param>
/// <param name="targetOf">A database to stamp, by its connection.</param>
/// <param name="time">For names and waiting.</param>
/// <param name="say">Told what is done besides.</param>
public sealed class Wiper(ISwapTools swap, Func<string, IMigrationTarget> targetOf, TimeProvider time, Action<string> say)
{
    /// <summary>Called at each step's end, for tests.</summary>
    internal Func<string, ValueTask>? Failpoint { get; init; }

    /// <summary>The two are two, and what the source is may stand in the target's place. Changes nothing.</summary>
    /// <exception cref="ProblemException">Exit 9: they are one database (ST9052), one is a copy of the other that nobody adopted (ST9053),
    /// or push owns the source and may not own the target (ST9054).</exception>
    public async Task RequireDifferentAsync(WipeSide source, WipeSide target, bool targetIsProtected, CancellationToken cancellationToken)
    {
        // The programs are there, and nothing stands in between that they cannot go through: on both ends, before a backup is made for
        // nothing.
        foreach (var side in new[] { source.Data, target.Data })
            await side.Tools.RequireRestorableAsync(side.Connection, 0, 0, cancellationToken).ConfigureAwait(false);
        var places = (
            await swap.LocateAsync(source.Data.Connection, cancellationToken).ConfigureAwait(false),
            await swap.LocateAsync(target.Data.Connection, cancellationToken).ConfigureAwait(false)
        );
        var (from, to) = (source.Data.Environment, target.Data.Environment);
        if (source.Data.Dialect != target.Data.Dialect)
            throw Refused(
                "ST9055",
                to,
                $"\"{from}\" is {source.Data.Dialect}, and \"{to}\" is {target.Data.Dialect}",
                "name another environment to copy from"
            );
        if (places.Item1 == places.Item2)
            throw Refused("ST9052", to, $"\"{from}\" and \"{to}\" are one and the same database", $"check the URLs of both in strata.json");
        if (source.State.Stamp is { } one && target.State.Stamp is { } other && one.Identity == other.Identity)
            throw Refused(
                "ST9053",
                to,
                $"the databases of \"{from}\" and \"{to}\" carry the same identity: one is a copy of the other",
                $"say which is which first: strata env adopt --env {to}"
            );
        if (targetIsProtected && source.State.Stamp?.Mode == StampMode.Push)
            throw Refused(
                "ST9054",
                to,
                $"\"{from}\" is changed by push, and a protected database is changed by migrations only",
                $"hand it over to migrations first: strata baseline --env {from}"
            );
    }

    /// <summary>Nobody else replaces this database until it is disposed.</summary>
    /// <exception cref="ProblemException">Somebody else is at it (ST5040, exit 6).</exception>
    public Task<IAsyncDisposable> LockAsync(DataTarget target, CancellationToken cancellationToken) =>
        swap.LockAsync(target.Connection, cancellationToken);

    /// <summary>Drops what a wipe left behind that was killed, and what has been kept long enough.</summary>
    public async Task TidyAsync(DataTarget target, CancellationToken cancellationToken)
    {
        foreach (var side in await swap.SidesAsync(target.Connection, cancellationToken).ConfigureAwait(false))
        {
            if (side.Until is null)
                say(
                    $"an earlier wipe of \"{target.Environment}\" was interrupted before the databases changed places: its "
                        + $"unfinished copy {side.Name} is dropped, nothing else had happened"
                );
            else if (side.Until < time.GetUtcNow())
                say($"the former database {side.Name} was kept until {side.Until:yyyy-MM-dd HH:mm} UTC, and is dropped");
            else
                continue;
            await swap.DropAsync(target.Connection, side, cancellationToken).ConfigureAwait(false);
            await HitAsync("tidied").ConfigureAwait(false);
        }
    }

    /// <summary>Copies, compares, stamps and swaps. The lock is held by the caller.</summary>
    /// <param name="source">Copied as of one moment; only read.</param>
    /// <param name="target">Replaced.</param>
    /// <param name="options">The target's environment.</param>
    /// <param name="keep">How long the replaced database stays.</param>
    /// <param name="folder">Where the copy lies meanwhile; deleted.</param>
    /// <param name="data">How.</param>
    /// <param name="cancellationToken">Stops before the swap.</param>
    /// <exception cref="ProblemException">Exit 6 to 13: the target is as it was.</exception>
    public async Task<WipeResult> RunAsync(
        DataTarget source,
        DataTarget target,
        MigratorOptions options,
        TimeSpan keep,
        string folder,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        // One name for each environment: what a wipe that was killed left there is known by it, and nobody else is at it under the lock.
        var backup = new BackupFolder(
            Path.Combine(
                folder,
                $".strata-wipe-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target.Environment)))[..16]}"
            )
        );
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
            var stamp = await FillAsync(backup, manifest, side, target, options, data, cancellationToken).ConfigureAwait(false);
            var former = await swap.SwapAsync(target.Connection, side, time.GetUtcNow() + keep, say, cancellationToken)
                .ConfigureAwait(false);
            side = null;
            await HitAsync("swapped").ConfigureAwait(false);
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

    private async Task<Stamp?> FillAsync(
        BackupFolder backup,
        BackupManifest manifest,
        SideDatabase side,
        DataTarget target,
        MigratorOptions options,
        DataOptions data,
        CancellationToken cancellationToken
    )
    {
        // The services that use the target log in as its roles: without their rights they would stand still.
        var missing = await target.Tools.MissingRolesAsync(target.Connection, manifest.Roles, cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0)
            say(
                $"no rights are brought along: {string.Join(", ", missing)} {(missing.Count == 1 ? "has" : "have")} some "
                    + $"in the source, and the target's server has no such role; strata drift shows what is missing"
            );
        await Restorer
            .FillAsync(
                backup,
                manifest,
                target with
                {
                    Connection = side.Connection,
                },
                data with
                {
                    IsScratch = true,
                    WithRights = missing.Count == 0,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        await HitAsync("restored").ConfigureAwait(false);
        var stamped = targetOf(side.Connection);
        await using (stamped.ConfigureAwait(false))
        {
            var stamp = await Restorer
                .StampAsync(manifest, stamped, options, time, place => swap.PlaceAfter(target.Connection, place), cancellationToken)
                .ConfigureAwait(false);
            await HitAsync("stamped").ConfigureAwait(false);
            return stamp;
        }
    }

    /// <summary>Brings back what was replaced last; what is there now is kept in its turn.</summary>
    /// <returns>The one that came back, and the one that is kept now.</returns>
    /// <exception cref="ProblemException">There is none (ST5043, exit 9).</exception>
    public async Task<(SideDatabase Returned, SideDatabase Former)> UndoAsync(
        DataTarget target,
        SideDatabase side,
        TimeSpan keep,
        CancellationToken cancellationToken
    )
    {
        var former = await swap.SwapAsync(target.Connection, side, time.GetUtcNow() + keep, say, cancellationToken).ConfigureAwait(false);
        await HitAsync("swapped").ConfigureAwait(false);
        return (side, former);
    }

    /// <summary>What <see cref="UndoAsync"/> brings back.</summary>
    /// <exception cref="ProblemException">There is none (ST5043, exit 9).</exception>
    public async Task<SideDatabase> LastAsync(DataTarget target, CancellationToken cancellationToken) =>
        (await swap.SidesAsync(target.Connection, cancellationToken).ConfigureAwait(false)).FirstOrDefault(s => s.Until is not null)
        ?? throw Refused(
            "ST5043",
            target.Environment,
            "no wipe of this environment has kept a former database",
            "bring a backup back instead: strata restore DIR --env NAME"
        );

    private ValueTask HitAsync(string point) => Failpoint?.Invoke(point) ?? ValueTask.CompletedTask;

    private static ProblemException Refused(string code, string where, string what, string fix) =>
        new(ProblemKind.Refused, new(code, where, what, "nothing was changed", fix));
}
