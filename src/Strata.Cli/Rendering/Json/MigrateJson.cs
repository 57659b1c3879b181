using System.Text.Json.Nodes;
using Strata.Cli.Terminal;
using Strata.Migrating;

namespace Strata.Cli.Rendering.Json;

/// <summary>The outcome of <c>migrate --dry-run</c> for programs.</summary>
internal static class MigrateJson
{
    public static void Write(MigratePreview preview, CommandOutput output)
    {
        foreach (var (pending, _) in preview.Pending)
            output.Line(
                "migration",
                new JsonObject
                {
                    ["tag"] = pending.Migration.Tag,
                    ["statements"] = pending.Migration.Script.Statements.Length,
                    ["done"] = pending.Done,
                    ["outOfOrder"] = pending.Overtaken is not null,
                }
            );
    }
}
