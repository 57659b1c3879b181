using System.Text.Json.Nodes;
using Strata.Cli.Terminal;
using Strata.Generating;
using Strata.Operations;

namespace Strata.Cli.Rendering.Json;

/// <summary>The outcome of <c>generate</c> for programs.</summary>
internal static class GenerateJson
{
    public static void Write(GenerateResult result, CommandOutput output)
    {
        if (result.Written is not null)
            foreach (var hazard in result.Plan.Hazards.Distinct())
                output.Line("hazard", OperationJson.Of(hazard));
        if (!result.IsMissing)
            return;
        foreach (var step in result.Plan.Steps)
            output.Line("statement", OperationJson.Of(step));
        output.Line("missing", new JsonObject { ["statements"] = result.Plan.Steps.Count() });
    }
}
