using Strata.Schema.Output;
using Strata.Schema.Rendering;
using Strata.Schema.Types;

namespace Strata.Schema.Building;

/// <summary>
/// What was called otherwise before. Outer objects come first, and inner ones are addressed below the new name of what holds them, so that
/// a reader can apply the list in order.
/// </summary>
internal static class RenameList
{
    public static IReadOnlyList<SchemaRename> Of(SchemaModel model) =>
        [.. Schemas(model), .. Types(model), .. Objects(model), .. model.Tables.SelectMany(Table), .. Views(model)];

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
            {
                yield return new("enum label", [schema, name, label.OldText!], [schema, name, label.Text]);
            }
        }
    }

    private static IEnumerable<SchemaRename> Objects(SchemaModel model)
    {
        foreach (
            var item in model.Of<SchemaObject>().Where(i => i is not SchemaDefinition and not ExtensionDefinition && i.OldName is not null)
        )
        {
            var schema = model.SchemaOf(item.SchemaName);
            var arguments = item is IRoutine routine ? PostgresRoutines.ArgumentTypes(routine) : null;
            yield return new(ItemBinder.Word(item), [item.OldSchema ?? schema, item.OldName!], [schema, item.Name], arguments);
        }
    }

    private static IEnumerable<SchemaRename> Table(BoundTable table)
    {
        string[] address = [table.Schema, table.Name];
        if (table.Renamed is { } renamed)
            yield return new("table", [renamed.Schema ?? table.Schema, renamed.Name], address);
        foreach (var column in table.Columns.Where(c => c.OldName is not null))
        {
            yield return new("table column", [.. address, column.OldName!], [.. address, column.BoundName]);
        }

        foreach (var part in table.Parts.Where(p => p.OldName is not null))
        {
            yield return part switch
            {
                IndexDefinition => new("index", [table.Schema, part.OldName!], [table.Schema, part.BoundName]),
                PartitionDefinition => new("table", [table.Schema, part.OldName!], [table.Schema, part.BoundName]),
                TriggerDefinition => new("trigger", [.. address, part.OldName!], [.. address, part.BoundName]),
                PolicyDefinition => new("policy", [.. address, part.OldName!], [.. address, part.BoundName]),
                _ => new("table constraint", [.. address, part.OldName!], [.. address, part.BoundName]),
            };
        }
    }

    private static IEnumerable<SchemaRename> Views(SchemaModel model)
    {
        foreach (var view in model.Of<MaterializedViewDefinition>())
        {
            var schema = model.SchemaOf(view.SchemaName);
            foreach (var index in view.Indexes.Where(i => i.OldName is not null))
                yield return new("index", [schema, index.OldName!], [schema, index.BoundName]);
        }
    }
}
