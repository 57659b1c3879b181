using System.Collections.Frozen;

namespace Strata.Schema;

/// <summary>
/// The names that generated schemas must not give to classes and fields, because they would hide members of this library.
/// </summary>
internal static class ReservedNames
{
    /// <summary>The public types of this library.</summary>
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
    /// The constants, properties and types that expressions name. Methods are free: a call stays a call beside a field of its name.
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
