using Strata.Core.Problems;

namespace Strata.Repairing;

/// <summary>A request to repair one migration.</summary>
/// <param name="Action">The repair.</param>
public sealed record RepairRequest(RepairAction Action)
{
    /// <summary>A loss of data is accepted; rows that a statement may have changed were repaired by hand.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>The environment's name, which confirms the repair of a protected one; null to ask.</summary>
    public string? Confirm { get; init; }
}

/// <summary>The state that a migration is marked with.</summary>
public enum RepairMark
{
    /// <summary>Applied, without being run.</summary>
    Applied,

    /// <summary>Rolled back, so that it counts as not applied.</summary>
    RolledBack,
}

/// <summary>A repair of a migration. A closed set.</summary>
public abstract record RepairAction
{
    private RepairAction() { }

    /// <summary>The migration's name; null for the only one that it fits.</summary>
    internal abstract string? Tag { get; }

    /// <summary>The consequence for the migration, as a clause.</summary>
    internal abstract string Consequence { get; }

    /// <summary>The findings that it repairs.</summary>
    internal abstract bool Fits(FindingKind kind);

    /// <summary>The repair as an operation to type.</summary>
    /// <param name="tag">The migration's name.</param>
    internal abstract Remedy ToRemedy(string tag);

    /// <summary>Continues where a migration stopped, with all that is pending.</summary>
    public sealed record Resume : RepairAction
    {
        internal override string? Tag => null;

        internal override string Consequence => "what is pending would be run";

        internal override bool Fits(FindingKind kind) => kind == FindingKind.Stopped;

        internal override Remedy ToRemedy(string tag) => $"{Call.Strata("repair").With("resume")}";
    }

    /// <summary>Records a migration as applied or rolled back, where the database is just that. Runs nothing.</summary>
    /// <param name="Migration">The migration's name.</param>
    /// <param name="State">The state to record.</param>
    public sealed record Mark(string Migration, RepairMark State) : RepairAction
    {
        internal bool IsApplied => State == RepairMark.Applied;

        /// <summary>The state in one word.</summary>
        internal string Word => IsApplied ? "applied" : "rolled-back";

        internal override string? Tag => Migration;

        internal override string Consequence => $"it counts as {(IsApplied ? "applied" : "not applied")}";

        internal override bool Fits(FindingKind kind) => kind is FindingKind.Stopped or FindingKind.RollingBack;

        internal override Remedy ToRemedy(string tag) => $"{Call.Strata("repair").With("mark", Word).Argument(tag)}";
    }

    /// <summary>Rolls back what was done of a migration by its down-script.</summary>
    /// <param name="Migration">The migration's name; null for the only one that stopped.</param>
    public sealed record Undo(string? Migration) : RepairAction
    {
        internal override string? Tag => Migration;

        internal override string Consequence => "what was done of it is rolled back";

        internal override bool Fits(FindingKind kind) => kind == FindingKind.Stopped;

        internal override Remedy ToRemedy(string tag) => $"{Call.Strata("repair").With("undo").Argument(tag)}";
    }

    /// <summary>Rolls an edited migration back by its down-script, and runs it as it is now. For open databases.</summary>
    /// <param name="Migration">The migration's name.</param>
    public sealed record Rerun(string Migration) : RepairAction
    {
        internal override string? Tag => Migration;

        internal override string Consequence => "it is rolled back, and run as the file is now";

        internal override bool Fits(FindingKind kind) => kind == FindingKind.Edited;

        internal override Remedy ToRemedy(string tag) => $"{Call.Strata("repair").With("rerun", tag)}";
    }

    /// <summary>Takes an edited file for what was run, where the database is what it leads to.</summary>
    /// <param name="Migration">The migration's name.</param>
    public sealed record AcceptEdit(string Migration) : RepairAction
    {
        internal override string? Tag => Migration;

        internal override string Consequence => "the edited file counts as what was run";

        internal override bool Fits(FindingKind kind) => kind == FindingKind.Edited;

        internal override Remedy ToRemedy(string tag) => $"{Call.Strata("repair").With("accept-edit", tag)}";
    }
}
