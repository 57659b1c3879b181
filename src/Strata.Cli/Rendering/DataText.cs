using Strata.Backups;
using Strata.Dumping;
using Strata.Replacing;
using Strata.Resetting;
using Strata.Restoring;
using Strata.Seeding;
using Strata.SyncingContent;

namespace Strata.Cli.Rendering;

/// <summary>The events and outcomes of operations on rows, for people.</summary>
internal static class DataText
{
    /// <summary>The text of an event; null for another one.</summary>
    public static string? Of(OperationEvent e, CommandOutput output) =>
        e switch
        {
            BackupMade b => $"backed up to {b.Folder}: {Quantity.Count(b.Rows, "row")}{Compared(b.Verified)}",
            SeedLoaded s => $"{s.File}: {Quantity.Count(s.Count, s.IsSql ? "statement" : "row")}",
            DatabaseClearing c => $"dropping from \"{c.Environment}\", with all rows: {c.Names}",
            TableRestored r => $"  {r.Table}: {Quantity.Count(r.Rows, "row")}",
            ContentCompared { Count: var c } => $"  {c.Table}: {c.Inserts} to insert, {c.Updates} to update, {c.Deletes} to delete",
            DatabaseReplaced { Result: var r } =>
                $"\"{r.Environment}\" is a copy of \"{r.Source}\" now: {Content(r.Tables, r.Rows)}, compared; "
                    + $"the former database is retained as {r.Former} until {r.Until:yyyy-MM-dd HH:mm} UTC "
                    + output.Remedies.Write($"(undo: {Call.Strata("undo-wipe").With("env", r.Environment)})"),
            _ => null,
        };

    public static void Write(DumpResult dump, CommandOutput output)
    {
        foreach (var old in dump.Deleted)
            output.Say($"deleted the older {old}");
        var content = $"{Quantity.Count(dump.Tables, "table")}, {Quantity.Count(dump.Rows, "row")}, {Quantity.Size(dump.Bytes)}";
        output.Say($"{dump.Folder}: {content}{Compared(dump.Verified)} ({Quantity.Elapsed(dump.Elapsed)})");
    }

    public static void Write(RestoreResult result, CommandOutput output)
    {
        var rows = Content(result.Tables, result.Rows);
        output.Say(
            result is { Target: { } place, IsDryRun: true } ? $"would be restored into \"{place}\": {rows}; nothing was changed"
            : result.Target is { } target
                ? $"restored into \"{target}\": {rows}, compared with the backup ({Quantity.Elapsed(result.Elapsed)})"
            : $"the backup of \"{result.Environment}\" is good: restored into a shadow database, {rows} are as they were"
        );
    }

    public static void Write(ResetResult result, CommandOutput output)
    {
        var seeds = result.Seeds == 0 ? "" : $", with {Quantity.Count(result.Seeds, "seed file")}";
        output.Say($"\"{result.Environment}\" was rebuilt from {result.SourceText}{seeds} ({Quantity.Elapsed(result.Elapsed)})");
    }

    public static void Write(UndoReplaceResult result, CommandOutput output) =>
        output.Say(
            $"the former database of \"{result.Environment}\" is back; the one that it replaced is retained as {result.Former} "
                + $"until {result.Until:yyyy-MM-dd HH:mm} UTC: the same command swaps them again"
        );

    private static string Content(int tables, long rows) => $"{Quantity.Count(tables, "table")} and {Quantity.Count(rows, "row")}";

    private static string Compared(bool isVerified) => isVerified ? ", restored and compared" : "";
}
