using System.Globalization;
using System.Text.Json.Nodes;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Commands;

/// <summary>Every environment of strata.json in one table. Writes nothing, and takes no lock.</summary>
/// <param name="first">Where it is told.</param>
/// <param name="load">The project with one of its environments.</param>
internal sealed class StatusTable(Project first, Func<string, Project> load)
{
    private static readonly string[] s_titles = ["environment", "policy", "changed by", "head", "applied", "pending", "last change"];

    private sealed record Row(string[] Cells, int Pending, string? Broken);

    public async Task<ExitCode> ShowAsync(bool check, CancellationToken cancellationToken)
    {
        List<Row> rows = [];
        List<Problem> problems = [];
        var exit = ExitCode.Done;
        foreach (var name in first.Config.Environments.Keys)
        {
            try
            {
                await using var project = load(name);
                var row = await LookAsync(project, cancellationToken).ConfigureAwait(false);
                rows.Add(row);
                if (row.Broken is null)
                    continue;
                if (exit == ExitCode.Done)
                    exit = ExitCode.BadHistory;
            }
            catch (ProblemException e)
            {
                if (exit != ExitCode.NoConnection)
                    exit = e.Kind == ProblemKind.Refused ? ExitCode.Refused : ExitCode.NoConnection;
                rows.Add(new([name, "", "", e.Problem.Code, "", "", ""], 0, null));
                first.Report.Event("environment", new JsonObject { ["environment"] = name, ["problem"] = e.Problem.What });
                problems.Add(e.Problem with { Where = $"environment {name}" });
            }
        }
        Print(rows);
        foreach (var problem in problems)
            first.Report.Finding(problem);
        var pending = rows.Sum(r => r.Pending);
        if (exit == ExitCode.Done && check && pending > 0)
            exit = ExitCode.Pending;
        return first.Report.End(exit, new JsonObject { ["pending"] = pending, ["environments"] = rows.Count });
    }

    private void Print(List<Row> rows)
    {
        var widths = s_titles.Select((t, i) => rows.Select(r => r.Cells[i].Length).Append(t.Length).Max()).ToArray();
        string Line(string[] cells) => ("  " + string.Join("  ", cells.Select((c, i) => c.PadRight(widths[i])))).TrimEnd();
        first.Report.Say(first.Report.Paint("1", Line(s_titles)));
        foreach (var row in rows)
            first.Report.Say(Line(row.Cells) + (row.Broken is { } broken ? $"  {first.Report.Paint("31", broken)}" : ""));
    }

    private async Task<Row> LookAsync(Project project, CancellationToken cancellationToken)
    {
        var folder = await project.FolderAsync(cancellationToken).ConfigureAwait(false);
        await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
        var state = TargetState.Empty;
        if (await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        var (pending, broken) = (0, folder?.Problems is [var problem, ..] ? $"{problem.Code}: {problem.What}" : null);
        try
        {
            pending = folder is null ? 0 : HistoryCheck.Compare(folder.Migrations, state, target.Name, to: null, project.OutOfOrder).Length;
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            broken ??= $"{e.Problem.Code}: {e.Problem.What}";
        }
        var name = project.Environment!.Name;
        var head = HistoryCheck.Head(folder?.Migrations ?? [], state)?.Tag;
        var applied = state.Current.Count(r => r.State == HistoryState.Applied);
        var last = state.History.Where(r => r.Finished is not null).MaxBy(r => r.Finished);
        var mode = state.Stamp?.Mode.ToString().ToLowerInvariant();
        first.Report.Event(
            "environment",
            new JsonObject
            {
                ["environment"] = name,
                ["policy"] = project.Policy.ToString().ToLowerInvariant(),
                ["head"] = head,
                ["applied"] = applied,
                ["pending"] = pending,
                ["mode"] = mode ?? "not touched yet",
                ["lastAt"] = last?.Finished,
                ["lastBy"] = last is null ? null : $"{last.By}@{last.Host}",
                ["commit"] = last?.Commit,
                ["problem"] = broken,
            }
        );
        var when = last is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{last.Finished:yyyy-MM-dd HH:mm} by {last.By}@{last.Host}{(last.Commit is { } commit ? $" {commit[..Math.Min(8, commit.Length)]}" : "")}"
            );
        return new(
            [
                name,
                project.Policy.ToString().ToLowerInvariant(),
                mode ?? "nobody yet",
                head ?? "no migration",
                $"{applied}",
                $"{pending}",
                when,
            ],
            pending,
            broken
        );
    }
}
