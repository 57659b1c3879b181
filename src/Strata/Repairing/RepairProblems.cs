using Strata.Core.Problems;

namespace Strata.Repairing;

/// <summary>The problems of repairing migrations.</summary>
internal static class RepairProblems
{
    public static readonly ProblemDefinition Undecided = new("ST1109", ProblemKind.DecisionMissing, "a migration needs repair")
    {
        Meaning =
            "A migration failed, was interrupted, was edited after it was run, or is not in this folder. The evidence is "
            + "listed, and a person decides on the repair.",
        Resolution = "Read the evidence, then run one of the listed commands.",
        Example = "strata repair",
    };

    public static readonly ProblemDefinition RowsUnverified = new(
        "ST1114",
        ProblemKind.DecisionMissing,
        "statements on rows are not verified"
    )
    {
        Meaning =
            "A statement of the migration changes rows. Whether it is committed, a comparison of schemas does not show, so "
            + "that a person has to answer for the rows.",
        Resolution = "Look at the rows, repair them by hand where that is needed, and run the command again with --allow-loss.",
    };

    public static readonly ProblemDefinition NotRepairable = new("ST2038", ProblemKind.Usage, "no migration that this repairs")
    {
        Meaning = "The migration that was named needs no repair, or none of this kind; or several do, and none was named.",
        Resolution = "List the evidence and the options with strata repair.",
        Example = "strata repair --mark applied 0099_other",
    };

    public static readonly ProblemDefinition MarkContradicted = new("ST9036", ProblemKind.Refused, "the database contradicts the mark")
    {
        Meaning =
            "A migration is marked applied only where the database is what the migrations lead to with it, and rolled back "
            + "only where it is what they lead to without it.",
        Resolution = "Bring the database by hand to one of the two states, or choose another repair.",
    };

    public static readonly ProblemDefinition EditContradicted = new("ST9037", ProblemKind.Refused, "the database contradicts the edit")
    {
        Meaning = "An edited migration is accepted only where the database is what the edited file leads to.",
        Resolution = "Undo the edit with git checkout, or bring the database by hand to what the file says.",
    };

    public static readonly ProblemDefinition UndoUnfit = new("ST9038", ProblemKind.Refused, "the down-script cannot undo what was done")
    {
        Meaning =
            "There is no down-script, or run on a shadow copy of the database it fails or does not lead to the state before the migration.",
        Resolution = "Bring the database by hand to the state before, then mark the migration as rolled back.",
    };

    public static readonly ProblemDefinition Outdated = new("ST9039", ProblemKind.Refused, "the evidence is outdated")
    {
        Meaning = "The record or the schema was changed between the examination and the repair, by another run or by hand.",
        Resolution = "Run strata repair again.",
    };

    public static readonly ProblemDefinition NotResumable = new("ST9043", ProblemKind.Refused, "the migration cannot be resumed")
    {
        Meaning =
            "The outcome of a statement is unknown, committed statements were edited since, or the down-script was begun. "
            + "Resuming could run a statement twice.",
        Resolution = "Choose another repair: mark the migration, or undo it.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [Undecided, RowsUnverified, NotRepairable, MarkContradicted, EditContradicted, UndoUnfit, Outdated, NotResumable];
}
