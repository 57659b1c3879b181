using System.Buffers;

namespace Strata.Schema.Building;

/// <summary>A table with names, and only what exists on the dialect.</summary>
internal sealed class BoundTable(Table table, string schema, string name, SourceLine source)
{
    public Table Table { get; } = table;
    public string Schema { get; } = schema;
    public string Name { get; } = name;
    public SourceLine Source { get; } = source;
    public TableOptions Options => Table.Options;
    public string? CommentText { get; init; }
    public RenamedFromAttribute? Renamed { get; init; }

    public List<Column> Columns { get; } = [];
    public List<Definition> Parts { get; } = [];

    public PrimaryKeyDefinition? PrimaryKey => Of<PrimaryKeyDefinition>().FirstOrDefault();

    public IEnumerable<T> Of<T>()
        where T : Definition => Parts.OfType<T>();

    /// <summary>The address a user and PostgreSQL know it by.</summary>
    public string Address => SchemaAddress.Text("table", Schema, Name);

    /// <summary>
    /// Where names of columns, constraints and the like must differ; by class, so that two tables of one name are one mistake and not many.
    /// </summary>
    public string Scope => $"{Address} {Table.GetType().FullName}";

    /// <exception cref="SchemaException">The column is another table's, or there is none of that name.</exception>
    public Column Resolve(ColumnRef reference, SourceLine source)
    {
        if (reference.Column is { } column)
        {
            if (Columns.Contains(column))
                return column;
            throw new SchemaException(WhyUnknown(column), source);
        }

        return Columns.Find(c => string.Equals(c.BoundName, reference.Name, StringComparison.Ordinal))
            ?? throw new SchemaException(
                $"table {Name} has no column \"{reference.Name}\"; it has {string.Join(", ", Columns.Select(c => c.BoundName))}{(reference.Name?.Contains('(') == true ? "; an expression is written Expression($\"…\")" : "")}",
                source
            );
    }

    public IReadOnlyList<Column> Resolve(IEnumerable<ColumnRef> references, SourceLine source)
    {
        var columns = references.Select(r => Resolve(r, source)).ToList();
        var twice = columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? columns : throw new SchemaException($"column \"{twice.Key.BoundName}\" is named twice", source);
    }

    private string WhyUnknown(Column column)
    {
        if (column.Owner is null)
            return $"a column that is no field of {Table.GetType().Name} is used here; keep it in a field and use the field";
        if (column.Owner != Table)
            return $"column \"{column.BoundName}\" belongs to {column.Owner.GetType().Name}, not to {Table.GetType().Name}";
        return $"column \"{column.BoundName}\" does not exist on this dialect (OnlyOn); say the same of what uses it";
    }
}

/// <summary>Addresses as text, in PostgreSQL's words.</summary>
internal static class SchemaAddress
{
    public static string Text(string type, params IEnumerable<string> names) => $"{type} {string.Join('.', names.Select(Plain))}";

    private static readonly SearchValues<char> s_separators = SearchValues.Create(".\"( ,)");

    private static string Plain(string name) =>
        name.Length > 0 && name.AsSpan().IndexOfAny(s_separators) < 0
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
