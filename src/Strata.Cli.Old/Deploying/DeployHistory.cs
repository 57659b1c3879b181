using System.CommandLine;
using System.Text.Json.Nodes;
using Strata.Cli.Commands;
using Strata.Cli.Output;
using Strata.Core.Record;
using Strata.Deploy;

namespace Strata.Cli.Deploying;

/// <summary>What was deployed to an environment: when, by whom, what came of it. Reads only.</summary>
internal static class DeployHistory
{
    private const int Shown = 20;

    public static Command Create(App app, GlobalOptions options)
    {
        var command = new Command("history", "what was deployed, when, by whom, and what came of it");
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var project = DeployCommand.LoadNamed(app, options, parsed);
                return (int)await RunAsync(project, cancellationToken).ConfigureAwait(false);
            }
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(Project project, CancellationToken cancellationToken)
    {
        IReadOnlyList<(CommandRun Run, DeployDetail Detail)> deploys = [];
        if (await project.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            // What another environment's database tells is not this one's record.
            await using (var reader = await project.ReaderAsync(cancellationToken).ConfigureAwait(false))
                await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
            deploys = await DeployJournal
                .ReadAsync(
                    project.Tools.RunLog(await project.ConnectionAsync(cancellationToken).ConfigureAwait(false)),
                    project.Environment!.Name,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        foreach (var (run, detail) in deploys.Take(Shown))
        {
            var json = Json(detail);
            json["id"] = run.Id.ToString();
            json["startedAt"] = run.Started;
            json["finishedAt"] = run.Finished;
            json["by"] = $"{run.By.By}@{run.By.Host}";
            json["commit"] = run.By.Commit;
            json["deployExit"] = run.Exit;
            json["planHash"] = run.Plan;
            var took = run.Finished is { } end && run.Started is { } start ? RunReport.Time(end - start) : "";
            project.Report.Event(
                "deploy",
                json,
                $"{run.Started:yyyy-MM-dd HH:mm:ss}  {detail.Kind.ToString().ToLowerInvariant(), -9} {detail.Tag ?? "database", -20}"
                    + $" {Outcome(run, detail), -9} {took, 8}  by {run.By.By}@{run.By.Host}{(run.By.Commit is { } commit ? $" from {commit[..Math.Min(7, commit.Length)]}" : "")}"
            );
            foreach (var service in detail.Services)
                project.Report.Say($"    {service.Name}: {DeployConsole.State(service)}");
            if (detail.Problem is { } problem)
                project.Report.Say($"    {problem}");
        }
        return project.Report.End(
            ExitCode.Done,
            new JsonObject { ["deploys"] = deploys.Count },
            deploys.Count == 0 ? $"nothing was ever deployed to {project.Environment!.Name}"
                : deploys.Count > Shown ? $"{deploys.Count - Shown} more before"
                : null
        );
    }

    public static JsonObject Json(DeployDetail detail) =>
        new()
        {
            ["environment"] = detail.Environment,
            ["kind"] = detail.Kind.ToString().ToLowerInvariant(),
            ["tag"] = detail.Tag,
            ["head"] = detail.Head,
            ["log"] = detail.Log,
            ["problem"] = detail.Problem,
            ["steps"] = JsonOutput.Array(
                detail.Steps.Select(s => new JsonObject
                {
                    ["step"] = s.Name,
                    ["state"] = DeployConsole.Word(s.State),
                    ["ms"] = Math.Round(s.Time.TotalMilliseconds),
                    ["told"] = s.Told,
                })
            ),
            ["services"] = JsonOutput.Array(
                detail.Services.Select(s => new JsonObject
                {
                    ["service"] = s.Name,
                    ["state"] = s.State.ToString().ToLowerInvariant(),
                    ["serves"] = s.Serves,
                    ["previous"] = s.Previous,
                    ["revision"] = s.Revision,
                    ["version"] = s.Version,
                    ["percent"] = s.Percent,
                })
            ),
        };

    private static string Outcome(CommandRun run, DeployDetail detail) =>
        run.Exit switch
        {
            null => "running",
            0 => "done",
            _ when detail.Problem == DeployJournal.WasKilled => "killed",
            (int)ExitCode.Interrupted or (int)ExitCode.Terminated => "stopped",
            _ => "failed",
        };
}
