using System.Collections.Immutable;

namespace Strata.Cli.Repairing;

/// <summary>One way to settle a migration.</summary>
/// <param name="Command">What to type.</param>
/// <param name="Does">What comes of it.</param>
/// <param name="Refused">Why the evidence does not allow it; null where it does.</param>
internal sealed record Choice(string Command, string Does, string? Refused = null)
{
    /// <summary>What the evidence does not show and a person has to answer for; null where nothing.</summary>
    public string? Unseen { get; init; }
}

/// <summary>What the evidence allows.</summary>
internal static class Choices
{
    public static ImmutableArray<Choice> Of(Finding finding, string env) =>
        finding.Kind switch
        {
            FindingKind.Stopped =>
            [
                Resume(finding, env),
                Mark(finding, env, applied: true),
                Mark(finding, env, applied: false),
                Undo(finding, env),
            ],
            FindingKind.GoingBack =>
            [
                new($"strata rollback{env}", "goes on with the down-script where it stopped"),
                Mark(finding, env, applied: true),
                Mark(finding, env, applied: false),
            ],
            FindingKind.Edited => [new($"git checkout -- {finding.Migration!.Path}", "undoes the edit"), Accept(finding, env)],
            FindingKind.Unknown => [Fetch(finding)],
            _ => throw new ArgumentOutOfRangeException(nameof(finding), finding.Kind, null),
        };

    public static Choice Resume(Finding finding, string env) =>
        new(
            $"strata repair --resume{env}",
            "goes on where it stopped, with all that is pending, as strata migrate does",
            finding.IsBeingUndone ? "its down-script was begun and not ended: go on with --undo"
                : finding.CommittedAreEdited ? "statements that were committed have been edited since"
                : finding.IsUnclear
                    ? "there is no telling whether a statement that was sent had its effect; bring the database by hand to "
                        + "what the migration leads to, or to what was before, then mark it"
                : null
        );

    public static Choice Mark(Finding finding, string env, bool applied) =>
        new(
            $"strata repair --mark {(applied ? "applied" : "rolled-back")} {finding.Tag}{env}",
            applied ? "records it as applied; nothing is run" : "records it as not applied; nothing is run",
            Compared(applied ? finding.Catalog?.FromWith : finding.Catalog?.FromWithout, finding, applied ? "with it" : "without it")
        )
        {
            Unseen = Unseen(finding, applied),
        };

    public static Choice Undo(Finding finding, string env) =>
        new(
            $"strata repair --undo {finding.Tag}{env}",
            "takes back what was done of it, by its down-script, tried on a throwaway database first",
            !File.Exists(finding.Migration!.DownPath) && finding.Catalog?.FromWithout is not [] ? "it has no down-script"
                : finding.Catalog?.Without is null
                    ? $"what the migrations lead to without it is not known: {finding.Catalog?.Unreplayed ?? "it was not replayed"}"
                : null
        )
        {
            Unseen = Unseen(finding, applied: false),
        };

    public static Choice Accept(Finding finding, string env) =>
        new(
            $"strata repair --accept-edit {finding.Tag}{env}",
            "takes the file as it is now for what was run; the old hash stays in the history",
            Compared(finding.Catalog?.FromWith, finding, "with the edited file")
        );

    private static Choice Fetch(Finding finding) =>
        finding.Row.Commit is { } commit
            ? new(
                $"git branch --all --contains {commit}",
                $"names the branches that have it: it was run from commit {commit}; then merge one of them, or check it out"
            )
            : new("git fetch --all", "its commit was not recorded: look for the branch that has it");

    private static string? Unseen(Finding finding, bool applied) =>
        finding.OnRows(applied).ToList() is not { Count: > 0 } rows
            ? null
            : $"statement {string.Join(", ", rows.Select(s => s.Statement.Number))} {(rows.Count == 1 ? "is" : "are")} "
                + $"about rows, {(applied ? "not known to be done" : "and may be committed")}: a comparison of schemas does "
                + $"not show it";

    private static string? Compared(IReadOnlyList<string>? differences, Finding finding, string what) =>
        differences is null ? $"what the migrations lead to {what} is not known: {finding.Catalog?.Unreplayed ?? "it was not replayed"}"
        : differences.Count == 0 ? null
        : $"the database is not what the migrations lead to {what}: {Some(differences)}";

    public static string Some(IReadOnlyList<string> all) =>
        $"{string.Join("; ", all.Take(10))}{(all.Count > 10 ? $" and {all.Count - 10} more" : "")}";
}
