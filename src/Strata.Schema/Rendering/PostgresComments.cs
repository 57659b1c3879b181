using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>COMMENT ON for everything that has a comment.</summary>
internal sealed class PostgresComments(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write()
    {
        foreach (var table in model.Tables)
            WriteTable(table);
        foreach (var type in model.Enums)
        {
            var (schema, name) = model.NameOf(type);
            Add(type.CommentText, $"TYPE {names.Of(type)}", ObjectAddress.Of("type", schema, name), type.Source);
        }

        foreach (var item in model.Of<SchemaObject>())
            WriteObject(item);
        foreach (var view in model.Of<MaterializedViewDefinition>())
        {
            foreach (var index in view.Indexes)
                WriteIndex(model.SchemaOf(view.SchemaName), index);
        }

        foreach (var trigger in model.Of<TriggerDefinition>())
        {
            var (schema, name) = trigger.Relation!.Value;
            var target = $"TRIGGER {SqlNames.Quote(trigger.BoundName)} ON {names.Qualified(schema, name)}";
            Add(trigger.CommentText, target, ObjectAddress.Of("trigger", model.SchemaOf(schema), name, trigger.BoundName), trigger.Source);
        }

        foreach (var comment in model.Of<CommentDefinition>())
        {
            statements.Add(
                comment.Source,
                "comment",
                () => $"COMMENT ON {names.Render(comment.Target, comment.Source)} IS {Literals.Quote(comment.Text, comment.Source)}"
            );
        }
    }

    private void WriteTable(BoundTable table)
    {
        Add(table.CommentText, $"TABLE {names.Of(table)}", table.Address, table.Source);
        foreach (var column in table.Columns)
        {
            var target = $"COLUMN {names.Of(table)}.{SqlNames.Quote(column.BoundName)}";
            var address = ObjectAddress.Of("table column", table.Schema, table.Name, column.BoundName);
            Add(column.CommentText, target, address, column.Source);
        }

        foreach (var part in table.Parts)
            WritePart(table, part);
    }

    private void WritePart(BoundTable table, Definition part)
    {
        var name = $"{SqlNames.Quote(part.BoundName)} ON {names.Of(table)}";
        switch (part)
        {
            case IndexDefinition index:
                WriteIndex(table.Schema, index);
                break;
            case TriggerDefinition:
                Add(part.CommentText, $"TRIGGER {name}", AddressOf("trigger", table, part), part.Source);
                break;
            case PolicyDefinition:
                Add(part.CommentText, $"POLICY {name}", AddressOf("policy", table, part), part.Source);
                break;
            case PartitionDefinition:
                var partition = $"TABLE {names.Qualified(table.Schema, part.BoundName)}";
                Add(part.CommentText, partition, ObjectAddress.Of("table", table.Schema, part.BoundName), part.Source);
                break;
            default:
                Add(part.CommentText, $"CONSTRAINT {name}", PostgresTables.ConstraintAddress(table, part), part.Source);
                break;
        }
    }

    private void WriteIndex(string schema, IndexDefinition index)
    {
        var target = $"INDEX {names.Qualified(schema, index.BoundName)}";
        Add(index.CommentText, target, ObjectAddress.Of("index", schema, index.BoundName), index.Source);
    }

    private void WriteObject(SchemaObject item)
    {
        var type = ObjectTypes.Of(item);
        var word = item is DomainDefinition ? "DOMAIN" : type.ToUpperInvariant();
        var signature = item is IRoutine routine ? $"({PostgresRoutines.Signature(routine)})" : "";
        var address = item is SchemaDefinition or ExtensionDefinition
            ? ObjectAddress.Of(type, item.Name)
            : ObjectAddress.Of(type, model.SchemaOf(item.SchemaName), item.Name);
        Add(item.CommentText, $"{word} {names.Of(item)}{signature}", address, item.Source);
    }

    private static string AddressOf(string type, BoundTable table, Definition part) =>
        ObjectAddress.Of(type, table.Schema, table.Name, part.BoundName);

    private void Add(string? text, string target, string address, SourceLine source)
    {
        if (text is not null)
            statements.Add(source, address, () => $"COMMENT ON {target} IS {Literals.Quote(text, source)}");
    }
}
