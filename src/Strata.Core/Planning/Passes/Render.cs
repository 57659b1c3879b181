using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Passes;

/// <summary>Has each unit's slice write its statements.</summary>
public sealed class Render : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft)
    {
        var context = new RenderContext(draft.Before, draft.After)
        {
            Created = draft.Changes.OfType<Create>().Select(c => c.Subject).ToHashSet(),
        };
        var renderer = new UnitRenderer(draft.Kinds);
        return draft with
        {
            Steps =
            [
                .. draft.Units.SelectMany(u =>
                    renderer.Write(u, context with { Online = u.Online }).Select(s => s with { Cause = u.Change })
                ),
            ],
        };
    }
}

/// <summary>The statements of units.</summary>
file sealed class UnitRenderer(KindSet kinds)
{
    private static readonly FoldFacet s_none = new((_, _) => null);

    public IEnumerable<Step> Write(Unit unit, RenderContext context)
    {
        var steps = kinds.For(unit.Object).Write(unit.Change, WithParts(unit, context));
        if (unit.Change is Create)
            return [.. steps, .. AfterClauses(unit)];
        if (unit.Parts.IsEmpty)
            return steps;
        // What goes away inside a drop is locked by it all the same: the table that a dropped table refers to.
        var locks = unit.Parts.SelectMany(p => Write(p, context)).SelectMany(p => p.Locks);
        return steps.Select(s => s with { Locks = [.. s.Locks.Concat(locks).Distinct()] });
    }

    private IEnumerable<Step> AfterClauses(Unit unit) =>
        unit.Parts.SelectMany(p => (IEnumerable<Step>)[.. FoldOf(p).AfterClause(p.Object), .. AfterClauses(p)]);

    /// <summary>The facet of a part's kind; one that the server makes with its owner has no clause.</summary>
    private FoldFacet FoldOf(Unit part) => kinds.For(part.Object).Fold ?? s_none;

    private RenderContext WithParts(Unit unit, RenderContext context) =>
        unit.Change is not Create
            ? context
            : context with
            {
                Clauses = [.. unit.Parts.Select(p => FoldOf(p).Clause(p.Object, WithParts(p, context))).OfType<string>()],
            };
}
