using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Schema.Building;

/// <summary>Finds the columns of each table, in order, and gives tables and columns their names.</summary>
[RequiresUnreferencedCode("Finds columns by reflection.")]
internal sealed class TableBinder(SchemaModel model)
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public void Bind(IEnumerable<Table> tables)
    {
        foreach (var table in tables)
        {
            if (table.GetType().GetCustomAttribute<OnlyOnAttribute>() is { } only && only.Dialect != model.Dialect)
                continue;
            model.Errors.Guard(() => Bind(table));
        }
    }

    private void Bind(Table table)
    {
        var type = table.GetType();
        var fields = ColumnFields(table);
        var source = SourceOf(type, fields);
        var name =
            table.GivenName ?? type.GetCustomAttribute<NamedAttribute>()?.Name ?? NamingConvention.Shorten(model.Naming.Table(type.Name));
        var given = table.GivenSchema ?? type.GetCustomAttribute<InSchemaAttribute>()?.Name;
        if (model.Dialect == Dialect.Sqlite && given is not null)
        {
            throw new SchemaException(
                $"table {name} is in schema \"{given}\", but SQLite has one schema only; leave the schema out or say "
                    + $"[OnlyOn(Dialect.Postgresql)]",
                source
            );
        }

        var bound = new BoundTable(table, model.SchemaOf(given), name, source)
        {
            CommentText = table.Options.Comment ?? type.GetCustomAttribute<CommentAttribute>()?.Text,
            Renamed = type.GetCustomAttribute<RenamedFromAttribute>(),
        };
        model.Add(bound);
        model.Errors.Guard(() => model.Names.Claim($"relation {bound.Schema}", name, $"table {name} ({type.FullName})", source));
        foreach (var (field, column) in fields)
            model.Errors.Guard(() => Bind(bound, field, column));
        if (bound.Columns.Count == 0 && model.Dialect == Dialect.Sqlite)
            throw new SchemaException(
                $"table {name} has no columns, which SQLite does not allow; a column is a field of the class: public "
                    + $"readonly Column Id = Integer().PrimaryKey();",
                source
            );
        bound.Parts.AddRange(table.Parts.Where(p => p.IsOn(model.Dialect)));
        AddPartitionNames(bound);
        if (bound.Of<PrimaryKeyDefinition>().Skip(1).FirstOrDefault() is { } second)
        {
            throw new SchemaException(
                $"table {name} has two primary keys; for one of several columns write PrimaryKey(A, B) in the constructor "
                    + $"and nothing on the columns",
                second.Source
            );
        }
    }

    private void Bind(BoundTable table, string field, Column column)
    {
        var name = column.GivenName ?? NamingConvention.Shorten(model.Naming.Column(field));
        if (column.Owner is { } owner)
        {
            throw new SchemaException(
                $"{table.Table.GetType().Name}.{field} and \"{column.BoundName}\" of {owner.GetType().Name} are one and "
                    + $"the same column object; each column needs its own",
                column.Source
            );
        }

        column.Owner = table.Table;
        column.BoundName = name;
        if (!column.IsOn(model.Dialect))
            return;
        table.Columns.Add(column);
        if (column.Type.Enum is { } type)
            model.Use(type);
        table.Parts.AddRange(column.Inline.Where(p => p.IsOn(model.Dialect)));

        // After the column is known, so that a mistake in it does not make whatever uses it look mistaken too.
        model.Names.Claim($"column {table.Scope}", name, $"column {table.Name}.{name} ({field})", column.Source);
        Contradictions.Find(table, column);
    }

    private void AddPartitionNames(BoundTable table)
    {
        void Claim(PartitionDefinition partition)
        {
            partition.BoundName = partition.GivenName!;
            model.Names.Claim($"relation {table.Schema}", partition.BoundName, $"partition {partition.BoundName}", partition.Source);
            partition.Children.ForEach(Claim);
        }

        foreach (var partition in table.Of<PartitionDefinition>())
            model.Errors.Guard(() => Claim(partition));
    }

    /// <summary>Base classes first, then as declared. A property counts by the field behind it.</summary>
    private static List<(string Field, Column Column)> ColumnFields(Table table)
    {
        List<(string, Column)> columns = [];
        var lines = Lineage(table.GetType());
        foreach (var type in lines)
        {
            foreach (
                var field in type.GetFields(Declared).Where(f => typeof(Column).IsAssignableFrom(f.FieldType)).OrderBy(f => f.MetadataToken)
            )
            {
                var name = field.Name.StartsWith('<')
                    ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)]
                    : field.Name.TrimStart('_');
                if (field.IsStatic)
                    throw new SchemaException(
                        $"{type.Name}.{name} is static; a column belongs to one table object, so remove the word static",
                        ((Column?)field.GetValue(null))?.Source ?? ClassPlaces.Of(type)
                    );
                if (field.GetValue(table) is not Column column)
                    throw new SchemaException(
                        $"{type.Name}.{name} is a Column without a value; write {name} = Text() or another type",
                        ClassPlaces.Of(type)
                    );
                columns.Add((name, column));
            }
        }

        foreach (var type in lines)
            RefusePropertiesThatMakeColumns(type, table, columns);
        return columns;
    }

    // Column Title => Text(); would be another column each time it is looked at, and none of them a field: it would silently be left out.
    private static void RefusePropertiesThatMakeColumns(Type type, Table table, List<(string Field, Column Column)> columns)
    {
        foreach (
            var property in type.GetProperties(Declared)
                .Where(p => p.PropertyType == typeof(Column) && p.GetMethod is not null && p.GetIndexParameters().Length == 0)
        )
        {
            if (property.GetValue(property.GetMethod!.IsStatic ? null : table) is Column column && !columns.Exists(c => c.Column == column))
            {
                throw new SchemaException(
                    $"{type.Name}.{property.Name} makes a new column each time it is read; write {{ get; }} = instead of =>",
                    column.Source
                );
            }
        }
    }

    private static List<Type> Lineage(Type type)
    {
        List<Type> lineage = [];
        for (var current = type; current is not null && current != typeof(Table); current = current.BaseType)
            lineage.Insert(0, current);
        return lineage;
    }

    // The compiler tells a base constructor nothing about its caller, so a table's line is that of its first own column.
    private static SourceLine SourceOf(Type type, List<(string Field, Column Column)> fields)
    {
        var own = type.GetFields(Declared).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var first = fields.FirstOrDefault(f => own.Contains(f.Field) || own.Contains($"<{f.Field}>k__BackingField"));
        return (first.Column ?? fields.FirstOrDefault().Column)?.Source ?? ClassPlaces.Of(type);
    }
}
