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
            foreach (var to in Following(spread[i].Relation, before))
                if (!spread.Contains(new(to, spread[i].Mode)))
                    spread.Add(new(to, spread[i].Mode));
        return [.. spread];
    }

    private static IEnumerable<ObjectId> Following(ObjectId relation, Catalog before)
    {
        foreach (var dependent in before.DependentsOf(relation))
            if (before.Find(dependent)?.Link is { } link)
            {
                if (link.SpreadsLocks is { } bond && bond.From == relation)
                    yield return bond.To;
                if (link.LockedWith.Contains(relation))
                    yield return dependent;
            }
    }
}
