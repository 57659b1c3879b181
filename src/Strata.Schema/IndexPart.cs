namespace Strata.Schema;

/// <summary>
/// One key of an index: a column or an expression, with its order, collation and operator class
/// (https://www.postgresql.org/docs/current/sql-createindex.html, https://www.sqlite.org/lang_createindex.html).
/// </summary>
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

    /// <summary>Refers to a column by its field.</summary>
    public static implicit operator IndexPart(Column column) => new(column, null);

    /// <summary>Refers to a column by its name in the database.</summary>
    public static implicit operator IndexPart(string name) => new(name, null);

    /// <summary>Sorts the smallest value first, the default (https://www.postgresql.org/docs/current/indexes-ordering.html).</summary>
    public IndexPart Ascending()
    {
        IsDescending = false;
        return this;
    }

    /// <summary>Sorts the greatest value first (https://www.postgresql.org/docs/current/indexes-ordering.html).</summary>
    public IndexPart Descending()
    {
        IsDescending = true;
        return this;
    }

    /// <summary>Sorts nulls first (https://www.postgresql.org/docs/current/indexes-ordering.html). PostgreSQL only.</summary>
    public IndexPart NullsFirst()
    {
        AreNullsFirst = true;
        return this;
    }

    /// <summary>Sorts nulls last (https://www.postgresql.org/docs/current/indexes-ordering.html). PostgreSQL only.</summary>
    public IndexPart NullsLast()
    {
        AreNullsFirst = false;
        return this;
    }

    /// <summary>
    /// Sets the collation by its name: <c>"C"</c>, <c>"de-x-icu"</c> (https://www.postgresql.org/docs/current/indexes-collations.html),
    /// <c>NOCASE</c> on SQLite (https://www.sqlite.org/datatype3.html#collating_sequences).
    /// </summary>
    public IndexPart Collate(string collation)
    {
        CollationName = collation;
        return this;
    }

    /// <summary>
    /// Sets the operator class, with parameters if it has any: <c>OperatorClass("gist_trgm_ops", ("siglen", "32"))</c>
    /// (https://www.postgresql.org/docs/current/indexes-opclass.html). PostgreSQL only.
    /// </summary>
    public IndexPart OperatorClass(string name, params (string Key, string Value)[] options)
    {
        OperatorClassName = name;
        OperatorClassOptions = options;
        return this;
    }

    /// <summary>
    /// Sets the operator of an exclusion constraint that no two rows may satisfy: <c>=</c>, <c>&amp;&amp;</c>
    /// (https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE). PostgreSQL only.
    /// </summary>
    public IndexPart With(string @operator)
    {
        ExclusionOperator = @operator;
        return this;
    }
}
