using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Strata.Cli.Data;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Deploy.Backups;
using Strata.Deploy.Content;

namespace Strata.Cli.Deploying;

/// <summary>The tables of <c>"content"</c> go from one environment to another: <c>deploy --sync-content</c>.</summary>
internal sealed class ContentStep(App app, Project target)
{
    /// <summary>The environment that the rows come from where the command line names none.</summary>
    /// <exception cref="ProblemException">The file names no tables (ST5054, exit 2).</exception>
    public string From => Settings.From;

    private Strata.Project.Configuration.ContentSettings Settings =>
        target.Config.Content
        ?? throw new ProblemException(
            ProblemKind.Usage,
            new(
                "ST5054",
                target.Config.File,
                "strata.json names no tables whose rows are content",
                "nothing was changed",
                "add: \"content\": { \"tables\": [\"…\"], \"from\": \"local\" }"
            )
        );

    /// <summary>Shows what would change, has it confirmed, and changes it.</summary>
    /// <param name="source">Where the rows come from; only read.</param>
    /// <param name="dryRun">Only show.</param>
    /// <param name="confirmed">The target's name, where the command was given it.</param>
    /// <param name="command">What to type to confirm, without the flag.</param>
    /// <param name="cancellationToken">Stops; nothing is changed then.</param>
    /// <exception cref="ProblemException">Exit 2, 7, 9, 10, 11: nothing was changed.</exception>
    public async Task<ImmutableArray<ContentCount>> RunAsync(
        Project source,
        bool dryRun,
        string? confirmed,
        string command,
        CancellationToken cancellationToken
    )
    {
        var tables = Settings.Tables.Select(t => new ContentTable(t.Name, [.. t.Key])).ToList();
        var (from, to) = (
            await SideAsync(source, cancellationToken).ConfigureAwait(false),
            await SideAsync(target, cancellationToken).ConfigureAwait(false)
        );
        if (from.Dialect != to.Dialect)
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9055",
                    to.Environment,
                    $"\"{from.Environment}\" is {from.Dialect}, and \"{to.Environment}\" is {to.Dialect}",
                    "nothing was changed",
                    "name another environment to copy from: --from NAME"
                )
            );
        if (
            await target.Tools.Swap.LocateAsync(from.Connection, cancellationToken).ConfigureAwait(false)
            == await target.Tools.Swap.LocateAsync(to.Connection, cancellationToken).ConfigureAwait(false)
        )
            throw new ProblemException(
                ProblemKind.Refused,
                new(
                    "ST9052",
                    to.Environment,
                    $"\"{from.Environment}\" and \"{to.Environment}\" are one and the same database",
                    "nothing was changed",
                    "check the URLs of both in strata.json"
                )
            );
        var sync = new ContentSync(target.Tools.Content);
        var counts = await RunAsync(sync, from, to, tables, apply: false, cancellationToken).ConfigureAwait(false);
        foreach (var c in counts)
            target.Report.Event(
                "content",
                new JsonObject
                {
                    ["table"] = c.Table,
                    ["inserts"] = (double)c.Inserts,
                    ["updates"] = (double)c.Updates,
                    ["deletes"] = (double)c.Deletes,
                },
                $"  {c.Table}: {c.Inserts} to insert, {c.Updates} to update, {c.Deletes} to delete"
            );
        if (dryRun || counts.All(c => c.IsNone))
            return counts;
        await new Consent(target, "")
            .RequireAsync(
                $"{DataText.Count(counts.Sum(c => c.Inserts
+ c.Updates
+ c.Deletes), "row")} of \"{to.Environment}\" "
                    + $"would be changed: {string.Join(", ", counts.Where(c => !c.IsNone).Select(c => $"{c.Table} +{c.Inserts} ~{c.Updates} -{c.Deletes}"))}",
                confirmed,
                command,
                cancellationToken
            )
            .ConfigureAwait(false);
        return await RunAsync(sync, from, to, tables, apply: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shows what would change, and makes sure that it can be confirmed.</summary>
    /// <inheritdoc cref="RunAsync(Project, bool, string?, string, CancellationToken)"/>
    public async Task RequireAsync(Project source, string? confirmed, string command, CancellationToken cancellationToken)
    {
        var counts = await RunAsync(source, dryRun: true, confirmed, command, cancellationToken).ConfigureAwait(false);
        if (counts.Any(c => !c.IsNone))
            new Consent(target, "").RequireAnswerable($"content of \"{target.Environment!.Name}\" would be changed", confirmed, command);
    }

    private Task<ImmutableArray<ContentCount>> RunAsync(
        ContentSync sync,
        DataTarget from,
        DataTarget to,
        List<ContentTable> tables,
        bool apply,
        CancellationToken cancellationToken
    ) =>
        target.Report.ProgressAsync(
            apply ? "Copying content" : "Comparing content",
            at => sync.RunAsync(from, to, tables, apply, at, cancellationToken)
        );

    /// <summary>Looked at through the guard: the database is the one that its environment means.</summary>
    private async Task<DataTarget> SideAsync(Project side, CancellationToken cancellationToken)
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
        return data;
    }
}
