using Strata.Core.Model;

namespace Strata.Core.Safety.Statements;

/// <summary>The effect of a statement as far as its words tell.</summary>
/// <param name="Hazards">The hazards that the words name.</param>
/// <param name="IsPlain">The words tell everything that concerns rows; else only a run in a shadow database does.</param>
public sealed record StatementReading(EquatableArray<Hazard> Hazards, bool IsPlain)
{
    /// <summary>The relation that the statement creates; null for none.</summary>
    public ObjectId? Created { get; init; }

    /// <summary>The relations whose rows it may write; what fires on them runs with it.</summary>
    public EquatableArray<ObjectId> Written { get; init; } = [];

    /// <summary>The names that the statement gives up and takes by a rename: catalogs show a drop and a creation.</summary>
    public EquatableArray<ObjectId> Renamed { get; init; } = [];
}
