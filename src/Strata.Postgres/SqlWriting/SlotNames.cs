using Strata.Core.Model;

namespace Strata.Postgres.SqlWriting;

/// <summary>Namespaces of the catalog that several kinds share: pg_class holds every relation's name, pg_type every type's.</summary>
internal static class SlotNames
{
    public static IEnumerable<string> Relation(ObjectId id) => [$"relation {PostgresSql.Q(id.Names.Take(1))}.{PostgresSql.Q(id.Name)}"];

    public static IEnumerable<string> RelationWithType(ObjectId id) => [.. Relation(id), .. Type(id)];

    /// <summary>The source of a column's numbers, under whatever name: the old source is given up before there is a new one.</summary>
    public static IEnumerable<string> Numbers(ObjectId column) => [$"numbers of {PostgresSql.Q(column)}"];

    public static IEnumerable<string> Type(ObjectId id) => [$"type {PostgresSql.Q(id)}"];
}
