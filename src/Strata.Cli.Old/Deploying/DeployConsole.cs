using Strata.Cli.Commands;
using Strata.Cli.Output;
using Strata.Deploy;

namespace Strata.Cli.Deploying;

/// <summary>A deploy as lines for people, each with the name of the step that says it, or as JSON; and its summary.</summary>
internal sealed class DeployConsole(Reporter report) : IDeployReport
{
    public void Started(string step) =>
        report.Event("step", new() { ["step"] = step, ["state"] = "running" }, report.Paint("36", $"> {step}"));

    public void Output(string step, string line) => report.Event("output", new() { ["step"] = step, ["text"] = line }, $"{step} | {line}");

    public void Ended(StepRecord step) =>
        report.Event(
            "step",
            new()
            {
                ["step"] = step.Name,
                ["state"] = Word(step.State),
                ["ms"] = Math.Round(step.Time.TotalMilliseconds),
                ["told"] = step.Told,
            }
        );

    public void Note(string text)
    {
        report.Event("note", new() { ["text"] = text });
        report.Note(text);
    }

    public void Summary(DeployDetail detail, string? log)
    {
        if (report.Json)
            return;
        report.Say("");
        var width = detail.Steps.Select(s => s.Name.Length).DefaultIfEmpty().Max();
        foreach (var step in detail.Steps)
        {
            var time = step.State is StepState.NotDone ? "" : RunReport.Time(step.Time);
            report.Say(
                (
                    $"  {step.Name.PadRight(width)}  {report.Paint(Color(step.State), Word(step.State).PadRight(8))}  {time, 8}"
                    + $"  {step.Told}"
                ).TrimEnd()
            );
        }
        report.Say("");
        report.Say($"  database  {(detail.Head is { } head ? $"at {head}" : "no migration")}");
        foreach (var service in detail.Services)
            report.Say($"  {service.Name, -8}  {State(service)}");
        if (log is not null)
            report.Say($"  log       {log}");
    }

    /// <summary>Where a service is.</summary>
    public static string State(ServiceRecord s) =>
        s.State switch
        {
            ServiceState.Untouched => $"untouched; {s.Previous ?? "what is not known"} serves",
            ServiceState.Done when s.Percent is > 0 and < 100 =>
                $"{s.Revision} gets {s.Percent} % of the requests, {s.Serves ?? "nothing"} serves the rest",
            ServiceState.Done when s.Percent == 0 => $"{s.Revision} is deployed and gets no requests; {s.Serves ?? "nothing"} serves",
            ServiceState.Done =>
                $"{s.Serves} serves{(s.Previous is { } previous && previous != s.Serves ? $", before it {previous} did" : "")}",
            ServiceState.Back => $"{s.Revision} failed; {s.Serves} serves, as before",
            ServiceState.Failed => $"{s.Revision} failed, and may serve; {s.Previous ?? "nothing"} served before",
            _ => $"the deploy of {s.Revision} did not come to its end; {s.Previous ?? "nothing"} served before",
        };

    private static string Color(StepState state) =>
        state switch
        {
            StepState.Done => "32",
            StepState.Failed => "31;1",
            _ => "33",
        };

    public static string Word(StepState state) =>
        state switch
        {
            StepState.NotDone => "not done",
            _ => state.ToString().ToLowerInvariant(),
        };
}
