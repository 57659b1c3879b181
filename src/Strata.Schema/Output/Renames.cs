using Strata.Schema.Binding;

namespace Strata.Schema.Output;

/// <summary>
/// The renames that the user declared. Outer objects stand first, and inner ones are addressed below the new name of the outer one, so that
/// a reader can apply the list in order.
/// </summary>
internal static class Renames
{
    public static IReadOnlyList<SchemaRename> Of(SchemaModel model) =>
        [.. Schemas(model), .. Types(model), .. Objects(model), .. model.Tables.SelectMany(Table), .. Indexes(model)];

    private static IEnumerable<SchemaRename> Schemas(SchemaModel model) =>
        model.Of<SchemaDefinition>().Where(s => s.OldName is not null).Select(s => new SchemaRename("schema", [s.OldName!], [s.Name]));

    private static IEnumerable<SchemaRename> Types(SchemaModel model)
    {
        foreach (var type in model.Enums)
        {
            var (schema, name) = model.NameOf(type);
            if (type.Renamed is { } renamed)
                yield return new("type", [renamed.Schema ?? schema, renamed.Name], [schema, name]);
            foreach (var label in EnumLabels.Of(type, model.Naming).Where(l => l.OldText is not null))
                yield return new("enum label", [schema, name, label.OldText!], [schema, name, label.Text]);
        }
    }

    private static IEnumerable<SchemaRename> Objects(SchemaModel model)
    {
        var renamed = model.Of<SchemaObject>().Where(i => i.OldName is not null);
        foreach (var item in renamed.Where(i => i is not SchemaDefinition and not ExtensionDefinition))
        {
            var schema = model.SchemaOf(item.SchemaName);
            yield return new(
                ObjectTypes.Of(item),
                [item.OldSchema ?? schema, item.OldName!],
                [schema, item.Name],
                (item as IRoutine)?.ArgumentTypes
            );
        }
    }

    private static IEnumerable<SchemaRename> Table(BoundTable table)
    {
        string[] address = [table.Schema, table.Name];
        if (table.Renamed is { } renamed)
            yield return new("table", [renamed.Schema ?? table.Schema, renamed.Name], address);
        foreach (var column in table.Columns.Where(c => c.OldName is not null))
            yield return new("table column", [.. address, column.OldName!], [.. address, column.BoundName]);
        foreach (var part in table.Parts.Where(p => p.OldName is not null))
        {
            // Indexes and partitions have addresses of their own in the schema.
            var (type, parent) = part switch
            {
                IndexDefinition => ("index", [table.Schema]),
                PartitionDefinition => ("table", [table.Schema]),
                TriggerDefinition => ("trigger", address),
                PolicyDefinition => ("policy", address),
                _ => ("table constraint", address),
            };
            yield return new(type, [.. parent, part.OldName!], [.. parent, part.BoundName]);
        }
    }

    private static IEnumerable<SchemaRename> Indexes(SchemaModel model)
    {
        foreach (var view in model.Of<MaterializedViewDefinition>())
        {
            var schema = model.SchemaOf(view.SchemaName);
            foreach (var index in view.Indexes.Where(i => i.OldName is not null))
                yield return new("index", [schema, index.OldName!], [schema, index.BoundName]);
        }
    }
}
