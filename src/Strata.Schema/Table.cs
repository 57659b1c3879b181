namespace Strata.Schema;

/// <summary>
/// A table: a class with its columns as fields and with everything that spans columns in the constructor. An abstract class in between
/// gives its columns to every table derived from it.
/// </summary>
/// <example>
/// <code>
/// public sealed class Films : Table
/// {
///     public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
///     public readonly Column Title = Text();
///
///     public Films() => Index(Title);
/// }
/// </code>
/// </example>
public abstract partial class Table : SchemaElement
{
    /// <summary>Called by the constructor of each table.</summary>
    /// <param name="name">The name in the database, where the naming convention would give another.</param>
    /// <param name="schema">The schema; the database's default schema without it. PostgreSQL only.</param>
    protected Table(string? name = null, string? schema = null)
    {
        GivenName = name;
        GivenSchema = schema;

        // The fields of derived classes have their values by now, so other tables can name this one before its constructor ends.
        SchemaContext.Current?.Add(this);
    }

    internal string? GivenName { get; }
    internal string? GivenSchema { get; }
    internal List<Definition> Parts { get; } = [];
    internal TableOptions Options { get; } = new();

    /// <summary>
    /// Sets the comment (https://www.postgresql.org/docs/current/sql-comment.html). SQLite has no comments and ignores it.
    /// </summary>
    protected void Comment(string text) => Options.Comment = text;

    /// <summary>
    /// Keeps the table out of the write-ahead log: writing is faster, and a crash empties the table
    /// (https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED). PostgreSQL only.
    /// </summary>
    protected void Unlogged() => Options.IsUnlogged = true;

    /// <summary>
    /// Sets a storage parameter: <c>With("fillfactor", "70")</c>
    /// (https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS). PostgreSQL only.
    /// </summary>
    /// <exception cref="ArgumentNullException">The parameter is null.</exception>
    protected void With(string parameter, string value) => Options.Storage[parameter] = value;

    /// <summary>
    /// Sets the tablespace (https://www.postgresql.org/docs/current/manage-ag-tablespaces.html). PostgreSQL only.
    /// </summary>
    protected void Tablespace(string name) => Options.Tablespace = name;

    /// <summary>Sets the table access method (https://www.postgresql.org/docs/current/tableam.html). PostgreSQL only.</summary>
    protected void AccessMethod(string name) => Options.AccessMethod = name;

    /// <summary>
    /// Makes SQLite check the types of values (https://www.sqlite.org/stricttables.html). PostgreSQL always does and ignores it.
    /// </summary>
    protected void Strict() => Options.IsStrict = true;

    /// <summary>
    /// Stores the rows in the primary key (https://www.sqlite.org/withoutrowid.html). PostgreSQL has no such option and ignores it.
    /// </summary>
    protected void WithoutRowId() => Options.IsWithoutRowId = true;

    /// <summary>
    /// Limits the visible rows to those that policies allow (https://www.postgresql.org/docs/current/ddl-rowsecurity.html). A policy on the
    /// table includes it. PostgreSQL only.
    /// </summary>
    protected void EnableRowLevelSecurity() => Options.HasRowLevelSecurity = true;

    /// <summary>
    /// Applies the policies to the owner of the table too (https://www.postgresql.org/docs/current/ddl-rowsecurity.html). PostgreSQL only.
    /// </summary>
    protected void ForceRowLevelSecurity() => Options.IsRowLevelSecurityForced = true;

    /// <summary>
    /// Sets the old values that UPDATE and DELETE send to logical replication
    /// (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY). PostgreSQL only.
    /// </summary>
    /// <param name="identity">FULL, NOTHING, DEFAULT, or the name of an index.</param>
    /// <exception cref="ArgumentNullException">The identity is null.</exception>
    protected void ReplicaIdentity(string identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Options.ReplicaIdentity = Schema.ReplicaIdentity.Of(identity);
    }

    /// <summary>
    /// Partitions the table by range (https://www.postgresql.org/docs/current/ddl-partitioning.html). PostgreSQL only.
    /// </summary>
    protected void PartitionByRange(params IndexPart[] keys) => Options.Partitioning = new("RANGE", keys);

    /// <summary>
    /// Partitions the table by listed values (https://www.postgresql.org/docs/current/ddl-partitioning.html). PostgreSQL only.
    /// </summary>
    protected void PartitionByList(params IndexPart[] keys) => Options.Partitioning = new("LIST", keys);

    /// <summary>
    /// Partitions the table by hash (https://www.postgresql.org/docs/current/ddl-partitioning.html). PostgreSQL only.
    /// </summary>
    protected void PartitionByHash(params IndexPart[] keys) => Options.Partitioning = new("HASH", keys);
}
