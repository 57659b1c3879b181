using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;

namespace Strata.Core.Planning.Passes;

/// <summary>Notes where parts stand in another order than the wanted one: no ALTER can move a column.</summary>
public sealed class ColumnOrder : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft) => draft with { Notes = [.. draft.Notes, .. Notes(draft.Changes, draft.Before, draft.After)] };

    private static IEnumerable<string> Notes(ImmutableArray<Change> changes, Catalog before, Catalog after)
    {
        foreach (var parts in after.Objects.Values.Where(o => o.Position > 0 && o.Owner is not null).GroupBy(o => o.Owner!))
        {
            if (before.Find(parts.Key) is null || changes.Any(c => c.Subject == parts.Key && c is Alter { Effect.OrdersParts: true }))
                continue;
            var wanted = parts.OrderBy(p => p.Position).Select(p => p.Id).ToList();
            var kept = wanted.Where(id => before.Find(id) is not null).OrderBy(id => before.Find(id)!.Position);
            var reached = kept.Concat(wanted.Where(id => before.Find(id) is null));
            if (!reached.SequenceEqual(wanted))
                yield return $"the columns of {parts.Key} keep the order they have; a new column comes last";
        }
    }
}
