using Strata.Core.Model;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Triggers;
using Strata.Sqlite.SqlReading;

namespace Strata.Sqlite.CatalogReading;

/// <summary>Names that differ in the case of ASCII letters alone are one name to SQLite: the spelling that is there stays.</summary>
internal static class NameAlignment
{
    public static Catalog Align(Catalog catalog, Catalog like)
    {
        var there = like.Objects.Keys.GroupBy(Key).ToDictionary(g => g.Key, g => g.First());
        if (catalog.Objects.Keys.All(id => !there.TryGetValue(Key(id), out var other) || other == id))
            return catalog;
        ObjectId To(ObjectId id) => there.TryGetValue(Key(id), out var other) ? other : Inside(id, there);
        return new Catalog(
            catalog.Objects.Values.Select(o => Respelled(o, To)),
            catalog.Recorded.Select(d => new Dependency(To(d.From), To(d.To))),
            catalog.Unmanaged
        );
    }

    private static DbObject Respelled(DbObject o, Func<ObjectId, ObjectId> to) =>
        o switch
        {
            TableIndex index => index with { Id = to(index.Id), Table = to(index.Table) },
            Trigger trigger => trigger with { Id = to(trigger.Id), On = to(trigger.On) },
            _ => o with { Id = to(o.Id) },
        };

    /// <summary>A new part of something that is there goes by that one's spelling.</summary>
    private static ObjectId Inside(ObjectId id, Dictionary<string, ObjectId> there)
    {
        if (id.Names.Count < 3)
            return id;
        foreach (var type in (string[])["table", "view"])
        {
            if (there.TryGetValue(Key(new ObjectId(type, [.. id.Names.Take(2)])), out var whole))
                return new ObjectId(id.Type, [.. whole.Names, .. id.Names.Skip(2)], id.Args);
        }
        return id;
    }

    private static string Key(ObjectId id) => Canonical.Name(id.Text);
}
