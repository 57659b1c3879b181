using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Ordering;
using Strata.Core.Planning.Passes;
using Strata.Core.Problems;

namespace Strata.Core.Planning;

/// <summary>Changes to an ordered plan. Knows no kind: each slice writes its own SQL, this class decides when.</summary>
public sealed class Planner(KindSet kinds)
{
    /// <exception cref="ProblemException">The changes wait for each other (ST1002).</exception>
    public Plan Plan(ImmutableArray<Change> changes, Catalog before, Catalog after)
    {
        if (changes.IsEmpty)
            return Model.Plan.Empty with { Notes = ColumnOrder.Notes(changes, before, after) };
        var notes = ColumnOrder.Notes(changes, before, after);
        var besides = kinds.All.SelectMany(k => k.Besides(changes, before, after)).ToList();
        if (besides.Count > 0)
            (changes, after) = ([.. besides.Select(o => new Create(o)), .. changes], after.With(besides));
        var steps = new List<Step>();
        var context = new RenderContext(false, before, after) { Created = changes.OfType<Create>().Select(c => c.Subject).ToHashSet() };
        foreach (var unit in new ChangeGraph(kinds, changes, before, after).Sort())
        {
            steps.AddRange(Write(unit, context).Select(s => s with { Cause = unit.Change, Locks = Reach(s.Locks, before) }));
        }
        return new Plan(Group.Apply(steps)) { Notes = notes };
    }

    private IEnumerable<Step> Write(Unit unit, RenderContext context)
    {
        var steps = kinds.For(unit.Object).Write(unit.Change, WithParts(unit, context));
        if (unit.Change is Create)
            return [.. steps, .. Rest(unit)];
        // What goes away inside a drop is locked by it all the same: the table that a dropped table refers to.
        return unit.Parts.IsEmpty
            ? steps
            : steps.Select(s =>
                s with
                {
                    Locks = [.. s.Locks.Concat(unit.Parts.SelectMany(p => Write(p, context)).SelectMany(p => p.Locks)).Distinct()],
                }
            );
    }

    private static EquatableArray<RelationLock> Reach(EquatableArray<RelationLock> locks, Catalog before)
    {
        if (locks.Count == 0)
            return locks;
        var reached = locks.ToList();
        for (var i = 0; i < reached.Count; i++)
            foreach (var bond in before.DependentsOf(reached[i].Relation).Select(id => before.Find(id)?.ReachOfLocks))
                if (bond is { } b && b.From == reached[i].Relation && !reached.Contains(new(b.To, reached[i].Mode)))
                    reached.Add(new(b.To, reached[i].Mode));
        return [.. reached];
    }

    private IEnumerable<Step> Rest(Unit unit) =>
        unit.Parts.SelectMany(p => (IEnumerable<Step>)[.. kinds.For(p.Object).Rest(p.Object), .. Rest(p)]);

    private RenderContext WithParts(Unit unit, RenderContext context) =>
        unit.Change is not Create
            ? context
            : context with
            {
                Parts = [.. unit.Parts.Select(p => p.Object)],
                Clauses = [.. unit.Parts.Select(p => kinds.For(p.Object).Inline(p.Object, WithParts(p, context))).OfType<string>()],
            };
}

/// <summary>A change, and the changes of its parts that happen in the same statement.</summary>
public sealed record Unit(Change Change, ImmutableArray<Unit> Parts)
{
    public DbObject Object => Of(Change);

    internal static DbObject Of(Change change) =>
        change switch
        {
            Create c => c.After,
            Drop d => d.Before,
            Rename r => r.Before,
            Alter a => a.After,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
