using System.Globalization;
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
    /// <summary>An elapsed time.</summary>
    public static string Elapsed(TimeSpan time) => time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:F0} ms" : $"{time.TotalSeconds:F1} s";

    /// <summary>The text of an event; null for another one.</summary>
    public static string? Of(OperationEvent e) =>
        e switch
        {
            BackupMade b => $"backed up to {b.Folder}: {Count(b.Rows, "row")}{Compared(b.Verified)}",
            SeedLoaded s => $"{s.File}: {Count(s.Count, s.IsSql ? "statement" : "row")}",
            DatabaseClearing c => $"dropping from \"{c.Environment}\", with all rows: {c.Names}",
            ContentCompared { Count: var c } => $"  {c.Table}: {c.Inserts} to insert, {c.Updates} to update, {c.Deletes} to delete",
            DatabaseReplaced { Result: var r } =>
                $"\"{r.Environment}\" is a copy of \"{r.Source}\" now: {Count(r.Tables, "table")} and {Count(r.Rows, "row")}, compared; the former database is retained as {r.Former} until {r.Until:yyyy-MM-dd HH:mm} UTC (undo: strata undo-wipe --env {r.Environment})",
            _ => null,
        };

    public static void Write(DumpResult dump, CommandOutput output)
    {
        foreach (var old in dump.Deleted)
            output.Say($"deleted the older {old}");
        output.Say(
            $"{dump.Folder}: {Count(dump.Tables, "table")}, {Count(dump.Rows, "row")}, {Bytes(dump.Bytes)}{Compared(dump.Verified)} ({DataText.Elapsed(dump.Elapsed)})"
        );
    }

    public static void Write(RestoreResult result, CommandOutput output)
    {
        var rows = $"{Count(result.Tables, "table")} and {Count(result.Rows, "row")}";
        output.Say(
            result.Target is { } target
                ? $"restored into \"{target}\": {rows}, compared with the backup ({DataText.Elapsed(result.Elapsed)})"
                : $"the backup of \"{result.Environment}\" is good: restored into a shadow database, {rows} are as they were"
        );
    }

    public static void Write(ResetResult result, CommandOutput output)
    {
        var seeds = result.Seeds == 0 ? "" : $", with {Count(result.Seeds, "seed file")}";
        output.Say($"\"{result.Environment}\" was rebuilt from {result.SourceText}{seeds} ({DataText.Elapsed(result.Elapsed)})");
    }

    public static void Write(UndoReplaceResult result, CommandOutput output) =>
        output.Say(
            $"the former database of \"{result.Environment}\" is back; the one that it replaced is retained as {result.Former} until {result.Until:yyyy-MM-dd HH:mm} UTC: the same command swaps them again"
        );

    /// <summary>A number of things.</summary>
    public static string Count(long n, string noun) => n == 1 ? $"1 {noun}" : $"{n} {noun}s";

    private static string Compared(bool isVerified) => isVerified ? ", restored and compared" : "";

    private static string Bytes(long bytes) =>
        bytes switch
        {
            >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB"),
            >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F1} MiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KiB"),
        };
}
