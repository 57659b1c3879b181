using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Passes;

/// <summary>Marks the units whose relation exists before the plan and holds rows: slices choose forms and hazards by it.</summary>
public sealed class Online : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft)
    {
        var created = draft.Changes.OfType<Create>().Select(c => c.Subject).ToHashSet();
        return draft with { Units = [.. draft.Units.Select(u => u with { Online = HoldsRows(u.Object.Relation) })] };

        bool HoldsRows(ObjectId? relation) =>
            relation is not null && !created.Contains(relation) && draft.Before.Find(relation) is { HoldsData: true };
    }
}
