namespace Strata.Schema;

/// <summary>A column in a list: the column itself, or its name in the database.</summary>
public sealed class ColumnRef
{
    private ColumnRef(Column? column, string? name) => (Column, Name) = (column, name);

    internal Column? Column { get; }
    internal string? Name { get; }

    public static implicit operator ColumnRef(Column column) => new(column, null);

    public static implicit operator ColumnRef(string name) => new(null, name);
}

/// <summary>One key of an index: a column or an expression, and how it is sorted and compared.</summary>
public sealed class IndexPart
{
    internal IndexPart(ColumnRef? column, Sql? expression) => (Column, Expression) = (column, expression);

    internal ColumnRef? Column { get; }
    internal Sql? Expression { get; }
    internal bool IsDescending { get; private set; }
    internal bool? AreNullsFirst { get; private set; }
    internal string? CollationName { get; private set; }
    internal string? OperatorClassName { get; private set; }
    internal IReadOnlyList<(string Key, string Value)> OperatorClassOptions { get; private set; } = [];
    internal string? ExclusionOperator { get; private set; }

    public static implicit operator IndexPart(Column column) => new(column, null);

    public static implicit operator IndexPart(string name) => new(name, null);

    public IndexPart Ascending()
    {
        IsDescending = false;
        return this;
    }

    public IndexPart Descending()
    {
        IsDescending = true;
        return this;
    }

    public IndexPart NullsFirst()
    {
        AreNullsFirst = true;
        return this;
    }

    public IndexPart NullsLast()
    {
        AreNullsFirst = false;
        return this;
    }

    /// <summary>COLLATE, by the collation's name: <c>"C"</c>, <c>"de-x-icu"</c>, <c>NOCASE</c> on SQLite.</summary>
    public IndexPart Collate(string collation)
    {
        CollationName = collation;
        return this;
    }

    /// <summary>The operator class, with its parameters if it takes any: <c>OperatorClass("gist_trgm_ops", ("siglen", "32"))</c>.</summary>
    public IndexPart OperatorClass(string name, params (string Key, string Value)[] options)
    {
        OperatorClassName = name;
        OperatorClassOptions = options;
        return this;
    }

    /// <summary>In an exclusion constraint, the operator no two rows may satisfy: <c>=</c>, <c>&amp;&amp;</c>.</summary>
    public IndexPart With(string @operator)
    {
        ExclusionOperator = @operator;
        return this;
    }
}
