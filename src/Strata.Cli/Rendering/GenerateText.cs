using Strata.Cli.Terminal;
using Strata.Generating;

namespace Strata.Cli.Rendering;

/// <summary>The outcome of <c>generate</c> for people.</summary>
internal static class GenerateText
{
    public static void Write(GenerateResult result, CommandOutput output)
    {
        if (result.Path is { } path)
            Written(result, path, output);
        else if (result.IsMissing)
        {
            PlanText.Write(result.Plan, output);
            output.Say("a migration is missing: run strata generate");
        }
        else
            output.Say("no changes");
    }

    private static void Written(GenerateResult result, string path, CommandOutput output)
    {
        foreach (var hazard in result.Plan.Hazards.Distinct())
            PlanText.Write(hazard, output);
        output.Say($"wrote {path}");
        if (result.DownPath is { } down)
            output.Say($"wrote {down}");
        if (result.Reversal is { } reversal)
            output.Say(PlanText.Of(reversal));
        if (result.Proof is { Up: true, Down: false } proof)
            output.Note($"the reversal is not proven: {string.Join("; ", proof.Missing)}");
    }
}
