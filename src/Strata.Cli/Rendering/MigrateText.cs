using Strata.Core.Model;
using Strata.Migrating;
using Strata.Verifying;

namespace Strata.Cli.Rendering;

/// <summary>The outcomes of <c>migrate</c> for people.</summary>
internal static class MigrateText
{
    public static void Write(MigrateResult result, CommandOutput output) =>
        output.Say(
            result.Applied.Count > 0 ? $"{Quantity.Count(result.Applied.Count, "migration")} applied; {result.Target} is at {result.Head}"
            : result.Head is { } head ? $"up to date at {head}{(result.Drift.Count > 0 ? ", with drift" : "")}"
            : "up to date"
        );

    public static void Write(MigratePreview preview, CommandOutput output)
    {
        foreach (var (pending, groups) in preview.Pending)
        {
            var done = pending.Done > 0 ? $", {pending.Done} done" : "";
            var late = pending.Overtaken is { } after ? $"; out of order: {after}, which stands after it, is applied" : "";
            output.Say($"{pending.Migration.Tag}: {Quantity.Count(pending.Migration.Script.Statements.Length, "statement")}{done}{late}");
            foreach (var group in groups)
            {
                var alone = group.Transaction == TransactionMode.None ? "outside a transaction: " : "";
                foreach (var statement in group.Statements)
                    output.Say($"  {alone}{statement.Summary()}");
            }
        }
        var count = preview.Pending.Count;
        output.Say(
            count == 0
                ? $"up to date{(preview.Drift.Count > 0 ? ", with drift" : "")}"
                : $"{Quantity.Count(count, "migration")} would run; nothing was run"
        );
    }

    public static void Write(VerifyResult result, CommandOutput output) =>
        output.Say(
            $"{Counted(result.Migrations, "migration leads", "migrations lead")} from an empty database to the schema; "
                + $"{Counted(result.RolledBack, "down-script leads", "down-scripts lead")} back"
        );

    private static string Counted(int n, string one, string many) => $"{n} {(n == 1 ? one : many)}";
}
