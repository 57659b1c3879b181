using Strata.Core.Model;

namespace Strata.Postgres.Kinds;

/// <summary>Namespaces of the catalog that several kinds share: pg_class holds every relation's name, pg_type every type's.</summary>
internal static class Slots
{
    public static IEnumerable<string> Relation(ObjectId id) => [$"relation {Sql.Q(id.Names.Take(1))}.{Sql.Q(id.Name)}"];

    public static IEnumerable<string> RelationWithType(ObjectId id) => [.. Relation(id), .. Type(id)];

    public static IEnumerable<string> Type(ObjectId id) => [$"type {Sql.Q(id)}"];
}

/// <summary>RENAME and SET SCHEMA, in that order, from one name to another.</summary>
internal static class Renaming
{
    public static IEnumerable<Step> Steps(string keyword, ObjectId from, ObjectId to)
    {
        if (from.Names[0] != to.Names[0]) yield return new Step($"ALTER {keyword} {Sql.Q(from)} SET SCHEMA {Sql.Q(to.Names[0])}");
        if (from.Name != to.Name) yield return new Step($"ALTER {keyword} {Sql.Q(to.Names[0])}.{Sql.Q(from.Name)} RENAME TO {Sql.Q(to.Name)}");
    }
}
