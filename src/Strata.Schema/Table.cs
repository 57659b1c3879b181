using Strata.Schema.Building;

namespace Strata.Schema;

/// <summary>
/// A table. Derive a class from it, write its columns as fields and whatever spans columns in the constructor. An abstract class in between
/// gives its columns to every table below it.
/// </summary>
public abstract partial class Table : SchemaElement
{
    /// <param name="name">The name in the database; the naming convention gives one otherwise.</param>
    /// <param name="schema">The schema; the database's default schema otherwise.</param>
    protected Table(string? name = null, string? schema = null)
    {
        GivenName = name;
        GivenSchema = schema;

        // Fields of derived classes are initialised before this line, so a table that is still being built can already be named by another.
        SchemaContext.Current?.Announce(this);
    }

    internal string? GivenName { get; }
    internal string? GivenSchema { get; }
    internal List<Definition> Parts { get; } = [];
    internal TableOptions Options { get; } = new();

    /// <summary>A comment on the table (PostgreSQL); SQLite is sent none.</summary>
    protected void Comment(string text) => Options.Comment = text;

    /// <summary>Not written to the write-ahead log: faster, and empty after a crash. PostgreSQL only.</summary>
    protected void Unlogged() => Options.IsUnlogged = true;

    /// <summary>
    /// A storage parameter: <c>With("fillfactor", "70")</c>
    /// (https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS). PostgreSQL only.
    /// </summary>
    protected void With(string parameter, string value) => Options.Storage[parameter] = value;

    /// <summary>PostgreSQL only.</summary>
    protected void Tablespace(string name) => Options.Tablespace = name;

    /// <summary>The table access method. PostgreSQL only.</summary>
    protected void AccessMethod(string name) => Options.AccessMethod = name;

    /// <summary>
    /// SQLite: values must have their column's type (https://www.sqlite.org/stricttables.html). PostgreSQL always is, so nothing is said
    /// there.
    /// </summary>
    protected void Strict() => Options.IsStrict = true;

    /// <summary>SQLite: the primary key is the table (https://www.sqlite.org/withoutrowid.html). Nothing is said on PostgreSQL.</summary>
    protected void WithoutRowId() => Options.IsWithoutRowId = true;

    /// <summary>Rows are shown and changed only as policies allow. PostgreSQL only; a policy turns it on by itself.</summary>
    protected void EnableRowLevelSecurity() => Options.HasRowLevelSecurity = true;

    /// <summary>The owner of the table obeys the policies too. PostgreSQL only.</summary>
    protected void ForceRowLevelSecurity() => Options.IsRowLevelSecurityForced = true;

    /// <summary>What UPDATE and DELETE send to logical replication: FULL, NOTHING, or an index by name. PostgreSQL only.</summary>
    protected void ReplicaIdentity(string identity) => Options.ReplicaIdentity = identity;

    /// <summary>Rows go to partitions by range (https://www.postgresql.org/docs/current/ddl-partitioning.html). PostgreSQL only.</summary>
    protected void PartitionByRange(params IndexPart[] keys) => Options.Partitioning = new("RANGE", keys);

    /// <summary>Rows go to partitions by listed values. PostgreSQL only.</summary>
    protected void PartitionByList(params IndexPart[] keys) => Options.Partitioning = new("LIST", keys);

    /// <summary>Rows go to partitions by hash. PostgreSQL only.</summary>
    protected void PartitionByHash(params IndexPart[] keys) => Options.Partitioning = new("HASH", keys);
}

/// <summary>What a table says of itself as a whole.</summary>
internal sealed class TableOptions
{
    public string? Comment { get; set; }
    public bool IsUnlogged { get; set; }
    public bool IsStrict { get; set; }
    public bool IsWithoutRowId { get; set; }
    public bool HasRowLevelSecurity { get; set; }
    public bool IsRowLevelSecurityForced { get; set; }
    public string? Tablespace { get; set; }
    public string? AccessMethod { get; set; }
    public string? ReplicaIdentity { get; set; }
    public Partitioning? Partitioning { get; set; }
    public SortedDictionary<string, string> Storage { get; } = new(StringComparer.Ordinal);
}

/// <param name="Strategy">RANGE, LIST or HASH.</param>
/// <param name="Keys">Columns and expressions.</param>
internal sealed record Partitioning(string Strategy, IReadOnlyList<IndexPart> Keys);
