namespace Strata.Schema;

/// <summary>A primary key or a unique constraint (https://www.postgresql.org/docs/current/sql-createtable.html).</summary>
public abstract class KeyDefinition<TSelf> : TablePart<TSelf>, IKey
    where TSelf : KeyDefinition<TSelf>
{
    private readonly List<ColumnRef> _included = [];

    internal KeyDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(source) => KeyColumns = columns;

    private protected IReadOnlyList<ColumnRef> KeyColumns { get; }

    IReadOnlyList<ColumnRef> IKey.Columns => KeyColumns;
    IReadOnlyList<ColumnRef> IKey.Included => _included;
    Deferral IKey.Deferral => Deferral;
    string? IKey.Tablespace => TablespaceName;
    IReadOnlyDictionary<string, string> IKey.Storage => Storage;

    private Deferral Deferral { get; set; }
    private string? TablespaceName { get; set; }
    private SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);

    /// <summary>Columns kept in the index beside the key, for index-only scans.</summary>
    public TSelf Include(params ColumnRef[] columns)
    {
        _included.AddRange(columns);
        return Self;
    }

    /// <summary>Checked at once unless a transaction says SET CONSTRAINTS … DEFERRED.</summary>
    public TSelf Deferrable()
    {
        Deferral = Deferral.Immediate;
        return Self;
    }

    /// <summary>Checked at the end of the transaction.</summary>
    public TSelf DeferrableInitiallyDeferred()
    {
        Deferral = Deferral.Deferred;
        return Self;
    }

    /// <summary>A storage parameter of the key's index: <c>With("fillfactor", "70")</c>.</summary>
    public TSelf With(string parameter, string value)
    {
        Storage[parameter] = value;
        return Self;
    }

    /// <summary>The tablespace of the key's index.</summary>
    public TSelf Tablespace(string name)
    {
        TablespaceName = name;
        return Self;
    }
}

/// <summary>The primary key.</summary>
public sealed class PrimaryKeyDefinition : KeyDefinition<PrimaryKeyDefinition>
{
    internal PrimaryKeyDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(columns, source) { }
}

/// <summary>A unique constraint.</summary>
public sealed class UniqueDefinition : KeyDefinition<UniqueDefinition>
{
    internal UniqueDefinition(IReadOnlyList<ColumnRef> columns, SourceLine source)
        : base(columns, source) { }

    internal bool TreatsNullsAsEqual { get; private set; }

    /// <summary>Two empty values count as the same (PostgreSQL 15).</summary>
    public UniqueDefinition NullsNotDistinct()
    {
        TreatsNullsAsEqual = true;
        return this;
    }
}

/// <summary>What the two kinds of key have in common, for the code that writes them.</summary>
internal interface IKey
{
    IReadOnlyList<ColumnRef> Columns { get; }
    IReadOnlyList<ColumnRef> Included { get; }
    Deferral Deferral { get; }
    string? Tablespace { get; }
    IReadOnlyDictionary<string, string> Storage { get; }
}

/// <summary>When a constraint is checked.</summary>
internal enum Deferral
{
    None,
    Immediate,
    Deferred,
}
