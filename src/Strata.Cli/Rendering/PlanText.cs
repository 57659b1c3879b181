using Spectre.Console;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Diffing;
using Strata.Generating;
using Strata.Pushing;

namespace Strata.Cli.Rendering;

/// <summary>Plans, their hazards and reversals, and the outcomes of commands that make one, for people.</summary>
internal static class PlanText
{
    /// <summary>The statements, each after its hazards.</summary>
    public static void Write(Plan plan, CommandOutput output)
    {
        foreach (var step in plan.Steps)
        {
            foreach (var hazard in step.Hazards)
                output.Say(output.Paint(Of(hazard), $"-- hazard {hazard.Code}: {hazard.Message}"));
            output.Say(step.Sql + ";");
        }
    }

    public static void Write(Hazard hazard, CommandOutput output) =>
        output.Say($"{output.Paint(Of(hazard), $"hazard {hazard.Code}")}: {hazard.Message}");

    private static Style Of(Hazard hazard) => hazard.Destructive ? Color.Red : Color.Yellow;

    public static void Write(GenerateResult result, CommandOutput output)
    {
        if (result.Path is { } path)
            Written(result, path, output);
        else if (result.IsMissing)
        {
            Write(result.Plan, output);
            output.Say(output.Remedies.Write($"a migration is missing: {Call.Strata("generate")}"));
        }
        else
            output.Say("no changes");
    }

    private static void Written(GenerateResult result, string path, CommandOutput output)
    {
        foreach (var hazard in result.Plan.Hazards.Distinct())
            Write(hazard, output);
        output.Say($"wrote {path}");
        if (result.DownPath is { } down)
            output.Say($"wrote {down}");
        if (result.Reversal is { } reversal)
            output.Say(reversal.Summary);
        if (result.Proof is { Up: true, Down: false } proof)
            output.Note($"the reversal is not proven: {string.Join("; ", proof.Missing)}");
    }

    public static void Write(PushResult result, CommandOutput output) =>
        output.Say(
            result.Plan.IsEmpty ? "no changes"
            : result.IsDryRun ? "nothing was run"
            : $"pushed {Quantity.Count(result.Statements, "statement")} to {result.Target} ({Quantity.Elapsed(result.Elapsed)})"
        );

    // SQL on standard output, and nothing else there.
    public static void Write(DiffResult result, CommandOutput output)
    {
        foreach (var step in result.Plan.Steps)
        {
            foreach (var hazard in step.Hazards)
                output.Result($"-- hazard {hazard.Code}: {hazard.Message.ReplaceLineEndings(" ")}");
            output.Result(MigrationText.Statement(step));
        }
    }
}
