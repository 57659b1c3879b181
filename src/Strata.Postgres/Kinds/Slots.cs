using System.Text;
using Strata.Core.Model;

namespace Strata.Postgres.Kinds;

/// <summary>Namespaces of the catalog that several kinds share: pg_class holds every relation's name, pg_type every type's.</summary>
internal static class Slots
{
    private const string AsideMark = "__strata_old";
    private const int MaxName = 63;

    public static IEnumerable<string> Relation(ObjectId id) => [$"relation {Sql.Q(id.Names.Take(1))}.{Sql.Q(id.Name)}"];

    public static IEnumerable<string> RelationWithType(ObjectId id) => [.. Relation(id), .. Type(id)];

    /// <summary>What a column takes its numbers from, under whatever name: the old source is let go before there is a new one.</summary>
    public static IEnumerable<string> Numbers(ObjectId column) => [$"numbers of {Sql.Q(column)}"];

    /// <summary>
    /// Where an object steps aside to while another takes its name: a name of at most 63 bytes, as the server would cut a longer one to the
    /// old name.
    /// </summary>
    public static ObjectId Aside(ObjectId id)
    {
        var name = id.Name;
        while (Encoding.UTF8.GetByteCount(name) + AsideMark.Length > MaxName)
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        return new(id.Type, [.. id.Names.SkipLast(1), name + AsideMark]);
    }

    public static IEnumerable<string> Type(ObjectId id) => [$"type {Sql.Q(id)}"];
}

/// <summary>RENAME and SET SCHEMA, in that order, from one name to another.</summary>
internal static class Renaming
{
    public static IEnumerable<Step> Steps(string keyword, ObjectId from, ObjectId to)
    {
        if (from.Names[0] != to.Names[0])
            yield return new Step($"ALTER {keyword} {Sql.Q(from)} SET SCHEMA {Sql.Q(to.Names[0])}");
        if (from.Name != to.Name)
            yield return new Step($"ALTER {keyword} {Sql.Q(to.Names[0])}.{Sql.Q(from.Name)} RENAME TO {Sql.Q(to.Name)}");
    }
}
