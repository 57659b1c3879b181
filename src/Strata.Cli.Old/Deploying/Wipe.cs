using System.Text.Json.Nodes;
using Strata.Cli.Data;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Deploy.Wiping;
using Strata.Project.Configuration;

namespace Strata.Cli.Deploying;

/// <summary>
/// The database of an environment is replaced by a copy of another environment's: <c>deploy --db-wipe --from NAME</c>, and back by
/// <c>undo-wipe</c>.
/// </summary>
internal sealed class Wipe(App app, Project target)
{
    private static int Jobs => Math.Clamp(System.Environment.ProcessorCount, 1, 4);

    private Wiper Wiper => new(target.Tools.Swap, target.Tools.Target, app.Time, text => Consent.Tell(target.Report, text));

    private string Name => target.Environment!.Name;

    /// <summary>What can be found out before anything is opened: the policy, and that there are two environments.</summary>
    /// <exception cref="ProblemException">Protected, and the file does not allow it (ST9051, exit 9); the same environment twice (ST5044,
    /// exit 2).</exception>
    public void RequirePolicy(Project source)
    {
        if (source.Environment?.Name == Name)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST5044",
                    "--from",
                    $"\"{Name}\" cannot be replaced by a copy of itself",
                    "nothing was changed",
                    "name the environment to copy from: --from local"
                )
            );
        var consent = new Consent(target, Allowance.Wipe);
        consent.RequirePolicy();
        consent.RequireCopyable(source.Environment, source.Policy, source.Environment?.Name ?? "");
    }

    /// <summary>The same, and that both ends are what they are said to be, and two databases.</summary>
    /// <exception cref="ProblemException">Exit 2, 9, 10, 11: nothing was changed.</exception>
    public async Task RequireAsync(Project source, string? confirmed, string command, CancellationToken cancellationToken)
    {
        RequirePolicy(source);
        var (from, to) = (
            await SideAsync(source, cancellationToken).ConfigureAwait(false),
            await SideAsync(target, cancellationToken).ConfigureAwait(false)
        );
        await Wiper.RequireDifferentAsync(from, to, target.Policy == Policy.Protected, cancellationToken).ConfigureAwait(false);
        new Consent(target, Allowance.Wipe).RequireAnswerable(What(from), confirmed, command);
    }

    private string What(WipeSide from) =>
        $"all that is in the database of \"{Name}\" would be replaced by a copy of \"{from.Data.Environment}\"";

    /// <summary>Checks both ends, backs the target up, has the name typed, and replaces it.</summary>
    /// <param name="source">Whose copy takes its place.</param>
    /// <param name="confirmed">The target's name, where the command was given it.</param>
    /// <param name="command">What to type to confirm, without the flag.</param>
    /// <param name="cancellationToken">Stops before the databases change places.</param>
    /// <exception cref="ProblemException">Exit 6 to 13: the target is as it was.</exception>
    public async Task<WipeResult> RunAsync(Project source, string? confirmed, string command, CancellationToken cancellationToken)
    {
        RequirePolicy(source);
        var consent = new Consent(target, Allowance.Wipe);
        var backups = new EnvironmentBackups(app, target);
        var (from, to) = (
            await SideAsync(source, cancellationToken).ConfigureAwait(false),
            await SideAsync(target, cancellationToken).ConfigureAwait(false)
        );
        await Wiper.RequireDifferentAsync(from, to, target.Policy == Policy.Protected, cancellationToken).ConfigureAwait(false);
        var what = What(from);
        consent.RequireAnswerable(what, confirmed, command);
        await using var alone = await Wiper.LockAsync(to.Data, cancellationToken).ConfigureAwait(false);
        if (target.Policy != Policy.Open)
            await BackUpAsync(backups, cancellationToken).ConfigureAwait(false);
        await consent.RequireAsync(what, confirmed, command, cancellationToken).ConfigureAwait(false);
        await Wiper.TidyAsync(to.Data, cancellationToken).ConfigureAwait(false);
        var keep = target.Config.Backups.KeepOld;
        var result = await target
            .Report.ProgressAsync(
                $"Copying \"{from.Data.Environment}\"",
                at =>
                    Wiper.RunAsync(
                        from.Data,
                        to.Data,
                        target.RunOptions(),
                        keep,
                        backups.PreparedFolder(),
                        new DataOptions(Jobs, at),
                        cancellationToken
                    )
            )
            .ConfigureAwait(false);
        await EnvironmentBackups.RememberAsync(target, result.Stamp, cancellationToken).ConfigureAwait(false);
        target.Report.Event(
            "wiped",
            new JsonObject
            {
                ["from"] = from.Data.Environment,
                ["tables"] = result.Tables,
                ["rows"] = (double)result.Rows,
                ["former"] = result.Former.Name,
                ["until"] = result.Former.Until,
            },
            $"\"{Name}\" is a copy of \"{from.Data.Environment}\" now: {DataText.Count(result.Tables, "table")} and {DataText.Count(result.Rows, "row")}"
                + $", compared; the former database is kept as {result.Former.Name} until {result.Former.Until:yyyy-MM-dd HH:mm}"
                + $" UTC (back: strata undo-wipe --env {Name})"
        );
        return result;
    }

    private async Task BackUpAsync(EnvironmentBackups backups, CancellationToken cancellationToken)
    {
        var (folder, manifest) = await backups.MakeAsync(null, Jobs, verify: true, cancellationToken).ConfigureAwait(false);
        target.Report.Event(
            "backup",
            new JsonObject
            {
                ["folder"] = folder,
                ["verified"] = true,
                ["rows"] = (double)manifest.Rows,
            },
            $"backed up to {target.Shown(folder)}: {DataText.Count(manifest.Rows, "row")}, restored and compared"
        );
    }

    /// <summary>Brings the former database back.</summary>
    /// <exception cref="ProblemException">There is none (ST5043, exit 9), or nobody confirmed (exit 9, 10).</exception>
    public async Task<SideDatabase> UndoAsync(string? confirmed, CancellationToken cancellationToken)
    {
        var consent = new Consent(target, Allowance.Wipe);
        consent.RequirePolicy();
        var data = await new EnvironmentBackups(app, target).TargetAsync(cancellationToken).ConfigureAwait(false);
        var last = await Wiper.LastAsync(data, cancellationToken).ConfigureAwait(false);
        var command = $"strata undo-wipe --env {Name}";
        await consent
            .RequireAsync(
                $"the former database of \"{Name}\", {last.Name}, would take its place again; what was written since the "
                    + $"wipe stays in the one that goes",
                confirmed,
                command,
                cancellationToken
            )
            .ConfigureAwait(false);
        await using var alone = await Wiper.LockAsync(data, cancellationToken).ConfigureAwait(false);
        // Looked at once more: somebody else may have undone it meanwhile.
        last = await Wiper.LastAsync(data, cancellationToken).ConfigureAwait(false);
        var (_, former) = await Wiper.UndoAsync(data, last, target.Config.Backups.KeepOld, cancellationToken).ConfigureAwait(false);
        await using var unguarded = await target.UnguardedTargetAsync(cancellationToken).ConfigureAwait(false);
        await unguarded.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await unguarded.ReadAsync(cancellationToken).ConfigureAwait(false);
        await EnvironmentBackups
            .RememberAsync(target, state.Stamp is { } stamp ? stamp with { Place = state.Place } : null, cancellationToken)
            .ConfigureAwait(false);
        return former;
    }

    /// <summary>Looked at through the guard: the database is the one that its environment means.</summary>
    private async Task<WipeSide> SideAsync(Project side, CancellationToken cancellationToken)
    {
        var data = await new EnvironmentBackups(app, side).TargetAsync(cancellationToken).ConfigureAwait(false);
        if (!side.Tools.Exists(data.Connection))
            throw new ProblemException(
                ProblemKind.NoConnection,
                new(
                    "ST5006",
                    data.Environment,
                    "there is no database: the file is not there",
                    "nothing was changed",
                    "check the path in strata.json"
                )
            );
        await using var reader = await side.ReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new(data, await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
    }
}
