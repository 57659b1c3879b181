using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <summary>A view (https://www.postgresql.org/docs/current/sql-createview.html).</summary>
public sealed class ViewDefinition : SchemaObject<ViewDefinition>
{
    internal ViewDefinition(string name, string? schema, Sql query, SourceLine source)
        : base(name, schema, source) => Query = query;

    internal Sql Query { get; }
    internal IReadOnlyList<string> ColumnNames { get; private set; } = [];
    internal SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
    internal bool IsRecursive { get; private set; }

    /// <summary>The names of the view's columns; the query's own otherwise.</summary>
    public ViewDefinition Columns(params string[] names)
    {
        ColumnNames = names;
        return this;
    }

    /// <summary>A recursive view, which names its columns. PostgreSQL only.</summary>
    public ViewDefinition Recursive(params string[] columns)
    {
        IsRecursive = true;
        ColumnNames = columns;
        return this;
    }

    /// <summary>Conditions of the view are applied before the user's own functions see a row. PostgreSQL only.</summary>
    public ViewDefinition SecurityBarrier() => With("security_barrier", "true");

    /// <summary>Tables are read with the rights of whoever reads the view (PostgreSQL 15).</summary>
    public ViewDefinition SecurityInvoker() => With("security_invoker", "true");

    /// <summary>Rows written through the view must be visible in it and in the views below. PostgreSQL only.</summary>
    public ViewDefinition CheckOptionCascaded() => With("check_option", "cascaded");

    /// <summary>Rows written through the view must be visible in it. PostgreSQL only.</summary>
    public ViewDefinition CheckOptionLocal() => With("check_option", "local");

    private ViewDefinition With(string option, string value)
    {
        Storage[option] = value;
        return this;
    }
}

/// <summary>
/// A view whose rows are stored (https://www.postgresql.org/docs/current/sql-creatematerializedview.html). PostgreSQL only.
/// </summary>
public sealed class MaterializedViewDefinition : SchemaObject<MaterializedViewDefinition>
{
    internal MaterializedViewDefinition(string name, string? schema, Sql query, SourceLine source)
        : base(name, schema, source) => Query = query;

    internal Sql Query { get; }
    internal IReadOnlyList<string> ColumnNames { get; private set; } = [];
    internal SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
    internal string? TablespaceName { get; private set; }
    internal string? Method { get; private set; }
    internal bool IsEmpty { get; private set; }
    internal List<IndexDefinition> Indexes { get; } = [];

    /// <summary>The names of the columns; the query's own otherwise.</summary>
    public MaterializedViewDefinition Columns(params string[] names)
    {
        ColumnNames = names;
        return this;
    }

    /// <summary>A storage parameter.</summary>
    public MaterializedViewDefinition With(string parameter, string value)
    {
        Storage[parameter] = value;
        return this;
    }

    public MaterializedViewDefinition Tablespace(string name)
    {
        TablespaceName = name;
        return this;
    }

    /// <summary>The table access method.</summary>
    public MaterializedViewDefinition AccessMethod(string name)
    {
        Method = name;
        return this;
    }

    /// <summary>Not filled until REFRESH MATERIALIZED VIEW.</summary>
    public MaterializedViewDefinition WithNoData()
    {
        IsEmpty = true;
        return this;
    }

    /// <summary>An index on columns by name: <c>view.Index(["title"]).Unique()</c>. Returns the index.</summary>
    public IndexDefinition Index(IReadOnlyList<IndexPart> parts, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var index = new IndexDefinition(parts, new SourceLine(file, line));
        Indexes.Add(index);
        return index;
    }
}
