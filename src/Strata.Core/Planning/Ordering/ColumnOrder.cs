using System.Collections.Immutable;
using Strata.Core.Model;

namespace Strata.Core.Planning.Ordering;

/// <summary>Parts keep their place for life; where the wanted order is another, no ALTER can give it, and it is said.</summary>
internal static class ColumnOrder
{
    public static ImmutableArray<string> Notes(ImmutableArray<Change> changes, Catalog before, Catalog after)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var parts in after.Objects.Values.Where(o => o.Position > 0 && o.Owner is not null).GroupBy(o => o.Owner!))
        {
            if (before.Find(parts.Key) is null || changes.Any(c => c.Subject == parts.Key && c is Alter { Reorders: true }))
                continue;
            var wanted = parts.OrderBy(p => p.Position).Select(p => p.Id).ToList();
            var kept = wanted.Where(id => before.Find(id) is not null).OrderBy(id => before.Find(id)!.Position);
            var reached = kept.Concat(wanted.Where(id => before.Find(id) is null));
            if (!reached.SequenceEqual(wanted))
                notes.Add($"the columns of {parts.Key} keep the order they have; a new column comes last");
        }
        return notes.ToImmutable();
    }
}
