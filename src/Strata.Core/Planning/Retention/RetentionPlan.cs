using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Retention;

/// <summary>The part of a plan that retains objects instead of losing them.</summary>
/// <param name="Steps">First in the plan.</param>
/// <param name="Reached">The state after them.</param>
/// <param name="Entries">The retained objects.</param>
/// <param name="Notes">The objects that are not retained, and why.</param>
public sealed record RetentionPlan(
    ImmutableArray<Step> Steps,
    Catalog Reached,
    ImmutableArray<RetentionEntry> Entries,
    ImmutableArray<string> Notes
);

/// <summary>One object that a plan retains.</summary>
/// <param name="QuarantineName">The name under which it waits.</param>
/// <param name="Object">The object as it was.</param>
/// <param name="Method">The way it gets there and comes back.</param>
/// <param name="Companions">Objects that it needs and that are dropped too: retained with it, in this order.</param>
public sealed record RetentionEntry(
    string QuarantineName,
    DbObject Object,
    RetentionMethod Method,
    ImmutableArray<RetentionMethod> Companions
)
{
    /// <summary>The object and its form, for people.</summary>
    public string Description => $"{Object.Id}, {Method.Description}{(Method.Caveat.Length > 0 ? $": {Method.Caveat}" : "")}";
}
