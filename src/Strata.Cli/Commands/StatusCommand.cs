using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Output;
using Strata.Core;
using Strata.Core.Files;
using Strata.Core.Running;
using Strata.Core.Sql;

namespace Strata.Cli.Commands;

/// <summary>The folder beside the database's own record. Writes nothing, and takes no lock.</summary>
internal sealed class StatusCommand(Project project)
{
    private static readonly Option<bool> s_check = new("--check") { Description = "exit 5 when something is pending" };

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("status", CommandList.Describe("status")) { s_check };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var project = Project.Load(app, options, parsed);
            return (int)await new StatusCommand(project).RunAsync(parsed.GetValue(s_check), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private async Task<ExitCode> RunAsync(bool check, CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        await using var target = project.Tools.Reader(project.Connection);
        var state = TargetState.Empty;
        if (project.Tools.Exists(project.Connection))
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        var mode = state.Stamp is { } stamp ? $"{stamp.Environment}, changed by {stamp.Mode.ToString().ToLowerInvariant()} since {stamp.Since:yyyy-MM-dd}" : "not touched by Strata yet";
        project.Report.Event("database", new JsonObject { ["target"] = target.Name, ["environment"] = state.Stamp?.Environment, ["mode"] = state.Stamp?.Mode.ToString().ToLowerInvariant() }, $"{target.Name}: {mode}");

        var rows = state.Current.ToDictionary(r => r.Tag, StringComparer.Ordinal);
        foreach (var problem in folder?.Problems ?? [])
        {
            project.Report.Event("problem", JsonOutput.Of(problem));
            project.Report.Note($"{problem.Code} {problem.Where}: {problem.What}");
        }
        // A migration that is still to be written is work left to do, not a broken folder.
        var pending = folder?.Problems.Count(p => p.Code == SqlScript.EmptyCode) ?? 0;
        var broken = folder?.Problems.Any(p => p.Code != SqlScript.EmptyCode) == true;
        foreach (var migration in folder?.Migrations ?? [])
        {
            var row = rows.GetValueOrDefault(migration.Tag);
            var (word, color) = Describe(migration, row);
            broken |= word == "edited";
            pending += word is "pending" or "failed" or "running" ? 1 : 0;
            Line(migration.Tag, word, color, row);
        }
        var replaced = (folder?.Migrations ?? []).SelectMany(m => m.Entry.Replaces).Select(r => r.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.Values.Where(r => folder?.Migrations.Any(m => m.Tag == r.Tag) != true && !replaced.Contains(r.Tag)))
        {
            broken = true;
            Line(row.Tag, "unknown", "31", row);
        }
        if (pending == 0 && HistoryCheck.Head(state) is { Fingerprint: null, Kind: HistoryKind.Migrate } unverified)
            project.Report.Note($"the database was not found to be what {unverified.Tag} leads to: strata migrate looks again");
        var summary = rows.Count == 0 && pending == 0 ? "no migrations" : pending == 0 ? "up to date" : $"{pending} pending";
        var exit = broken ? ExitCode.BadHistory : check && pending > 0 ? ExitCode.Pending : ExitCode.Done;
        return project.Report.End(exit, new JsonObject { ["pending"] = pending }, broken ? "the files and the database's history do not fit: see above" : summary);
    }

    private static (string Word, string Color) Describe(Migration migration, HistoryRow? row) => row switch
    {
        null => ("pending", "33"),
        { State: HistoryState.Applied } when row.Hash != migration.Hash => ("edited", "31"),
        { State: HistoryState.Applied } => ("applied", "32"),
        { State: HistoryState.Failed } => ("failed", "31"),
        _ => ("running", "33"),
    };

    private void Line(string tag, string word, string color, HistoryRow? row)
    {
        var detail = row is null ? "" : string.Concat(
            $"  {row.Started:yyyy-MM-dd HH:mm}",
            row.Finished is { } end && row.Started is { } start ? $"  {RunReport.Time(end - start)}" : $"  {row.StatementsDone}/{row.StatementsTotal} statements",
            $"  by {row.By}@{row.Host}",
            row.Commit is { Length: >= 8 } commit ? $"  {commit[..8]}" : "",
            row.Error is { } error ? $"\n           {error}" : "");
        project.Report.Event("migration", new JsonObject
        {
            ["tag"] = tag,
            ["state"] = word,
            ["started"] = row?.Started,
            ["finished"] = row?.Finished,
            ["by"] = row?.By,
            ["host"] = row?.Host,
            ["commit"] = row?.Commit,
            ["error"] = row?.Error,
        }, $"  {project.Report.Paint(color, word.PadRight(8))} {tag}{detail}");
    }
}
