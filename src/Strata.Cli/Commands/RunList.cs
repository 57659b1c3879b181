using System.Globalization;
using System.Text.Json.Nodes;
using Strata.Core.Record;

namespace Strata.Cli.Commands;

/// <summary>The commands that wrote to a database, the newest last.</summary>
internal sealed class RunList(Project project)
{
    private const int Most = 50;

    public async Task<ExitCode> ShowAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<CommandRun> runs = [];
        if (await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            // Opened first: the database must be the one that is meant.
            await using var target = await project.ReaderAsync(cancellationToken).ConfigureAwait(false);
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            runs = await project
                .Tools.RunLog(await project.ConnectionAsync(cancellationToken).ConfigureAwait(false))
                .ReadAsync(null, Most, cancellationToken)
                .ConfigureAwait(false);
        }
        foreach (var run in runs.Reverse())
            Show(run);
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["runs"] = runs.Count },
            runs.Count == 0 ? "no command has written to it yet" : null
        );
    }

    private void Show(CommandRun run)
    {
        var seconds = (run.Finished - run.Started)?.TotalSeconds;
        var end = run.Exit is { } exit
            ? exit == 0
                ? "done"
                : $"exit {exit}"
            : "not ended";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Started:yyyy-MM-dd HH:mm:ss}Z  {run.Command, -10} {end, -9} {(seconds is { } s ? $"{s, 7:0.0} s" : "         ")}"
                + $"  {run.By.By}@{run.By.Host}{(run.By.Commit is { } commit ? $"  {commit[..Math.Min(8, commit.Length)]}" : "")}{(run.Plan is { } plan ? $"  plan {plan[..Math.Min(12, plan.Length)]}" : "")}"
        );
        project.Report.Event(
            "run",
            new JsonObject
            {
                ["id"] = run.Id.ToString(),
                ["command"] = run.Command,
                ["by"] = run.By.By,
                ["host"] = run.By.Host,
                ["tool"] = run.By.Tool,
                ["commit"] = run.By.Commit,
                ["plan"] = run.Plan,
                ["startedAt"] = run.Started,
                ["finishedAt"] = run.Finished,
                ["runExit"] = run.Exit,
                ["detail"] = JsonNode.Parse(run.Detail),
            },
            line
        );
    }
}
