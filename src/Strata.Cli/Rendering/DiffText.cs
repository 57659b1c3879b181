using Strata.Cli.Terminal;
using Strata.Core.MigrationFiles;
using Strata.Diffing;

namespace Strata.Cli.Rendering;

/// <summary>The outcome of <c>diff</c>: SQL on standard output, and nothing else there.</summary>
internal static class DiffText
{
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
