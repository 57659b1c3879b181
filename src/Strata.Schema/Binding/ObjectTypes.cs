namespace Strata.Schema.Binding;

/// <summary>The words for types of objects, as PostgreSQL's documentation has them.</summary>
internal static class ObjectTypes
{
    public static string Of(SchemaObject item) =>
        item switch
        {
            SchemaDefinition => "schema",
            ExtensionDefinition => "extension",
            DomainDefinition => "type",
            ViewDefinition => "view",
            MaterializedViewDefinition => "materialized view",
            SequenceDefinition => "sequence",
            FunctionDefinition => "function",
            ProcedureDefinition => "procedure",
            _ => throw new InvalidOperationException($"no word for {item.GetType().Name}"),
        };

    public static string OfPart(Definition part) =>
        part switch
        {
            PrimaryKeyDefinition => "primary key",
            UniqueDefinition => "unique constraint",
            CheckDefinition => "check constraint",
            ForeignKeyDefinition => "foreign key",
            ExclusionDefinition => "exclusion constraint",
            IndexDefinition => "index",
            TriggerDefinition => "trigger",
            PolicyDefinition => "policy",
            _ => throw new InvalidOperationException($"no word for {part.GetType().Name}"),
        };
}
