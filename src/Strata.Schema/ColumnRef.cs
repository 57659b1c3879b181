namespace Strata.Schema;

/// <summary>A column in a list: the column itself, or its name in the database.</summary>
public sealed class ColumnRef
{
    private ColumnRef(Column? column, string? name) => (Column, Name) = (column, name);

    internal Column? Column { get; }
    internal string? Name { get; }

    /// <summary>Refers to a column by its field.</summary>
    public static implicit operator ColumnRef(Column column) => new(column, null);

    /// <summary>Refers to a column by its name in the database.</summary>
    public static implicit operator ColumnRef(string name) => new(null, name);
}
