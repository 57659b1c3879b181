using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Operations;

namespace Strata.RollingBack;

/// <summary>A request to roll migrations back.</summary>
public sealed record RollbackRequest
{
    /// <summary>The migrations to roll back.</summary>
    public RollbackRange Range { get; init; } = new RollbackRange.Last(1);

    /// <summary>A loss of data is accepted.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>The environment's name, which confirms the rollback of a protected one; null to ask.</summary>
    public string? Confirm { get; init; }

    /// <summary>The same request as an operation to type.</summary>
    internal Remedy ToRemedy()
    {
        var call = Range.AddTo(Call.Strata("rollback"));
        return $"{(AcceptLoss ? call.With("allow-loss") : call)}";
    }
}

/// <summary>The migrations to roll back. A closed set.</summary>
public abstract record RollbackRange
{
    private RollbackRange() { }

    /// <summary>The range as the executor takes it: a number of migrations, or the number of the one that stays.</summary>
    internal abstract (int? Steps, int? To) In(MigrationFolder folder);

    /// <summary>Adds the options that name the range.</summary>
    internal abstract Call AddTo(Call call);

    /// <summary>The last migrations.</summary>
    /// <param name="Count">At least one.</param>
    public sealed record Last(int Count) : RollbackRange
    {
        internal override (int? Steps, int? To) In(MigrationFolder folder) => (Count, null);

        internal override Call AddTo(Call call) => Count == 1 ? call : call.With("steps", $"{Count}");
    }

    /// <summary>Every migration after one, which stays applied.</summary>
    /// <param name="Migration">The one that stays.</param>
    public sealed record After(MigrationReference Migration) : RollbackRange
    {
        internal override (int? Steps, int? To) In(MigrationFolder folder) => (null, Migration.Find(folder).Idx);

        internal override Call AddTo(Call call) => call.With("to", Migration.Text);
    }

    /// <summary>All migrations.</summary>
    public sealed record All : RollbackRange
    {
        internal override (int? Steps, int? To) In(MigrationFolder folder) => (null, -1);

        internal override Call AddTo(Call call) => call.With("to", "-1");
    }
}
