using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Strata.Schema.Binding;

/// <summary>The fields of a table that contain its columns.</summary>
[RequiresUnreferencedCode("Finds columns by reflection.")]
internal static class ColumnFields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>
    /// The columns with the names of their fields, those of base classes first, then in the order of their declaration. A property counts
    /// by the field behind it.
    /// </summary>
    /// <exception cref="SchemaException">A column is static, null, or created anew by a property.</exception>
    public static IReadOnlyList<(string Field, Column Column)> Of(Table table)
    {
        var lineage = Lineage(table.GetType());
        List<(string Field, Column Column)> columns =
        [
            .. lineage.SelectMany(t => FieldsOf(t).Select(f => (NameOf(f), ColumnOf(table, t, f)))),
        ];
        foreach (var type in lineage)
            CheckProperties(type, table, columns);
        return columns;
    }

    /// <summary>
    /// The line of a table: that of its first own column, because a base constructor does not learn the line of the derived class.
    /// </summary>
    public static SourceLine SourceOf(Type type, IReadOnlyList<(string Field, Column Column)> fields)
    {
        var own = type.GetFields(Declared).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var first = fields.FirstOrDefault(f => own.Contains(f.Field) || own.Contains($"<{f.Field}>k__BackingField"));
        var column = first.Column ?? (fields.Count > 0 ? fields[0].Column : null);
        return column?.Source ?? ClassLocations.Of(type);
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        type.GetFields(Declared).Where(f => typeof(Column).IsAssignableFrom(f.FieldType)).OrderBy(f => f.MetadataToken);

    private static string NameOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name.TrimStart('_');

    private static Column ColumnOf(Table table, Type type, FieldInfo field)
    {
        var name = NameOf(field);
        if (field.IsStatic)
        {
            throw new SchemaException(
                $"{type.Name}.{name} is static, but each table object has columns of its own; remove the word static",
                ((Column?)field.GetValue(null))?.Source ?? ClassLocations.Of(type)
            );
        }

        return field.GetValue(table) as Column
            ?? throw new SchemaException(
                $"{type.Name}.{name} is a Column without a value; assign one: {name} = Text()",
                ClassLocations.Of(type)
            );
    }

    // Column Title => Text(); creates another column at every read, none of them in a field: the column would be missing silently.
    private static void CheckProperties(Type type, Table table, List<(string Field, Column Column)> columns)
    {
        var properties = type.GetProperties(Declared)
            .Where(p => p.PropertyType == typeof(Column) && p.GetMethod is not null && p.GetIndexParameters().Length == 0);
        foreach (var property in properties)
        {
            if (property.GetValue(property.GetMethod!.IsStatic ? null : table) is Column column && !columns.Exists(c => c.Column == column))
            {
                throw new SchemaException(
                    $"{type.Name}.{property.Name} creates a new column at every read; write {{ get; }} = instead of =>",
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
}
