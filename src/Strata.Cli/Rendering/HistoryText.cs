using Spectre.Console;
using Strata.Adopting;
using Strata.Pulling;
using Strata.Purging;
using Strata.Rebasing;
using Strata.Repairing;
using Strata.RollingBack;

namespace Strata.Cli.Rendering;

/// <summary>The events and outcomes of operations on histories, for people.</summary>
internal static class HistoryText
{
    private const string Indent = "\n          ";

    /// <summary>The text of an event; null for another one.</summary>
    public static EscapedText? Of(OperationEvent e, CommandOutput output) =>
        e switch
        {
            FileWritten f => (EscapedText)$"wrote {f.Path}",
            RollbackPlanned r => (EscapedText)r.Candidate.Summary,
            FindingExamined f => Of(f.Finding, output),
            RetainedFound r => (EscapedText)$"  {r.Entry.Summary}",
            MigrationAdopted { Word: { } word } m => (EscapedText)$"  {output.Paint(Of(m.State), word.PadRight(9))} {m.Tag}{m.Explanation}",
            _ => null,
        };

    private static Style Of(AdoptedState? state) => state == AdoptedState.Applied ? Color.Green : Color.Yellow;

    public static void Write(RollbackPreview preview, CommandOutput output)
    {
        foreach (var candidate in preview.Candidates)
            output.Say(candidate.Summary);
        output.Say(RolledBack(preview.Candidates.Count, "would be rolled back; nothing was run"));
    }

    public static void Write(RollbackResult result, CommandOutput output)
    {
        var head = result.Head is { } tag ? $"at {tag}" : "without a migration";
        output.Say(RolledBack(result.Tags.Count, $"rolled back; {result.Target} is {head}"));
    }

    public static void Write(ReversalMigrationResult result, CommandOutput output)
    {
        var nothing = result.Candidates == 0 ? "nothing to roll back" : "the down-scripts hold no statement: nothing to write";
        output.Say(result.Path is { } path ? $"wrote {path}" : nothing);
        if (result.Path is not null)
            output.Note(
                $"Schema.cs still declares what is rolled back: change it too, or the next {Call.Strata("generate")} brings it back"
            );
    }

    private static string RolledBack(int n, string text) => n == 0 ? "nothing to roll back" : $"{Quantity.Count(n, "migration")} {text}";

    public static void Write(RepairPreview preview, CommandOutput output)
    {
        foreach (var finding in preview.Findings)
            output.Say(Of(finding, output));
        if (preview.Undecided is { } problem)
            ProblemText.Write(problem, output);
        else
            output.Say("nothing to repair");
    }

    public static void Write(RepairResult result, CommandOutput output)
    {
        if (result.Run is { } run)
            MigrateText.Write(run, output);
        else if (result.Tag is { } tag)
            output.Say(output.Remedies.Write($"{tag}: {result.Effect}; go on with: {Call.Strata("migrate")}"));
        else
            output.Say("nothing to repair");
    }

    private static EscapedText Of(RepairFinding finding, CommandOutput output) =>
        EscapedText.Join(
            "\n  ",
            [
                $"{output.Paint(Color.Red, finding.Tag)} {finding.Summary}",
                .. finding.Evidence.Select(e => (EscapedText)e),
                .. finding.Options.Select(o => (EscapedText)Of(o, output.Remedies.Write(o.Command))),
            ]
        );

    private static string Of(RepairOption option, string command) =>
        option.Refusal is { } refusal ? $"not possible: {command}{Indent}{refusal}"
        : option.Unseen is { } unseen ? $"option: {command}{Indent}{option.Effect}{Indent}{unseen}; to accept that: --allow-loss"
        : $"option: {command}{Indent}{option.Effect}";

    public static void Write(PurgePreview preview, CommandOutput output)
    {
        foreach (var entry in preview.Retained)
            output.Say($"  {entry.Summary}");
        output.Say(Purged(preview.Retained.Count, preview.Count, "would be deleted; nothing was", output));
    }

    public static void Write(PurgeResult result, CommandOutput output) =>
        output.Say(Purged(result.Retained, result.Count, $"deleted from {result.Target}", output));

    private static string Purged(int retained, int? chosen, string text, CommandOutput output) =>
        chosen is { } n ? $"{Quantity.Count(n, "object")} {text}"
        : retained == 0 ? "nothing is retained"
        : output.Remedies.Write($"nothing has expired; to delete it all the same: {Call.Strata("purge").With("all")}");

    public static void Write(RebaseResult result, CommandOutput output)
    {
        var linear =
            result.SnapshotOf is not { } tag ? "the history is linear: nothing to rebase"
            : result.Changed ? $"the history is linear; wrote the snapshot of the last migration, {tag}"
            : "the snapshot is not that of the last migration; nothing was written";
        if (result.History is { } history)
            Write(history, result.Changed ? $"next: git add {result.Folder}" : "nothing was written", output);
        else
            output.Say(linear);
    }

    private static void Write(RebasedHistory history, string end, CommandOutput output)
    {
        output.Say($"stays: {(history.Stays is [var first, ..] ? $"{first} to {history.Stays[^1]}" : "nothing")} ({history.Onto})");
        foreach (var moved in history.Moved)
            output.Say($"moved: {moved.From} to {moved.To}{(moved.IsPlannedAnew ? ", planned anew" : "")}");
        foreach (var tag in history.Dropped)
            output.Say($"left out: {tag}{(history.IsTheirs ? "" : ", which the other branch has done already")}");
        foreach (var outdated in history.Outdated)
            output.Note(output.Remedies.Write(outdated.Advice));
        output.Say($"{Quantity.Count(history.Migrations, "migration")} in a linear history; {end}");
    }

    public static void Write(MergeDriverResult result, CommandOutput output) =>
        output.Say(
            "git merges journals and snapshots with strata in this clone"
                + (result.AttributesAdded ? "; commit .gitattributes for the others" : "")
        );

    public static void Write(PullResult result, CommandOutput output)
    {
        var parts = $"{result.Objects - result.InSql} of them in C# and {result.InSql} in SQL";
        output.Say($"pulled {result.Objects} objects, {parts}: built from these, the schema equals the database");
        output.Say(output.Remedies.Write(result.Next));
    }

    public static void Write(AdoptResult result, CommandOutput output) => output.Say(output.Remedies.Write(result.Summary));
}
