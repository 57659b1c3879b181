using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>The one place where names, values and interpolated SQL become text.</summary>
internal sealed class SqlNames(SchemaModel model)
{
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    public static string List(IEnumerable<Column> columns) => List(columns.Select(c => c.BoundName));

    /// <summary>A quoted name, with its schema on PostgreSQL, so that the search_path has no influence.</summary>
    public string Qualified(string? schema, string name) =>
        model.Dialect == Dialect.Sqlite ? Quote(name) : $"{Quote(model.SchemaOf(schema))}.{Quote(name)}";

    public string Of(BoundTable table) => Qualified(table.Schema, table.Name);

    public string Of(SchemaObject item) =>
        item is SchemaDefinition or ExtensionDefinition ? Quote(item.Name) : Qualified(item.SchemaName, item.Name);

    public string Of(MappedEnum type)
    {
        var (schema, name) = model.NameOf(type);
        return Qualified(schema, name);
    }

    /// <summary>Interpolated SQL as text, without blanks around it.</summary>
    /// <exception cref="SchemaException">It mentions a column or a table that the dialect does not have.</exception>
    public string Render(Sql sql, SourceLine source) => Text(sql, source).Trim();

    /// <exception cref="SchemaException">The type of the value has no literal.</exception>
    public string Literal(object value, SourceLine source) => Literals.Of(value, model.Dialect, member => Label(member, source), source);

    private string Text(Sql sql, SourceLine source) => string.Concat(sql.Parts.Select(p => Text(p, source)));

    private string Text(SqlPart part, SourceLine source) =>
        part.Kind switch
        {
            SqlPartKind.Raw => (string)part.Value,
            SqlPartKind.Name => Quote((string)part.Value),
            SqlPartKind.Column => Column((Column)part.Value, source),
            SqlPartKind.Table => Of(model.Table(part.Value.GetType(), source)),
            SqlPartKind.Object => Of((SchemaObject)part.Value),
            SqlPartKind.Sql => Text((Sql)part.Value, source),
            _ => Literal(part.Value, source),
        };

    private string Column(Column column, SourceLine source)
    {
        if (column.Owner is null)
        {
            throw new SchemaException(
                "a column outside the fields of a table is used in SQL; assign it to a field and use the field",
                source
            );
        }

        return column.IsOn(model.Dialect)
            ? Quote(column.BoundName)
            : throw new SchemaException(
                $"column \"{column.BoundName}\" does not exist on this dialect; limit its use by .OnlyOn(…)",
                source
            );
    }

    private string Label(Enum member, SourceLine source)
    {
        var name = member.ToString();
        var type = member.GetType();
        if (model.FindEnum(type) is not { } mapped)
        {
            throw new SchemaException(
                $"{type.Name}.{name} is used in SQL, but the database has no such enum type; add EnumType<{type.Name}>()",
                source
            );
        }

        var label = EnumLabels.Of(mapped, model.Naming).FirstOrDefault(l => string.Equals(l.Member, name, StringComparison.Ordinal));
        return label?.Text ?? throw new SchemaException($"{name} is no member of enum {type.Name}", source);
    }
}
