namespace Strata.Schema;

/// <summary>
/// An index (https://www.postgresql.org/docs/current/sql-createindex.html, https://www.sqlite.org/lang_createindex.html).
/// </summary>
public sealed class IndexDefinition : TablePart<IndexDefinition>
{
    internal IndexDefinition(IReadOnlyList<IndexPart> parts, SourceLine source)
        : base(source) => Parts = parts;

    internal IReadOnlyList<IndexPart> Parts { get; }
    internal bool IsUnique { get; private set; }
    internal bool TreatsNullsAsEqual { get; private set; }
    internal string? Method { get; private set; }
    internal Sql? Condition { get; private set; }
    internal List<ColumnRef> Included { get; } = [];
    internal SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
    internal string? TablespaceName { get; private set; }
    internal bool IsOnlyParent { get; private set; }

    /// <summary>
    /// Forbids two rows with the same key (https://www.postgresql.org/docs/current/indexes-unique.html,
    /// https://www.sqlite.org/lang_createindex.html#unique_indexes).
    /// </summary>
    public IndexDefinition Unique()
    {
        IsUnique = true;
        return this;
    }

    /// <summary>
    /// Treats two nulls as equal in a unique index (PostgreSQL 15: https://www.postgresql.org/docs/current/indexes-unique.html).
    /// PostgreSQL only.
    /// </summary>
    public IndexDefinition NullsNotDistinct()
    {
        TreatsNullsAsEqual = true;
        return this;
    }

    /// <summary>
    /// Sets the index method: gin, gist, hash, brin, spgist, or that of an extension
    /// (https://www.postgresql.org/docs/current/indexes-types.html). PostgreSQL only.
    /// </summary>
    public IndexDefinition Using(string method)
    {
        Method = method;
        return this;
    }

    /// <summary>
    /// Limits the index to rows that meet the condition (https://www.postgresql.org/docs/current/indexes-partial.html,
    /// https://www.sqlite.org/partialindex.html).
    /// </summary>
    public IndexDefinition Where(Sql condition)
    {
        Condition = condition;
        return this;
    }

    /// <summary>
    /// Adds columns beside the key, for index-only scans (https://www.postgresql.org/docs/current/indexes-index-only-scans.html).
    /// PostgreSQL only.
    /// </summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public IndexDefinition Include(params ColumnRef[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Included.AddRange(columns);
        return this;
    }

    /// <summary>
    /// Sets a storage parameter: <c>With("fillfactor", "70")</c>
    /// (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-STORAGE-PARAMETERS). PostgreSQL only.
    /// </summary>
    /// <exception cref="ArgumentNullException">The parameter is null.</exception>
    public IndexDefinition With(string parameter, string value)
    {
        Storage[parameter] = value;
        return this;
    }

    /// <summary>
    /// Sets the tablespace (https://www.postgresql.org/docs/current/manage-ag-tablespaces.html). PostgreSQL only.
    /// </summary>
    public IndexDefinition Tablespace(string name)
    {
        TablespaceName = name;
        return this;
    }

    /// <summary>
    /// Leaves out the partitions of a partitioned table: CREATE INDEX … ON ONLY
    /// (https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE). PostgreSQL only.
    /// </summary>
    public IndexDefinition OnlyParent()
    {
        IsOnlyParent = true;
        return this;
    }
}
