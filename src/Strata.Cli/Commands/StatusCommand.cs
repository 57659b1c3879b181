using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;

namespace Strata.Cli.Commands;

/// <summary>The folder beside the database's own record. Writes nothing, and takes no lock.</summary>
internal sealed class StatusCommand(Project project)
{
    private static readonly Option<bool> s_check = new("--check") { Description = "exit 5 when something is pending" };
    private static readonly Option<bool> s_runs = new("--runs")
    {
        Description = "the commands that wrote to the database: who, when, from where, how long",
    };
    private static readonly Option<bool> s_all = new("--all") { Description = "every environment of strata.json, a line each" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("status", CommandList.Describe("status")) { s_check, s_all, s_runs };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (parsed.GetValue(s_all))
                    return (int)await AllAsync(app, options, parsed, cancellationToken).ConfigureAwait(false);
                await using var project = Project.Load(app, options, parsed);
                if (parsed.GetValue(s_runs))
                    return (int)await new RunList(project).ShowAsync(cancellationToken).ConfigureAwait(false);
                return (int)await new StatusCommand(project).RunAsync(parsed.GetValue(s_check), cancellationToken).ConfigureAwait(false);
            }
        );
        return command;
    }

    /// <summary>Environments side by side. One that cannot be looked at is a line too, and the command's failure.</summary>
    private static async Task<ExitCode> AllAsync(App app, GlobalOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(options.Environment) is { } one)
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2025",
                    "--all, --env",
                    $"--all is about every environment, --env {one} about one",
                    "nothing was done",
                    "keep one of the two"
                )
            );
        await using var first = Project.Load(app, options, parsed);
        return await new StatusTable(first, name => Project.Load(app, options, parsed, name))
            .ShowAsync(parsed.GetValue(s_check), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<ExitCode> RunAsync(bool check, CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        var state = TargetState.Empty;
        ImmutableArray<RetainedObject> kept = [];
        if (await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (state.Exists)
                kept = await target.ReadRetainedAsync(sizes: false, cancellationToken).ConfigureAwait(false) ?? [];
        }
        var mode = state.Stamp is { } stamp
            ? $"{stamp.Environment}, changed by {stamp.Mode.ToString().ToLowerInvariant()} since {stamp.Since:yyyy-MM-dd}"
            : "not touched by Strata yet";
        project.Report.Event(
            "database",
            new JsonObject
            {
                ["target"] = target.Name,
                ["environment"] = state.Stamp?.Environment,
                ["mode"] = state.Stamp?.Mode.ToString().ToLowerInvariant(),
            },
            $"{target.Name}: {mode}"
        );

        var rows = state.Current.ToDictionary(r => r.Tag, StringComparer.Ordinal);
        foreach (var problem in folder?.Problems ?? [])
        {
            project.Report.Event("problem", JsonOutput.Of(problem));
            project.Report.Note($"{problem.Code} {problem.Where}: {problem.What}");
        }
        // A migration that is still to be written is work left to do, not a broken folder.
        var pending = folder?.Problems.Count(p => p.Code == SqlScript.EmptyCode) ?? 0;
        var broken = folder?.Problems.Any(p => p.Code != SqlScript.EmptyCode) == true;
        ImmutableArray<Migration> migrations = folder?.Migrations ?? [];
        var ranLate = HistoryCheck.RanOutOfOrder(migrations, state);
        var last = migrations.LastOrDefault(m => rows.GetValueOrDefault(m.Tag)?.State == HistoryState.Applied);
        List<string> late = [];
        foreach (var migration in migrations)
        {
            var row = rows.GetValueOrDefault(migration.Tag);
            var (word, color) = Describe(migration, row);
            if (
                word == "pending"
                && last is not null
                && migrations.IndexOf(migration) < migrations.IndexOf(last)
                && migration.Entry.Replaces.Count == 0
            )
            {
                word = "late";
                late.Add(migration.Tag);
            }
            broken |= word == "edited";
            pending += word is "pending" or "late" or "failed" or "running" ? 1 : 0;
            Line(migration.Tag, word, color, row, ranLate.Contains(migration.Tag));
        }
        if (late.Count > 0)
        {
            broken |= project.OutOfOrder == OutOfOrder.Error;
            project.Report.Note(
                $"{string.Join(", ", late)} merged late: {last!.Tag}, which stands after, is applied; strata migrate {(project.OutOfOrder == OutOfOrder.Apply ? "runs what is late, out of order" : "says what can be done")}"
            );
        }
        var replaced = (folder?.Migrations ?? []).SelectMany(m => m.Entry.Replaces).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.Values.Where(r => folder?.Migrations.Any(m => m.Tag == r.Tag) != true && !replaced.Contains(r.Tag)))
        {
            broken = true;
            Line(row.Tag, "unknown", "31", row);
        }
        if (pending == 0 && HistoryCheck.Head(migrations, state) is { Fingerprint: null, Kind: HistoryKind.Migrate } unverified)
            project.Report.Note($"the database was not found to be what {unverified.Tag} leads to: strata migrate looks again");
        if (!kept.IsEmpty)
            project.Report.Event(
                "kept",
                new JsonObject
                {
                    ["objects"] = kept.Length,
                    ["expired"] = kept.Count(k => k.IsExpired),
                    ["until"] = kept[0].Until,
                },
                $"  kept aside: {kept.Length} dropped, the first until {kept[0].Until:yyyy-MM-dd}{(kept.Any(k => k.IsExpired) ? ": strata purge deletes what has expired" : "")}"
            );
        var summary =
            rows.Count == 0 && pending == 0 ? "no migrations"
            : pending == 0 ? "up to date"
            : $"{pending} pending";
        var exit =
            broken ? ExitCode.BadHistory
            : check && pending > 0 ? ExitCode.Pending
            : ExitCode.Done;
        return project.Report.End(
            exit,
            new JsonObject { ["pending"] = pending },
            broken ? "the files and the database's history do not fit: see above" : summary
        );
    }

    private static (string Word, string Color) Describe(Migration migration, HistoryRow? row) =>
        row switch
        {
            null => ("pending", "33"),
            { State: HistoryState.Applied } when row.Hash != migration.Hash => ("edited", "31"),
            { State: HistoryState.Applied } => ("applied", "32"),
            { State: HistoryState.Failed } => ("failed", "31"),
            _ => ("running", "33"),
        };

    private void Line(string tag, string word, string color, HistoryRow? row, bool late = false)
    {
        var detail = row is null
            ? ""
            : string.Concat(
                $"  {row.Started:yyyy-MM-dd HH:mm}",
                row.Finished is { } end && row.Started is { } start
                    ? $"  {RunReport.Time(end - start)}"
                    : $"  {row.StatementsDone}/{row.StatementsTotal} statements",
                $"  by {row.By}@{row.Host}",
                late ? "  out of order" : "",
                row.Commit is { Length: >= 8 } commit ? $"  {commit[..8]}" : "",
                row.Error is { } error ? $"\n           {error}" : ""
            );
        project.Report.Event(
            "migration",
            new JsonObject
            {
                ["tag"] = tag,
                ["state"] = word,
                ["outOfOrder"] = late || word == "late",
                ["started"] = row?.Started,
                ["finished"] = row?.Finished,
                ["by"] = row?.By,
                ["host"] = row?.Host,
                ["commit"] = row?.Commit,
                ["error"] = row?.Error,
            },
            $"  {project.Report.Paint(color, word.PadRight(8))} {tag}{detail}"
        );
    }
}
