namespace Strata.Schema.Binding;

/// <summary>A table with its name, its columns and the parts that exist on the dialect.</summary>
/// <param name="table">The table as the user declared it.</param>
/// <param name="schema">Its schema.</param>
/// <param name="name">Its name in the database.</param>
/// <param name="source">The line of its first column, or of its class.</param>
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

    /// <summary>The names of the checks that stand for enum types on SQLite, by column.</summary>
    public Dictionary<Column, string> EnumChecks { get; } = [];

    public PrimaryKeyDefinition? PrimaryKey => Of<PrimaryKeyDefinition>().FirstOrDefault();

    public string Address => ObjectAddress.Of("table", Schema, Name);

    /// <summary>
    /// The scope of names of columns and constraints. It contains the class, so that two tables of one name are one mistake, not many.
    /// </summary>
    public string Scope => $"{Address} {Table.GetType().FullName}";

    public IEnumerable<T> Of<T>()
        where T : Definition => Parts.OfType<T>();

    /// <summary>Finds the column that a reference names.</summary>
    /// <exception cref="SchemaException">The column belongs to another table, or does not exist.</exception>
    public Column Resolve(ColumnRef reference, SourceLine source)
    {
        if (reference.Column is { } column)
            return Columns.Contains(column) ? column : throw new SchemaException(ReasonFor(column), source);
        return Columns.Find(c => string.Equals(c.BoundName, reference.Name, StringComparison.Ordinal))
            ?? throw new SchemaException(ReasonFor(reference.Name ?? ""), source);
    }

    /// <summary>Finds the columns that references name.</summary>
    /// <exception cref="SchemaException">A column belongs to another table, does not exist, or is listed twice.</exception>
    public IReadOnlyList<Column> Resolve(IEnumerable<ColumnRef> references, SourceLine source)
    {
        var columns = references.Select(r => Resolve(r, source)).ToList();
        var repeated = columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1);
        return repeated is null ? columns : throw new SchemaException($"column \"{repeated.Key.BoundName}\" is listed twice", source);
    }

    private string ReasonFor(Column column)
    {
        var type = Table.GetType().Name;
        if (column.Owner is null)
            return $"a column outside the fields of {type} is used; assign it to a field and use the field";
        if (column.Owner != Table)
            return $"column \"{column.BoundName}\" belongs to {column.Owner.GetType().Name}, not to {type}";
        return $"column \"{column.BoundName}\" does not exist on this dialect; limit its use by .OnlyOn(…)";
    }

    private string ReasonFor(string missing)
    {
        var columns = string.Join(", ", Columns.Select(c => c.BoundName));
        var hint = missing.Contains('(', StringComparison.Ordinal) ? "; write an expression as Expression($\"…\")" : "";
        return $"table {Name} has no column \"{missing}\"; its columns: {columns}{hint}";
    }
}
