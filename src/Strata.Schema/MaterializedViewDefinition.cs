using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <summary>
/// A materialized view (https://www.postgresql.org/docs/current/sql-creatematerializedview.html). PostgreSQL only.
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

    /// <summary>Sets the names of the columns; those of the query by default.</summary>
    public MaterializedViewDefinition Columns(params string[] names)
    {
        ColumnNames = names;
        return this;
    }

    /// <summary>
    /// Sets a storage parameter (https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS).
    /// </summary>
    /// <exception cref="ArgumentNullException">The parameter is null.</exception>
    public MaterializedViewDefinition With(string parameter, string value)
    {
        Storage[parameter] = value;
        return this;
    }

    /// <summary>Sets the tablespace (https://www.postgresql.org/docs/current/manage-ag-tablespaces.html).</summary>
    public MaterializedViewDefinition Tablespace(string name)
    {
        TablespaceName = name;
        return this;
    }

    /// <summary>Sets the table access method (https://www.postgresql.org/docs/current/tableam.html).</summary>
    public MaterializedViewDefinition AccessMethod(string name)
    {
        Method = name;
        return this;
    }

    /// <summary>
    /// Leaves the view empty until REFRESH MATERIALIZED VIEW
    /// (https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html).
    /// </summary>
    public MaterializedViewDefinition WithNoData()
    {
        IsEmpty = true;
        return this;
    }

    /// <summary>Adds an index on columns by name and returns it: <c>view.Index(["title"]).Unique()</c>.</summary>
    public IndexDefinition Index(IReadOnlyList<IndexPart> parts, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var index = new IndexDefinition(parts, new SourceLine(file, line));
        Indexes.Add(index);
        return index;
    }
}
