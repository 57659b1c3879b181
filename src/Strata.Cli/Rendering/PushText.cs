using Strata.Cli.Terminal;
using Strata.Pushing;

namespace Strata.Cli.Rendering;

/// <summary>The outcome of <c>push</c> for people.</summary>
internal static class PushText
{
    public static void Write(PushResult result, CommandOutput output) =>
        output.Say(
            result.Plan.IsEmpty ? "no changes"
            : result.IsDryRun ? "nothing was run"
            : $"pushed {result.Statements} statement{(result.Statements == 1 ? "" : "s")} to {result.Target} ({Durations.Text(result.Elapsed)})"
        );
}
