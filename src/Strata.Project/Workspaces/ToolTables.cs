using Strata.Core.Model;

namespace Strata.Project.Workspaces;

/// <summary>Tables that other migration tools keep beside the schema: nobody's schema, unless the project declares them.</summary>
internal static class ToolTables
{
    /// <summary>The schema of Drizzle's table, on PostgreSQL.</summary>
    public const string DrizzleSchema = "drizzle";

    /// <summary>Drizzle's table.</summary>
    public const string Drizzle = "__drizzle_migrations";

    /// <summary>The table of dbmate.</summary>
    public const string Dbmate = "schema_migrations";

    /// <summary>The table of Flyway.</summary>
    public const string Flyway = "flyway_schema_history";

    /// <summary>The table of EF Core.</summary>
    public const string EfCore = "__EFMigrationsHistory";

    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal) { Drizzle, Dbmate, Flyway, EfCore };

    /// <summary>A live database without other tools' tables, except those that the wanted schema has.</summary>
    public static Catalog Remove(Catalog live, Catalog wanted) => live.Without(id => IsKnown(id) && wanted.Find(id) is null);

    // The table, the sequence of Drizzle's numbers, and the schema that Drizzle creates for both.
    private static bool IsKnown(ObjectId id) =>
        id switch
        {
            { Type: "table" } => s_known.Contains(id.Name),
            { Type: "sequence" } => id.Name == Drizzle + "_id_seq",
            { Type: "schema" } => id.Name == DrizzleSchema,
            _ => false,
        };
}
