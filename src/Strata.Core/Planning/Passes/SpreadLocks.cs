using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Passes;

/// <summary>Declares the locks that a statement takes on further relations: on partitions with their parent.</summary>
public sealed class SpreadLocks : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft) =>
        draft with
        {
            Steps = [.. draft.Steps.Select(s => s.Locks.Count == 0 ? s : s with { Locks = Spread(s.Locks, draft.Before) })],
        };

    private static EquatableArray<RelationLock> Spread(EquatableArray<RelationLock> locks, Catalog before)
    {
        var spread = locks.ToList();
        for (var i = 0; i < spread.Count; i++)
            foreach (var bond in before.DependentsOf(spread[i].Relation).Select(id => before.Find(id)?.Link?.SpreadsLocks))
                if (bond is { } b && b.From == spread[i].Relation && !spread.Contains(new(b.To, spread[i].Mode)))
                    spread.Add(new(b.To, spread[i].Mode));
        return [.. spread];
    }
}
