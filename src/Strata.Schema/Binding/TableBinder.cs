using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Schema.Binding;

/// <summary>Names tables, their columns and their partitions.</summary>
[RequiresUnreferencedCode("Finds columns by reflection.")]
internal sealed class TableBinder(SchemaModel model)
{
    public void Bind(IEnumerable<Table> tables)
    {
        foreach (var table in tables)
        {
            if (table.GetType().GetCustomAttribute<OnlyOnAttribute>() is { } only && only.Dialect != model.Dialect)
                continue;
            model.Errors.Collect(() => Bind(table));
        }
    }

    private void Bind(Table table)
    {
        var fields = ColumnFields.Of(table);
        var bound = Named(table, ColumnFields.SourceOf(table.GetType(), fields));
        model.Add(bound);
        var owner = $"table {bound.Name} ({table.GetType().FullName})";
        model.Errors.Collect(() => model.Names.Claim($"relation {bound.Schema}", bound.Name, owner, bound.Source));
        foreach (var (field, column) in fields)
            model.Errors.Collect(() => Bind(bound, field, column));
        if (bound.Columns.Count == 0 && model.Dialect == Dialect.Sqlite)
        {
            throw new SchemaException(
                $"table {bound.Name} has no columns, which SQLite requires; add one: public readonly Column Id = Integer().PrimaryKey();",
                bound.Source
            );
        }

        bound.Parts.AddRange(table.Parts.Where(p => p.IsOn(model.Dialect)));
        foreach (var partition in bound.Of<PartitionDefinition>())
            model.Errors.Collect(() => Bind(bound, partition));
        if (bound.Of<PrimaryKeyDefinition>().Skip(1).FirstOrDefault() is { } second)
        {
            throw new SchemaException(
                $"table {bound.Name} has two primary keys; write one of several columns as PrimaryKey(A, B) in the constructor",
                second.Source
            );
        }
    }

    private BoundTable Named(Table table, SourceLine source)
    {
        var type = table.GetType();
        var named = type.GetCustomAttribute<NamedAttribute>();
        var name = table.GivenName ?? named?.Name ?? NamingConvention.Shorten(model.Naming.Table(type.Name));
        var schema = table.GivenSchema ?? type.GetCustomAttribute<InSchemaAttribute>()?.Name;
        if (model.Dialect == Dialect.Sqlite && schema is not null)
        {
            throw new SchemaException(
                $"table {name} is in schema \"{schema}\", but SQLite has one schema only; add [OnlyOn(Dialect.Postgresql)]",
                source
            );
        }

        return new BoundTable(table, model.SchemaOf(schema), name, source)
        {
            CommentText = table.Options.Comment ?? type.GetCustomAttribute<CommentAttribute>()?.Text,
            Renamed = type.GetCustomAttribute<RenamedFromAttribute>(),
        };
    }

    private void Bind(BoundTable table, string field, Column column)
    {
        var name = column.GivenName ?? NamingConvention.Shorten(model.Naming.Column(field));
        if (column.Owner is { } owner)
        {
            throw new SchemaException(
                $"{table.Table.GetType().Name}.{field} and \"{column.BoundName}\" of {owner.GetType().Name} are the same column object",
                column.Source
            );
        }

        column.Owner = table.Table;
        column.BoundName = name;
        if (!column.IsOn(model.Dialect))
            return;
        table.Columns.Add(column);
        if (column.Type.Enum is { } type)
            model.Add(type);
        table.Parts.AddRange(column.Inline.Where(p => p.IsOn(model.Dialect)));

        // Checked after the column was added, so that a mistake in it is not reported again for each reference to it.
        model.Names.Claim($"column {table.Scope}", name, $"column {table.Name}.{name} ({field})", column.Source);
        ColumnRules.Check(table, column);
    }

    private void Bind(BoundTable table, PartitionDefinition partition)
    {
        partition.BoundName = partition.GivenName!;
        model.Names.Claim($"relation {table.Schema}", partition.BoundName, $"partition {partition.BoundName}", partition.Source);
        foreach (var child in partition.Children)
            Bind(table, child);
    }
}
