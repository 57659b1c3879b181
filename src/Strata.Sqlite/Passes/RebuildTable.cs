using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.Kinds.Triggers;

namespace Strata.Sqlite.Passes;

/// <summary>
/// Replaces the changes of a table that cannot be made in place by one <see cref="TableRebuild"/>.
/// </summary>
internal sealed class RebuildTable : IPlanPass
{
    public PlanDraft Apply(PlanDraft draft) => draft with { Changes = Apply(draft.Changes, draft.Before, draft.After) };

    private static ImmutableArray<Change> Apply(ImmutableArray<Change> changes, Catalog before, Catalog after)
    {
        var result = changes.ToList();
        foreach (var id in changes.Select(TableOf).OfType<ObjectId>().Distinct().Order())
        {
            if (before.Find(id) is not Table from || after.Find(id) is not Table to)
                continue;
            var columns = changes.Where(c => TableOf(c) == id && c.Subject != id).ToList();
            result.RemoveAll(c => c.Subject == id);
            if (InPlace.CanMake(from, to, columns, before, after))
                continue;
            result.RemoveAll(columns.Contains);
            result.Add(new TableRebuild(from, to) { Unchanged = [.. Unchanged(id, changes, before, after)] });
        }
        return [.. result];
    }

    private static ObjectId? TableOf(Change change) =>
        change switch
        {
            Create { After: Column c } => c.Table,
            Drop { Before: Column c } => c.Table,
            Alter { After: Column c } => c.Table,
            TableRebuild r => r.Subject,
            _ => null,
        };

    // Indexes before triggers: a trigger may not see the table without them.
    private static IEnumerable<ObjectId> Unchanged(ObjectId table, ImmutableArray<Change> changes, Catalog before, Catalog after) =>
        after
            .DependentsOf(table)
            .Select(after.Find)
            .Where(o =>
                o is TableIndex or Trigger && o.Owner == table && before.Find(o.Id) is not null && !changes.Any(c => c.Subject == o.Id)
            )
            .OrderBy(o => o is Trigger)
            .Select(o => o!.Id);
}
