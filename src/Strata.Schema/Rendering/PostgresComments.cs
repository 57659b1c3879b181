using Strata.Schema.Building;

namespace Strata.Schema.Rendering;

/// <summary>COMMENT ON everything that has one.</summary>
internal sealed class PostgresComments(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write()
    {
        foreach (var table in model.Tables)
        {
            Add(table.CommentText, $"TABLE {names.Of(table)}", table.Address, table.Source);
            foreach (var column in table.Columns)
            {
                Add(
                    column.CommentText,
                    $"COLUMN {names.Of(table)}.{SqlNames.Quote(column.BoundName)}",
                    SchemaAddress.Text("table column", table.Schema, table.Name, column.BoundName),
                    column.Source
                );
            }

            foreach (var part in table.Parts)
                WritePart(table, part);
        }

        foreach (var type in model.Enums)
        {
            var (schema, name) = model.NameOf(type);
            Add(type.CommentText, $"TYPE {names.Of(type)}", SchemaAddress.Text("type", schema, name), type.Source);
        }

        foreach (var item in model.Of<SchemaObject>())
            Write(item);
        foreach (var view in model.Of<MaterializedViewDefinition>())
        {
            foreach (var index in view.Indexes)
                WriteIndex(model.SchemaOf(view.SchemaName), index);
        }

        foreach (var trigger in model.Of<TriggerDefinition>())
        {
            var (schema, name) = trigger.Relation!.Value;
            Add(
                trigger.CommentText,
                $"TRIGGER {SqlNames.Quote(trigger.BoundName)} ON {names.Qualified(schema, name)}",
                SchemaAddress.Text("trigger", model.SchemaOf(schema), name, trigger.BoundName),
                trigger.Source
            );
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

    private void WritePart(BoundTable table, Definition part)
    {
        var on = $"{SqlNames.Quote(part.BoundName)} ON {names.Of(table)}";
        switch (part)
        {
            case IndexDefinition index:
                WriteIndex(table.Schema, index);
                break;
            case TriggerDefinition:
                Add(
                    part.CommentText,
                    $"TRIGGER {on}",
                    SchemaAddress.Text("trigger", table.Schema, table.Name, part.BoundName),
                    part.Source
                );
                break;
            case PolicyDefinition:
                Add(part.CommentText, $"POLICY {on}", SchemaAddress.Text("policy", table.Schema, table.Name, part.BoundName), part.Source);
                break;
            case PartitionDefinition:
                Add(
                    part.CommentText,
                    $"TABLE {names.Qualified(table.Schema, part.BoundName)}",
                    SchemaAddress.Text("table", table.Schema, part.BoundName),
                    part.Source
                );
                break;
            default:
                Add(part.CommentText, $"CONSTRAINT {on}", PostgresTables.ConstraintAddress(table, part), part.Source);
                break;
        }
    }

    private void WriteIndex(string schema, IndexDefinition index) =>
        Add(
            index.CommentText,
            $"INDEX {names.Qualified(schema, index.BoundName)}",
            SchemaAddress.Text("index", schema, index.BoundName),
            index.Source
        );

    private void Write(SchemaObject item)
    {
        var word = item is DomainDefinition ? "DOMAIN" : ItemBinder.Word(item).ToUpperInvariant();
        var signature = item is IRoutine routine ? $"({PostgresRoutines.Signature(routine)})" : "";
        var address = item is SchemaDefinition or ExtensionDefinition
            ? SchemaAddress.Text(ItemBinder.Word(item), item.Name)
            : SchemaAddress.Text(ItemBinder.Word(item), model.SchemaOf(item.SchemaName), item.Name);
        Add(item.CommentText, $"{word} {names.Object(item)}{signature}", address, item.Source);
    }

    private void Add(string? text, string target, string address, SourceLine source)
    {
        if (text is not null)
            statements.Add(source, address, () => $"COMMENT ON {target} IS {Literals.Quote(text, source)}");
    }
}
