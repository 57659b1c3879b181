using Strata.Core.Model;
using Strata.Core.Planning;

namespace Strata.Cli.Output;

/// <summary>A plan, its hazards and what it leaves, as text or JSON.</summary>
internal static class PlanPrinter
{
    public static void Print(Reporter report, Plan plan)
    {
        foreach (var step in plan.Steps)
        {
            foreach (var hazard in step.Hazards)
                report.Say(report.Paint(hazard.Destructive ? "31" : "33", $"-- hazard {hazard.Code}: {hazard.Message}"));
            report.Event("statement", JsonOutput.Of(step), step.Sql + ";");
        }
    }

    public static void Hazards(Reporter report, Plan plan)
    {
        foreach (var hazard in plan.Hazards.Distinct())
            report.Event(
                "hazard",
                JsonOutput.Of(hazard),
                report.Paint(hazard.Destructive ? "31" : "33", $"hazard {hazard.Code}") + $": {hazard.Message}"
            );
    }

    /// <summary>How far back it can be taken.</summary>
    public static void Reversal(Reporter report, Reversal reversal) =>
        report.Say(
            $"reversal: {reversal.Word}{reversal.Class switch
    {
        ReversalClass.Exact when reversal.Kept.IsEmpty => "",
        ReversalClass.Exact => $", with what is kept: {string.Join("; ", reversal.Kept)}",
        ReversalClass.Loses => $", what was written since: {string.Join("; ", reversal.Lost)}",
        ReversalClass.NeedsRows => $", which do not come back by it: {string.Join("; ", reversal.Missing)}",
        _ => "",
    }}"
        );

    public static void Notes(Reporter report, Plan plan)
    {
        foreach (var note in plan.Notes)
            report.Note(note);
    }

    /// <summary>What no kind claims is named, never passed over.</summary>
    public static void Unclaimed(Reporter report, Catalog catalog)
    {
        foreach (var id in catalog.Unclaimed)
        {
            report.Event("unmanaged", new() { ["object"] = id.Text });
            report.Note($"{id} is of a kind that this version does not manage: it is left as it is");
        }
    }
}
