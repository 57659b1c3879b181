namespace Strata.Schema;

/// <summary>
/// An extension (https://www.postgresql.org/docs/current/sql-createextension.html). SQLite ignores it, so that one file can serve both
/// dialects.
/// </summary>
public sealed class ExtensionDefinition : SchemaObject<ExtensionDefinition>
{
    internal ExtensionDefinition(string name, string? schema, string? version, SourceLine source)
        : base(name, schema, source) => Version = version;

    internal string? Version { get; }
}
