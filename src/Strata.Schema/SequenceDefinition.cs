namespace Strata.Schema;

/// <summary>A sequence (https://www.postgresql.org/docs/current/sql-createsequence.html). PostgreSQL only.</summary>
public sealed class SequenceDefinition : SchemaObject<SequenceDefinition>
{
    internal SequenceDefinition(string name, string? schema, Action<SequenceOptions>? options, SourceLine source)
        : base(name, schema, source)
    {
        Options = new SequenceOptions();
        options?.Invoke(Options);
    }

    internal SequenceOptions Options { get; }
    internal string? TypeName { get; private set; }
    internal bool IsUnlogged { get; private set; }
    internal (Type Table, Func<Table, Column> Column)? OwnerColumn { get; private set; }

    /// <summary>Sets the type: smallint, integer or bigint, the default.</summary>
    public SequenceDefinition As(string type)
    {
        TypeName = type;
        return this;
    }

    /// <summary>
    /// Keeps the sequence out of the write-ahead log; a crash resets it
    /// (PostgreSQL 15: https://www.postgresql.org/docs/current/sql-createsequence.html).
    /// </summary>
    public SequenceDefinition Unlogged()
    {
        IsUnlogged = true;
        return this;
    }

    /// <summary>Sets the column that owns the sequence; dropping the column drops the sequence.</summary>
    /// <typeparam name="T">The table of the column.</typeparam>
    public SequenceDefinition OwnedBy<T>(Func<T, Column> column)
        where T : Table
    {
        OwnerColumn = (typeof(T), t => column((T)t));
        return this;
    }
}
