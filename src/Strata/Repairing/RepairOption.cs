using System.Collections.Immutable;
using System.Diagnostics;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;

namespace Strata.Repairing;

/// <summary>A way to repair a migration.</summary>
/// <param name="Command">The command.</param>
/// <param name="Effect">Its effect, as a third-person verb.</param>
public sealed record RepairOption(Remedy Command, string Effect)
{
    /// <summary>The reason why the evidence does not allow it; null where it does.</summary>
    public string? Refusal { get; init; }

    /// <summary>The fact that the evidence does not show, and that a person has to answer for; null for none.</summary>
    public string? Unseen { get; init; }

    internal JsonLine ToJson(string tag, JsonWords words) =>
        JsonLine.Of(
            "choice",
            ("tag", tag),
            ("command", words.Path(words.Remedy(Command))),
            ("does", Effect),
            ("possible", Refusal is null),
            ("because", Refusal),
            ("unseen", Unseen)
        );
}

/// <summary>The repairs that fit a finding, each judged by its evidence.</summary>
internal static class RepairOptions
{
    public static ImmutableArray<RepairOption> Of(RepairFinding finding)
    {
        var applied = new RepairAction.Mark(finding.Tag, RepairMark.Applied);
        var rolledBack = new RepairAction.Mark(finding.Tag, RepairMark.RolledBack);
        return finding.Kind switch
        {
            FindingKind.Stopped =>
            [
                Of(new RepairAction.Resume(), finding),
                Of(applied, finding),
                Of(rolledBack, finding),
                Of(new RepairAction.Undo(finding.Tag), finding),
            ],
            FindingKind.RollingBack => [Rollback(), Of(applied, finding), Of(rolledBack, finding)],
            FindingKind.Edited =>
            [
                .. Restore(finding),
                Of(new RepairAction.AcceptEdit(finding.Tag), finding),
                Of(new RepairAction.Rerun(finding.Tag), finding),
                .. Reset(finding),
            ],
            FindingKind.Unknown => [Fetch(finding)],
            _ => throw new UnreachableException(finding.Kind.ToString()),
        };
    }

    /// <summary>A repair, judged by the evidence.</summary>
    public static RepairOption Of(RepairAction action, RepairFinding finding) =>
        action switch
        {
            RepairAction.Resume => new(action.ToRemedy(finding.Tag), "continues where it stopped, with all that is pending")
            {
                Refusal = RefusalOfResume(finding),
            },
            RepairAction.Mark mark => new(
                action.ToRemedy(finding.Tag),
                $"records it as {(mark.IsApplied ? "applied" : "not applied")}; nothing is run"
            )
            {
                Refusal = RefusalOfMark(mark, finding),
                Unseen = Unseen(finding, mark.IsApplied),
            },
            RepairAction.Undo => new(
                action.ToRemedy(finding.Tag),
                "rolls back what was done of it by its down-script, which is tried in a shadow database first"
            )
            {
                Refusal = RefusalOfUndo(finding),
                Unseen = Unseen(finding, applied: false),
            },
            RepairAction.Rerun => new(
                action.ToRemedy(finding.Tag),
                "rolls it back by its down-script, which is tried in a shadow database first, and runs it as the file is now"
            )
            {
                Refusal = finding.IsOpen ? RefusalOfUndo(finding) : "this database is not open: what it ran stays as it was run",
            },
            RepairAction.AcceptEdit => new(
                action.ToRemedy(finding.Tag),
                "takes the file as it is now for what was run; the old hash stays in the history"
            )
            {
                Refusal = Compared(finding.Catalog?.FromWith, finding, "with the edited file"),
            },
            _ => throw new UnreachableException(action.GetType().Name),
        };

    private static string? RefusalOfMark(RepairAction.Mark mark, RepairFinding finding) =>
        mark.IsApplied
            ? Compared(finding.Catalog?.FromWith, finding, "with it")
            : Compared(finding.Catalog?.FromWithout, finding, "without it");

    private static RepairOption Rollback() => new($"{Call.Strata("rollback")}", "continues the down-script where it stopped");

    private static IEnumerable<RepairOption> Restore(RepairFinding finding) =>
        finding.Original is { } commit ? [new($"{Call.Git("checkout", commit, "--", finding.Migration!.Path)}", "undoes the edit")] : [];

    private static IEnumerable<RepairOption> Reset(RepairFinding finding) =>
        finding.IsOpen ? [new($"{Call.Strata("reset")}", "rebuilds the database from the migrations; its rows are lost")] : [];

    private static RepairOption Fetch(RepairFinding finding) =>
        finding.Row.Commit is { } commit && RunInfo.IsCommit(commit)
            ? new(
                $"{Call.Git("branch", "--all", "--contains", commit)}",
                $"names the branches that have it: it was run from commit {commit}; then merge one of them, or check it out"
            )
            : new($"{Call.Git("fetch", "--all")}", "its commit was not recorded: look for the branch that has it");

    private static string? RefusalOfResume(RepairFinding finding) =>
        finding.IsBeingUndone ? "its down-script was begun and did not end: only an undo can go on"
        : finding.Missing.Count > 0 ? "a statement that was sent is no longer in the file"
        : finding.CommittedAreEdited ? "statements that were committed have been edited since"
        : finding.IsUnclear
            ? "the outcome of a statement that was sent is unknown; bring the database by hand to the state with the "
                + "migration, or to that without it, then mark it"
        : null;

    private static string? RefusalOfUndo(RepairFinding finding) =>
        !File.Exists(finding.Migration!.DownPath) && finding.Catalog?.FromWithout is not [] ? "it has no down-script"
        : finding.Catalog?.Without is null
            ? $"the state of the migrations without it is unknown: {finding.Catalog?.Unreplayed ?? "it was not replayed"}"
        : null;

    private static string? Unseen(RepairFinding finding, bool applied) =>
        finding.OnRows(applied).Select(s => s.Statement.Number).ToList() is not { Count: > 0 } numbers
            ? null
            : $"statement {string.Join(", ", numbers)} {(numbers.Count == 1 ? "is" : "are")} about rows, "
                + $"{(applied ? "not known to be done" : "and may be committed")}: a comparison of schemas does not show it";

    private static string? Compared(IReadOnlyList<string>? differences, RepairFinding finding, string state) =>
        differences is null ? $"the state of the migrations {state} is unknown: {finding.Catalog?.Unreplayed ?? "it was not replayed"}"
        : differences.Count == 0 ? null
        : $"the database is not what the migrations lead to {state}: {Some(differences)}";

    /// <summary>The first differences, and the number of the others.</summary>
    public static string Some(IReadOnlyList<string> differences)
    {
        const int Named = 10;
        var more = differences.Count > Named ? $" and {differences.Count - Named} more" : "";
        return string.Join("; ", differences.Take(Named)) + more;
    }
}
