using Spectre.Console;
using Strata.Deploy.Deploying;
using Strata.Deploy.History;
using Strata.Deploy.Recording;

namespace Strata.Cli.Rendering;

/// <summary>The events and outcomes of <c>deploy</c> for people: each line of a step has its name.</summary>
internal static class DeployText
{
    /// <summary>The text of an event; null for another one.</summary>
    public static EscapedText? Of(OperationEvent e, CommandOutput output) =>
        e switch
        {
            StepStarted s => output.Paint(Color.Teal, $"> {s.Step}"),
            StepOutput o => (EscapedText)$"{o.Step} | {o.Line}",
            MigrationPlanned m => (EscapedText)$"pending: {m.Tag}, {Quantity.Count(m.Statements, "statement")}",
            DeployEnded d => EscapedText.Join("\n", Summary(d, output)),
            _ => null,
        };

    private static IEnumerable<EscapedText> Summary(DeployEnded deploy, CommandOutput output)
    {
        var detail = deploy.Detail;
        var width = detail.Steps.Select(s => s.Name.Length).DefaultIfEmpty().Max();
        return
        [
            "",
            .. detail.Steps.Select(s => (EscapedText)$"  {s.Name.PadRight(width)}  {State(s, output)}  {s.Told}"),
            "",
            $"  database  {(detail.Head is { } head ? $"at {head}" : "no migration")}",
            .. detail.Services.Select(s => (EscapedText)$"  {s.Name, -8}  {s.Told}"),
            $"  log       {deploy.Log}",
        ];
    }

    private static EscapedText State(StepRecord step, CommandOutput output)
    {
        var color =
            step.State == StepState.Done ? Color.Green
            : step.State == StepState.Failed ? Color.Red
            : Color.Yellow;
        var time = step.State == StepState.NotDone ? "" : Quantity.Elapsed(step.Time);
        return $"{output.Paint(color, step.Word.PadRight(8))}  {time, 8}";
    }

    public static void Write(DeployResult result, CommandOutput output) =>
        output.Say(result.Detail is null ? "no changes: nothing to generate" : $"deployed to {result.Environment}");

    public static void Write(DeployPlanResult plan, CommandOutput output) =>
        output.Say($"wrote {plan.File}; nothing was run\nhash: {plan.Hash}");

    public static void Write(DeployPreview preview, CommandOutput output)
    {
        foreach (var migration in preview.Pending)
        foreach (var statement in migration.Script.Statements)
            output.Say($"  {migration.Tag}: {statement.Summary()}");
        foreach (var step in preview.Steps)
            output.Say($"  {step.Name}: {step.Text}");
        output.Say("nothing was run");
    }

    public static void Write(DeployHistoryResult history, CommandOutput output)
    {
        foreach (var deploy in history.Deploys)
        {
            var (run, detail) = (deploy.Run, deploy.Detail);
            var kind = detail.Kind.ToString().ToLowerInvariant();
            var outcome = DeployHistoryResult.OutcomeOf(deploy).ToString().ToLowerInvariant();
            var time = run.Finished is { } end && run.Started is { } start ? Quantity.Elapsed(end - start) : "";
            var by = $"by {run.By.By}@{run.By.Host}{(run.By.Commit is { } commit ? $" from {commit[..Math.Min(7, commit.Length)]}" : "")}";
            output.Say($"{run.Started:yyyy-MM-dd HH:mm:ss}  {kind, -9} {detail.Tag ?? "database", -20} {outcome, -9} {time, 8}  {by}");
            foreach (var service in detail.Services)
                output.Say($"    {service.Name}: {service.Told}");
            if (detail.Problem is { } problem)
                output.Say($"    {problem}");
        }
        var more = history.Count - history.Deploys.Count;
        if (history.Count == 0 || more > 0)
            output.Say(more > 0 ? $"{more} more before" : $"nothing was ever deployed to {history.Environment}");
    }
}
