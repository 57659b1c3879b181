using System.Text.Json.Nodes;
using Strata.Cli.Rendering.Text;
using Strata.Cli.Terminal;
using Strata.Status;

namespace Strata.Cli.Rendering.Json;

/// <summary>The outcomes of <c>status</c> for programs.</summary>
internal static class StatusJson
{
    public static void Write(StatusResult status, RemedyWriter remedies, CommandOutput output)
    {
        output.Line(
            "database",
            new()
            {
                ["target"] = output.Shorten(status.Target),
                ["environment"] = status.Stamp?.Environment,
                ["mode"] = status.Stamp?.Mode.ToString().ToLowerInvariant(),
            }
        );
        foreach (var problem in status.FolderProblems)
            output.Line("problem", ProblemJson.Of(problem, remedies, output.Shorten));
        foreach (var migration in status.Migrations)
            output.Line("migration", Of(migration));
        if (status.Retained is [var first, ..])
            output.Line(
                "kept",
                new()
                {
                    ["objects"] = status.Retained.Count,
                    ["expired"] = status.Retained.Count(k => k.IsExpired),
                    ["until"] = first.Until,
                }
            );
    }

    private static JsonObject Of(MigrationStatus migration) =>
        new()
        {
            ["tag"] = migration.Tag,
            ["state"] = migration.State == MigrationState.OutOfOrder ? "outOfOrder" : migration.State.ToString().ToLowerInvariant(),
            ["outOfOrder"] = migration.RanOutOfOrder || migration.State == MigrationState.OutOfOrder,
            ["started"] = migration.Row?.Started,
            ["finished"] = migration.Row?.Finished,
            ["by"] = migration.Row?.By,
            ["host"] = migration.Row?.Host,
            ["commit"] = migration.Row?.Commit,
            ["error"] = migration.Row?.Error,
        };

    public static void Write(AllStatusResult all, RemedyWriter remedies, CommandOutput output)
    {
        foreach (var row in all.Environments)
            output.Line("environment", Of(row));
        foreach (var row in all.Environments)
            if (row.Problem is { } problem)
                output.Line("problem", ProblemJson.Of(problem, remedies, output.Shorten));
    }

    private static JsonObject Of(EnvironmentStatus row) =>
        row.Status is not { } status
            ? new() { ["environment"] = row.Environment, ["problem"] = row.Problem?.What }
            : new()
            {
                ["environment"] = row.Environment,
                ["policy"] = status.Policy.ToString().ToLowerInvariant(),
                ["head"] = status.Head?.Tag,
                ["applied"] = status.Applied,
                ["pending"] = status.Pending,
                ["mode"] = status.Stamp?.Mode.ToString().ToLowerInvariant() ?? "never changed",
                ["lastAt"] = status.LastChange?.Finished,
                ["lastBy"] = status.LastChange is { } last ? $"{last.By}@{last.Host}" : null,
                ["commit"] = status.LastChange?.Commit,
                ["problem"] = status.Inconsistency is { } problem ? $"{problem.Code}: {problem.What}" : null,
            };

    public static void Write(RunsResult runs, CommandOutput output)
    {
        foreach (var run in runs.Runs)
            output.Line(
                "run",
                new()
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
                }
            );
    }
}
