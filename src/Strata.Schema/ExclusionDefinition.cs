namespace Strata.Schema;

/// <summary>
/// An exclusion constraint: no two rows satisfy all its operators
/// (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION). PostgreSQL only.
/// </summary>
public sealed class ExclusionDefinition : TablePart<ExclusionDefinition>
{
    internal ExclusionDefinition(IReadOnlyList<IndexPart> parts, SourceLine source)
        : base(source) => Parts = parts;

    internal IReadOnlyList<IndexPart> Parts { get; }
    internal string Method { get; private set; } = "gist";
    internal Sql? Condition { get; private set; }
    internal Deferral Deferral { get; private set; }
    internal List<ColumnRef> Included { get; } = [];
    internal SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
    internal string? TablespaceName { get; private set; }

    /// <summary>Sets the index method; gist by default (https://www.postgresql.org/docs/current/indexes-types.html).</summary>
    public ExclusionDefinition Using(string method)
    {
        Method = method;
        return this;
    }

    /// <summary>Limits the constraint to rows that meet the condition.</summary>
    public ExclusionDefinition Where(Sql condition)
    {
        Condition = condition;
        return this;
    }

    /// <summary>
    /// Checks the constraint at once, unless a transaction defers it
    /// (https://www.postgresql.org/docs/current/sql-set-constraints.html).
    /// </summary>
    public ExclusionDefinition Deferrable()
    {
        Deferral = Deferral.Immediate;
        return this;
    }

    /// <summary>
    /// Checks the constraint at the end of the transaction (https://www.postgresql.org/docs/current/sql-set-constraints.html).
    /// </summary>
    public ExclusionDefinition DeferrableInitiallyDeferred()
    {
        Deferral = Deferral.Deferred;
        return this;
    }

    /// <summary>
    /// Adds columns to the index beside the key, for index-only scans
    /// (https://www.postgresql.org/docs/current/indexes-index-only-scans.html).
    /// </summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public ExclusionDefinition Include(params ColumnRef[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Included.AddRange(columns);
        return this;
    }

    /// <summary>
    /// Sets a storage parameter of the constraint's index
    /// (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-STORAGE-PARAMETERS).
    /// </summary>
    /// <exception cref="ArgumentNullException">The parameter is null.</exception>
    public ExclusionDefinition With(string parameter, string value)
    {
        Storage[parameter] = value;
        return this;
    }

    /// <summary>
    /// Sets the tablespace of the constraint's index (https://www.postgresql.org/docs/current/manage-ag-tablespaces.html).
    /// </summary>
    public ExclusionDefinition Tablespace(string name)
    {
        TablespaceName = name;
        return this;
    }
}
