using Strata.Core.Model;

namespace Strata.Project.Workspaces;

/// <summary>Tables that other migration tools keep beside the schema: nobody's schema, unless the project declares them.</summary>
internal static class ToolTables
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "__drizzle_migrations",
        "schema_migrations",
        "flyway_schema_history",
        "__EFMigrationsHistory",
    };

    /// <summary>A live database without other tools' tables, except those that the wanted schema has.</summary>
    public static Catalog Remove(Catalog live, Catalog wanted) => live.Without(id => IsKnown(id) && wanted.Find(id) is null);

    // The table, the sequence of Drizzle's numbers, and the schema that Drizzle creates for both.
    private static bool IsKnown(ObjectId id) =>
        id switch
        {
            { Type: "table" } => s_known.Contains(id.Name),
            { Type: "sequence" } => id.Name == "__drizzle_migrations_id_seq",
            { Type: "schema" } => id.Name == "drizzle",
            _ => false,
        };
}
