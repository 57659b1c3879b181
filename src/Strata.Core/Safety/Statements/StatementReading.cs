using Strata.Core.Model;

namespace Strata.Core.Safety.Statements;

/// <summary>What the words of a statement tell of its effect.</summary>
/// <param name="Hazards">The hazards that the words name.</param>
/// <param name="IsPlain">The words tell everything that concerns rows; else only a run in a shadow database does.</param>
/// <param name="Created">The relation that the statement creates; null for none.</param>
public sealed record StatementReading(EquatableArray<Hazard> Hazards, bool IsPlain, ObjectId? Created);
