namespace Strata.Schema.Rendering;

/// <summary>The features that SQLite lacks, and the message about each of them.</summary>
internal static class SqliteLimits
{
    /// <exception cref="SchemaException">The schema uses the feature.</exception>
    public static void Refuse(bool isUsed, string feature, SourceLine source)
    {
        if (isUsed)
        {
            throw new SchemaException(
                $"SQLite has no {feature}; add .OnlyOn(Dialect.Postgresql), or write it inside if (OnPostgresql)",
                source
            );
        }
    }

    /// <summary>The feature that a declaration or a part of a table needs and SQLite lacks; null for none.</summary>
    public static string? MissingFor(Definition definition) =>
        definition switch
        {
            ExclusionDefinition => "exclusion constraints",
            PolicyDefinition => "policies",
            PartitionDefinition => "partitions",
            SequenceDefinition => "sequences",
            DomainDefinition => "domains",
            FunctionDefinition => "functions",
            ProcedureDefinition => "procedures",
            MaterializedViewDefinition => "materialized views",
            SchemaDefinition => "schemas",
            CommentDefinition => "comments",
            SchemaObject { SchemaName: not null } and not ExtensionDefinition => "schemas",
            _ => null,
        };

    /// <summary>The features that the options of a table need and SQLite lacks.</summary>
    public static IEnumerable<string> MissingFor(TableOptions options)
    {
        if (options.IsUnlogged)
            yield return "UNLOGGED tables";
        if (options.Storage.Count > 0)
            yield return "storage parameters";
        if (options.Tablespace is not null)
            yield return "tablespaces";
        if (options.AccessMethod is not null)
            yield return "table access methods";
        if (options.ReplicaIdentity is not null)
            yield return "replica identities";
        if (options.Partitioning is not null)
            yield return "partitioned tables";
        if (options.HasRowLevelSecurity || options.IsRowLevelSecurityForced)
            yield return "row level security";
    }
}
