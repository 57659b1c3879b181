using System.Collections.Frozen;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>The planner's knowledge when it asks a slice for SQL. The planner decides to work online; the slice knows how.</summary>
public sealed record RenderContext(Catalog Before, Catalog After)
{
    /// <summary>The object's relation exists before the plan and holds rows that others read and write.</summary>
    public bool Online { get; init; }

    /// <summary>Clauses of parts that are created in the same statement, in their order.</summary>
    public IReadOnlyList<string> Clauses { get; init; } = [];

    /// <summary>Objects that the plan makes, or makes anew.</summary>
    public IReadOnlySet<ObjectId> Created { get; init; } = FrozenSet<ObjectId>.Empty;
}
