namespace Strata.Schema;

/// <summary>A schema (https://www.postgresql.org/docs/current/ddl-schemas.html). PostgreSQL only.</summary>
public sealed class SchemaDefinition : SchemaObject<SchemaDefinition>
{
    internal SchemaDefinition(string name, SourceLine source)
        : base(name, null, source) { }

    internal string? OwnerName { get; private set; }

    /// <summary>Sets the role that owns the schema (https://www.postgresql.org/docs/current/sql-createschema.html).</summary>
    public SchemaDefinition Owner(string role)
    {
        OwnerName = role;
        return this;
    }
}
