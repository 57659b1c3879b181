using System.Collections.Frozen;

namespace Strata.Schema;

/// <summary>
/// Names that whoever writes schemas by program leaves to this library: a class or a field of that name would hide what the schema needs.
/// </summary>
public static class ReservedNames
{
    /// <summary>The library's own types.</summary>
    public static FrozenSet<string> Types { get; } =
    [
        "CheckDefinition",
        "Column",
        "ColumnRef",
        "CommentAttribute",
        "Database",
        "Definition",
        "Dialect",
        "DomainDefinition",
        "ExclusionDefinition",
        "ExtensionDefinition",
        "ForeignKeyDefinition",
        "FunctionDefinition",
        "IndexDefinition",
        "IndexPart",
        "InSchemaAttribute",
        "KeyDefinition",
        "LabelAttribute",
        "MaterializedViewDefinition",
        "NamedAttribute",
        "NamingConvention",
        "OnlyOnAttribute",
        "PartitionDefinition",
        "PolicyCommand",
        "PolicyDefinition",
        "PrimaryKeyDefinition",
        "ProcedureDefinition",
        "ReferentialAction",
        "RenamedFromAttribute",
        "ReservedNames",
        "RoutineDefinition",
        "SchemaDefinition",
        "SchemaElement",
        "SchemaException",
        "SchemaObject",
        "SequenceDefinition",
        "SequenceOptions",
        "Sql",
        "Table",
        "TablePart",
        "TriggerDefinition",
        "UniqueDefinition",
        "ViewDefinition",
    ];

    /// <summary>
    /// Constants, properties and types that expressions name. A method is no matter: a call stays a call beside a field of its name.
    /// </summary>
    public static FrozenSet<string> Fields { get; } =
    [
        "Cascade",
        "Dialect",
        "Equals",
        "GetHashCode",
        "GetType",
        "MemberwiseClone",
        "NoAction",
        "OnPostgresql",
        "OnSqlite",
        "PolicyCommand",
        "ReferentialAction",
        "Restrict",
        "SetDefault",
        "SetNull",
        "Sql",
        "ToString",
    ];
}
