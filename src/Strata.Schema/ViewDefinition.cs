namespace Strata.Schema;

/// <summary>
/// A view (https://www.postgresql.org/docs/current/sql-createview.html, https://www.sqlite.org/lang_createview.html).
/// </summary>
public sealed class ViewDefinition : SchemaObject<ViewDefinition>
{
    internal ViewDefinition(string name, string? schema, Sql query, SourceLine source)
        : base(name, schema, source) => Query = query;

    internal Sql Query { get; }
    internal IReadOnlyList<string> ColumnNames { get; private set; } = [];
    internal SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
    internal bool IsRecursive { get; private set; }

    /// <summary>Sets the names of the columns; those of the query by default.</summary>
    public ViewDefinition Columns(params string[] names)
    {
        ColumnNames = names;
        return this;
    }

    /// <summary>
    /// Makes the view recursive and sets the names of its columns (https://www.postgresql.org/docs/current/sql-createview.html).
    /// PostgreSQL only.
    /// </summary>
    public ViewDefinition Recursive(params string[] columns)
    {
        IsRecursive = true;
        ColumnNames = columns;
        return this;
    }

    /// <summary>
    /// Applies the conditions of the view before functions of the user see a row
    /// (https://www.postgresql.org/docs/current/rules-privileges.html). PostgreSQL only.
    /// </summary>
    public ViewDefinition SecurityBarrier() => With("security_barrier", "true");

    /// <summary>
    /// Reads tables with the privileges of the user of the view (PostgreSQL 15:
    /// https://www.postgresql.org/docs/current/sql-createview.html). PostgreSQL only.
    /// </summary>
    public ViewDefinition SecurityInvoker() => With("security_invoker", "true");

    /// <summary>
    /// Requires that rows written through the view are visible in it and in the views below it
    /// (https://www.postgresql.org/docs/current/sql-createview.html). PostgreSQL only.
    /// </summary>
    public ViewDefinition CheckOptionCascaded() => With("check_option", "cascaded");

    /// <summary>
    /// Requires that rows written through the view are visible in it (https://www.postgresql.org/docs/current/sql-createview.html).
    /// PostgreSQL only.
    /// </summary>
    public ViewDefinition CheckOptionLocal() => With("check_option", "local");

    private ViewDefinition With(string option, string value)
    {
        Storage[option] = value;
        return this;
    }
}
