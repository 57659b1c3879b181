using Strata.Core.MigrationFiles;
using Strata.Core.Problems;

namespace Strata.Core.Record;

/// <summary>The ways in which a record and a folder do not fit.</summary>
/// <param name="target">The database, for messages.</param>
internal sealed class HistoryProblems(string target)
{
    public ProblemException Edited(Migration migration, HistoryRow row, int index)
    {
        var now = migration.Script.Statements;
        var (where, which) =
            index < now.Length
                ? (now[index].Where, $"statement {index + 1} ({now[index].Summary()})")
                : (migration.Path, $"statement {index + 1}, which is gone");
        return Inconsistent(
            RecordProblems.Edited,
            where,
            $"{migration.Tag} was edited after it was run on {target}: "
                + (row.StatementHashes.Count == 0 ? "its statements differ" : which),
            $"see how to undo the edit, or to keep it: {Call.Strata("repair")}"
        );
    }

    public ProblemException EditedHeader(Migration migration) =>
        Inconsistent(
            RecordProblems.Edited,
            migration.Path,
            $"a '-- strata:' header of {migration.Tag} was edited after it was run on {target}",
            $"see how to undo the edit, or to keep it: {Call.Strata("repair")}"
        );

    public ProblemException Unknown(HistoryRow row, IReadOnlyList<Migration> migrations)
    {
        if (migrations.FirstOrDefault(m => m.Hash == row.Hash) is { } renamed)
        {
            var former = $"{Path.Combine(Path.GetDirectoryName(renamed.Path)!, row.Tag)}.sql";
            return Inconsistent(
                RecordProblems.Renamed,
                renamed.Path,
                $"{row.Tag} was renamed to {renamed.Tag} after it was run on {target}",
                $"where a rebase moved it, and the database is open, {Call.Strata("migrate")} carries its record over; else name it "
                    + $"back, in the journal too: {Call.Program("mv", renamed.Path, former)}"
            );
        }
        var half = row.State == HistoryState.Applied ? "" : " half-way";
        return Inconsistent(
            RecordProblems.Unknown,
            row.Tag,
            $"{row.Tag} was run{half} on {target} by {row.By} and is not in the folder: it was deleted, or this checkout is older than "
                + "the database",
            $"see which commit has it: {Call.Strata("repair")}; then get that: {Call.Git("pull")}"
        );
    }

    public ProblemException OtherProject(HistoryRow row) =>
        Inconsistent(
            RecordProblems.OtherProject,
            row.Tag,
            $"the history of {target} begins with {row.Tag}, run by {row.By}, and has no migration of this folder: it is another "
                + "project's, or the folder was begun anew",
            "give the projects a database each, or one folder; where this is the project's database: git pull"
        );

    public ProblemException OutOfOrder(IReadOnlyList<Migration> overtaken, Migration applied, int? to)
    {
        var (are, them) = overtaken.Count == 1 ? ("is", "it") : ("are", "them");
        var what =
            $"{string.Join(", ", overtaken.Select(m => m.Tag))} {are} not applied on {target}, and {applied.Tag}, which stands after "
            + $"{them}, is: out of order";
        if (to is not null && overtaken.All(m => m.Idx > to))
            return Inconsistent(
                RecordProblems.OutOfOrder,
                overtaken[0].Path,
                what,
                $"--to {to.Value} leaves {them} out, and the database is past that already: leave --to away"
            );
        // Rebase leaves a folder with a linear history as it is: the merge has to be made again.
        return Inconsistent(
            RecordProblems.OutOfOrder,
            overtaken[0].Path,
            what,
            $"if {them} {(overtaken.Count == 1 ? "was" : "were")} never deployed anywhere: check out the commit before the merge, merge "
                + $"again, then: {Call.Strata("rebase")}; to run {them} out of order: "
                + $"{Call.Strata("migrate").With("out-of-order", "apply")} (on a protected "
                + $"environment \"outOfOrder\": \"apply\" in its part of strata.json)"
        );
    }

    /// <param name="migration">The migration.</param>
    /// <param name="isApplied">True where it was applied as a whole before.</param>
    public ProblemException HalfRolledBack(Migration migration, bool isApplied)
    {
        Remedy rollback = $"go on with: {Call.Strata("rollback")}; or see what is known of it: {Call.Strata("repair")}";
        Remedy undo = $"go on with: {Call.Strata("repair").With("undo")}";
        return Inconsistent(
            RecordProblems.HalfRolledBack,
            migration.DownPath,
            $"{migration.Tag} was {(isApplied ? "applied" : "half applied")} on {target}, and its rollback was begun and did not end",
            isApplied ? rollback : undo
        );
    }

    /// <param name="path">The migration, or its down-script.</param>
    /// <param name="script">The same, for messages.</param>
    /// <param name="step">The statement that was sent.</param>
    public ProblemException SentMissing(string path, string script, StepRow step)
    {
        var (was, outcome) = step.State == StepState.Intent ? ("interrupted", ", and its outcome is unknown") : ("run", "");
        return Inconsistent(
            RecordProblems.SentMissing,
            path,
            $"statement {step.Number} of {script} was {was} on {target} outside of a transaction{outcome}; the file no longer has it there",
            $"undo the edit: {Call.Git("checkout", "--", path)}; or see what is known of it: {Call.Strata("repair")}"
        );
    }

    public ProblemException ReplacedDiffers(Migration squash, ReplacedMigration replaced) =>
        Inconsistent(
            RecordProblems.Edited,
            squash.Path,
            $"{replaced.Tag} ran on {target} with other statements than those that {squash.Tag} replaces",
            $"see what was run: {Call.Strata("status")}"
        );

    public ProblemException SomeReplaced(Migration squash, IReadOnlyList<string> missing) =>
        Inconsistent(
            RecordProblems.SomeReplaced,
            squash.Path,
            $"{target} has only some of the migrations that {squash.Tag} replaces; missing: {string.Join(", ", missing)}",
            $"restore the backup folder that {Call.Strata("squash")} made beside this one, or run {Call.Strata("migrate")} from the "
                + $"last commit before the squash; then again from here"
        );

    private static ProblemException Inconsistent(ProblemDefinition problem, string where, string what, Remedy fix) =>
        problem.Error(where, what, "nothing was run", fix);
}
