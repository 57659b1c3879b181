using Spectre.Console;
using Strata.Cli.Terminal;
using Strata.Core.Model;
using Strata.Core.Planning;

namespace Strata.Cli.Rendering;

/// <summary>A plan, its hazards and its reversal, for people.</summary>
internal static class PlanText
{
    /// <summary>The statements, each after its hazards.</summary>
    public static void Write(Plan plan, CommandOutput output)
    {
        foreach (var step in plan.Steps)
        {
            foreach (var hazard in step.Hazards)
                output.Say(output.Paint(Of(hazard), $"-- hazard {hazard.Code}: {hazard.Message}"));
            output.Sql(step.Sql + ";");
        }
    }

    public static void Write(Hazard hazard, CommandOutput output) =>
        output.Say($"{output.Paint(Of(hazard), $"hazard {hazard.Code}")}: {hazard.Message}");

    private static Style Of(Hazard hazard) => hazard.Destructive ? Color.Red : Color.Yellow;

    /// <summary>How much a rollback brings back.</summary>
    public static string Of(Reversal reversal) =>
        "reversal: "
        + reversal.Word
        + reversal.Class switch
        {
            ReversalClass.Exact when reversal.Kept.IsEmpty => "",
            ReversalClass.Exact => $", with retained data: {string.Join("; ", reversal.Kept)}",
            ReversalClass.Loses => $", what was written since: {string.Join("; ", reversal.Lost)}",
            ReversalClass.NeedsRows => $", which it does not bring back: {string.Join("; ", reversal.Missing)}",
            _ => "",
        };
}
