using System.Collections.Immutable;
using Strata.Core.Model;
using Strata.Sqlite.CatalogReading;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.Kinds.Triggers;

namespace Strata.Sqlite.Passes;

/// <summary>
/// Decides, table by table, whether its changes can be made in place; where not, one <see cref="Rebuild"/> stands for all of them.
/// </summary>
internal static class RebuildTable
{
    public static ImmutableArray<Change> Apply(ImmutableArray<Change> changes, Catalog before, Catalog after)
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
            result.Add(new Rebuild(from, to) { Kept = [.. Kept(id, changes, before, after)] });
        }
        return [.. result];
    }

    /// <summary>
    /// Whether foreign keys must be off: dropping a table deletes its rows, and with them, where keys are enforced, those that refer to
    /// them.
    /// </summary>
    public static bool NeedsForeignKeysOff(ImmutableArray<Change> changes, Catalog before) =>
        changes.Any(c => c is Rebuild || (c is Drop { Before: Table table } && IsReferenced(table, before)));

    private static bool IsReferenced(Table table, Catalog before) =>
        before.Objects.Values.Any(o =>
            o is Table other
            && other.Id != table.Id
            && other.Constraints.Any(c => c.References is { } target && Canonical.Same(target, table.Id.Name))
        );

    private static ObjectId? TableOf(Change change) =>
        change switch
        {
            Create { After: Column c } => c.Table,
            Drop { Before: Column c } => c.Table,
            Alter { After: Column c } => c.Table,
            Rebuild r => r.Subject,
            _ => null,
        };

    // Indexes before triggers: a trigger may not see the table without them.
    private static IEnumerable<ObjectId> Kept(ObjectId table, ImmutableArray<Change> changes, Catalog before, Catalog after) =>
        after
            .DependentsOf(table)
            .Select(after.Find)
            .Where(o =>
                o is TableIndex or Trigger && o.Owner == table && before.Find(o.Id) is not null && !changes.Any(c => c.Subject == o.Id)
            )
            .OrderBy(o => o is Trigger)
            .Select(o => o!.Id);
}
