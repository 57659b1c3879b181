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

    /// <summary>No two rows have the same key.</summary>
    public IndexDefinition Unique()
    {
        IsUnique = true;
        return this;
    }

    /// <summary>In a unique index, two empty values count as the same (PostgreSQL 15).</summary>
    public IndexDefinition NullsNotDistinct()
    {
        TreatsNullsAsEqual = true;
        return this;
    }

    /// <summary>The index method: gin, gist, hash, brin, spgist, an extension's own. PostgreSQL only.</summary>
    public IndexDefinition Using(string method)
    {
        Method = method;
        return this;
    }

    /// <summary>A partial index: only rows that meet the condition.</summary>
    public IndexDefinition Where(Sql condition)
    {
        Condition = condition;
        return this;
    }

    /// <summary>Columns kept beside the key, for index-only scans. PostgreSQL only.</summary>
    public IndexDefinition Include(params ColumnRef[] columns)
    {
        Included.AddRange(columns);
        return this;
    }

    /// <summary>A storage parameter: <c>With("fillfactor", "70")</c>. PostgreSQL only.</summary>
    public IndexDefinition With(string parameter, string value)
    {
        Storage[parameter] = value;
        return this;
    }

    /// <summary>PostgreSQL only.</summary>
    public IndexDefinition Tablespace(string name)
    {
        TablespaceName = name;
        return this;
    }

    /// <summary>On a partitioned table: not on its partitions (CREATE INDEX … ON ONLY).</summary>
    public IndexDefinition OnlyParent()
    {
        IsOnlyParent = true;
        return this;
    }
}
