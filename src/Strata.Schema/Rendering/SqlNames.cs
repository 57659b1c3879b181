using Strata.Schema.Building;
using Strata.Schema.Types;

namespace Strata.Schema.Rendering;

/// <summary>The one place where identifiers and literals become SQL.</summary>
internal sealed class SqlNames(SchemaModel model)
{
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    public static string List(IEnumerable<Column> columns) => List(columns.Select(c => c.BoundName));

    /// <summary>With its schema on PostgreSQL, so that no search_path is needed.</summary>
    public string Qualified(string? schema, string name) =>
        model.Dialect == Dialect.Sqlite ? Quote(name) : $"{Quote(model.SchemaOf(schema))}.{Quote(name)}";

    public string Of(BoundTable table) => Qualified(table.Schema, table.Name);

    public string Column(Column column, SourceLine source) =>
        column.Owner is null
            ? throw new SchemaException("a column that is no field of a table is used in SQL; keep it in a field and use the field", source)
        : column.IsOn(model.Dialect) ? Quote(column.BoundName)
        : throw new SchemaException(
            $"column \"{column.BoundName}\" does not exist on this dialect (OnlyOn); say the same of what uses it",
            source
        );

    public string Table(Table table, SourceLine source) => Of(model.Table(table.GetType(), source));

    public string Object(SchemaObject item) =>
        item is SchemaDefinition or ExtensionDefinition ? Quote(item.Name) : Qualified(item.SchemaName, item.Name);

    public string Of(EnumType type)
    {
        var (schema, name) = model.NameOf(type);
        return Qualified(schema, name);
    }

    public string Render(Sql sql, SourceLine source) => sql.Render(this, source).Trim();

    public string Literal(object value, SourceLine source) =>
        value switch
        {
            Enum member => Literals.Quote(Label(member, source), source),
            _ => Literals.Of(value, model.Dialect, member => Label(member, source), source),
        };

    private string Label(Enum member, SourceLine source)
    {
        var name = member.ToString();
        if (model.FindEnum(member.GetType()) is not { } type)
        {
            throw new SchemaException(
                $"{member.GetType().Name}.{name} is used in SQL, but no column and no EnumType<{member.GetType().Name}>() "
                    + $"makes it an enum type of the database",
                source
            );
        }

        return EnumLabels.Of(type, model.Naming).FirstOrDefault(l => string.Equals(l.Member, name, StringComparison.Ordinal))?.Text
            ?? throw new SchemaException($"{name} is no member of enum {type.Type.Name}", source);
    }
}
