using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>A plan in the making: changes become units, units become steps, steps become batches.</summary>
/// <param name="Kinds">The dialect's.</param>
/// <param name="Before">The state that the plan starts from.</param>
/// <param name="After">The wanted state; a pass that adds changes adds their objects here.</param>
/// <param name="Changes">Everything that differs, in an order that depends on nothing but the catalogs.</param>
public sealed record PlanDraft(KindSet Kinds, Catalog Before, Catalog After, ImmutableArray<Change> Changes)
{
    /// <summary>For each change the index of the one in whose statement it happens; -1 for a change with a statement of its own.</summary>
    public ImmutableArray<int> FoldedInto { get; init; } = [];

    /// <summary>Indexes of drops that only make way for a creation of the same object: they run as late as the order allows.</summary>
    public ImmutableHashSet<int> Postponed { get; init; } = [];

    /// <summary>The changes in the order of their statements.</summary>
    public ImmutableArray<Unit> Units { get; init; } = [];

    /// <summary>The statements.</summary>
    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>The statements by transaction.</summary>
    public ImmutableArray<Batch> Batches { get; init; } = [];

    /// <summary>Differences that no statement can remove.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The conditions that lint rules found.</summary>
    public ImmutableArray<LintFinding> Findings { get; init; } = [];
}

/// <summary>A change, and the changes of parts that happen in the same statement.</summary>
public sealed record Unit(Change Change, ImmutableArray<Unit> Parts)
{
    /// <summary>The object's relation exists before the plan and holds rows that others read and write.</summary>
    public bool Online { get; init; }

    /// <summary>The object that the change is about.</summary>
    public DbObject Object => Change.Object;
}
