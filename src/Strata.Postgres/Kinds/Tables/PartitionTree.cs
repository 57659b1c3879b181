using Strata.Core.Model;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>The partitions of a table, and theirs: those that bonds lead to.</summary>
internal static class PartitionTree
{
    /// <summary>Every bond below a table, the upper ones first.</summary>
    public static IEnumerable<DbObject> Bonds(ObjectId table, Catalog catalog)
    {
        var left = new Queue<ObjectId>([table]);
        while (left.TryDequeue(out var parent))
            foreach (var bond in Under(parent, catalog))
            {
                yield return bond;
                left.Enqueue(Part(bond));
            }
    }

    /// <summary>The partitions below a table that go. One that stays keeps its rows, and those of the partitions below it.</summary>
    public static IEnumerable<Table> Gone(ObjectId table, Catalog before, Catalog after)
    {
        foreach (var part in Under(table, before).Select(Part))
        {
            if (after.Find(part) is not null || before.Find(part) is not Table partition)
                continue;
            yield return partition;
            foreach (var below in Gone(part, before, after))
                yield return below;
        }
    }

    /// <summary>The tables that a partition hangs on, the nearest first.</summary>
    public static IEnumerable<ObjectId> Above(ObjectId table, Catalog catalog)
    {
        for (var at = Leader(table, catalog); at is not null; at = Leader(at, catalog))
            yield return at;
    }

    private static IEnumerable<DbObject> Under(ObjectId table, Catalog catalog) =>
        catalog.DependentsOf(table).Select(catalog.Find).OfType<DbObject>().Where(o => o.Link?.SpreadsLocks?.From == table);

    private static ObjectId Part(DbObject bond) => bond.Link!.SpreadsLocks!.Value.To;

    private static ObjectId? Leader(ObjectId table, Catalog catalog) =>
        catalog.DependentsOf(table).Select(id => catalog.Find(id)?.Link?.SpreadsLocks).FirstOrDefault(p => p?.To == table)?.From;
}
