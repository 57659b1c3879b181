namespace Strata.Schema;

/// <summary>
/// A primary key or a unique constraint (https://www.postgresql.org/docs/current/ddl-constraints.html,
/// https://www.sqlite.org/lang_createtable.html#unique_constraints).
/// </summary>
/// <typeparam name="TSelf">The type of the key.</typeparam>
public abstract class KeyDefinition<TSelf> : TablePart<TSelf>, IKey
    where TSelf : KeyDefinition<TSelf>
{
    private readonly IReadOnlyList<ColumnRef> _columns;
    private readonly List<ColumnRef> _included = [];
    private readonly SortedDictionary<string, string> _storage = new(StringComparer.Ordinal);
    private Deferral _deferral;
    private string? _tablespace;

    internal KeyDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(source) => _columns = columns;

    IReadOnlyList<ColumnRef> IKey.Columns => _columns;
    IReadOnlyList<ColumnRef> IKey.Included => _included;
    Deferral IKey.Deferral => _deferral;
    string? IKey.Tablespace => _tablespace;
    IReadOnlyDictionary<string, string> IKey.Storage => _storage;

    /// <summary>
    /// Adds columns to the index beside the key, for index-only scans
    /// (https://www.postgresql.org/docs/current/indexes-index-only-scans.html). PostgreSQL only.
    /// </summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public TSelf Include(params ColumnRef[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _included.AddRange(columns);
        return Self;
    }

    /// <summary>
    /// Checks the key at once, unless a transaction defers it (https://www.postgresql.org/docs/current/sql-set-constraints.html).
    /// PostgreSQL only.
    /// </summary>
    public TSelf Deferrable()
    {
        _deferral = Deferral.Immediate;
        return Self;
    }

    /// <summary>
    /// Checks the key at the end of the transaction (https://www.postgresql.org/docs/current/sql-set-constraints.html). PostgreSQL only.
    /// </summary>
    public TSelf DeferrableInitiallyDeferred()
    {
        _deferral = Deferral.Deferred;
        return Self;
    }

    /// <summary>
    /// Sets a storage parameter of the key's index: <c>With("fillfactor", "70")</c>
    /// (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-STORAGE-PARAMETERS). PostgreSQL only.
    /// </summary>
    /// <exception cref="ArgumentNullException">The parameter is null.</exception>
    public TSelf With(string parameter, string value)
    {
        _storage[parameter] = value;
        return Self;
    }

    /// <summary>
    /// Sets the tablespace of the key's index (https://www.postgresql.org/docs/current/manage-ag-tablespaces.html). PostgreSQL only.
    /// </summary>
    public TSelf Tablespace(string name)
    {
        _tablespace = name;
        return Self;
    }
}

/// <summary>The common part of the two kinds of keys.</summary>
internal interface IKey
{
    IReadOnlyList<ColumnRef> Columns { get; }
    IReadOnlyList<ColumnRef> Included { get; }
    Deferral Deferral { get; }
    string? Tablespace { get; }
    IReadOnlyDictionary<string, string> Storage { get; }
}
