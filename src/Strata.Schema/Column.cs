namespace Strata.Schema;

/// <summary>
/// A column, written as a field of its table: <c>public readonly Column Title = Text();</c>. Without <see cref="Nullable"/> it is not null.
/// Each method returns the column itself.
/// </summary>
public sealed partial class Column
{
    internal Column(ColumnType type, SourceLine source) => (Type, Source) = (type, source);

    internal ColumnType Type { get; private set; }
    internal SourceLine Source { get; }
    internal bool IsNullable { get; private set; }
    internal bool IsNullableOnSqlite { get; private set; }
    internal string? GivenName { get; private set; }
    internal string? OldName { get; private set; }
    internal string? CommentText { get; private set; }
    internal Dialect? Only { get; private set; }
    internal string? CollationName { get; private set; }
    internal string? StorageMode { get; private set; }
    internal string? CompressionMethod { get; private set; }
    internal int? StatisticsTarget { get; private set; }

    /// <summary>The constraints that the column declares; binding makes them parts of the table.</summary>
    internal List<Definition> Inline { get; } = [];

    /// <summary>The table of the column; null until the table is bound.</summary>
    internal Table? Owner { get; set; }

    /// <summary>The name in the database; empty until the table is bound.</summary>
    internal string BoundName { get; set; } = "";

    internal bool IsOn(Dialect dialect) => Only is null || Only == dialect;

    /// <summary>Allows null (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL).</summary>
    public Column Nullable()
    {
        IsNullable = true;
        return this;
    }

    /// <summary>
    /// Allows null on SQLite only. SQLite accepts null in a primary key unless NOT NULL forbids it
    /// (https://www.sqlite.org/quirks.html, section 5).
    /// </summary>
    public Column NullableOnSqlite()
    {
        IsNullableOnSqlite = true;
        return this;
    }

    /// <summary>Forbids null, the default.</summary>
    public Column NotNull()
    {
        IsNullable = false;
        return this;
    }

    /// <summary>Sets the name in the database, where the naming convention would give another.</summary>
    public Column Named(string name)
    {
        GivenName = name;
        return this;
    }

    /// <summary>Sets the former name, as the database spells it. Without it a rename is a drop and a creation.</summary>
    public Column RenamedFrom(string name)
    {
        OldName = name;
        return this;
    }

    /// <summary>
    /// Sets the comment (https://www.postgresql.org/docs/current/sql-comment.html). SQLite has no comments and ignores it.
    /// </summary>
    public Column Comment(string text)
    {
        CommentText = text;
        return this;
    }

    /// <summary>Limits the column to one dialect; the other one does not see it.</summary>
    public Column OnlyOn(Dialect dialect)
    {
        Only = dialect;
        return this;
    }

    /// <summary>Makes an array of the type (https://www.postgresql.org/docs/current/arrays.html). PostgreSQL only.</summary>
    public Column Array(int dimensions = 1)
    {
        Type = Type with { Dimensions = Type.Dimensions + dimensions };
        return this;
    }

    /// <summary>
    /// Sets the type on SQLite, where another suits better: <c>Inet().Array().SqliteType("TEXT")</c>
    /// (https://www.sqlite.org/datatype3.html).
    /// </summary>
    public Column SqliteType(string type)
    {
        Type = Type with { Sqlite = type, IsSqliteGiven = true };
        return this;
    }

    /// <summary>
    /// Sets the collation by its name: <c>C</c>, <c>de-x-icu</c> (https://www.postgresql.org/docs/current/collation.html), <c>NOCASE</c> on
    /// SQLite (https://www.sqlite.org/datatype3.html#collating_sequences).
    /// </summary>
    public Column Collate(string collation)
    {
        CollationName = collation;
        return this;
    }

    /// <summary>
    /// Sets the storage of long values: PLAIN, MAIN, EXTERNAL or EXTENDED
    /// (https://www.postgresql.org/docs/current/storage-toast.html). PostgreSQL only.
    /// </summary>
    public Column Storage(string mode)
    {
        StorageMode = mode;
        return this;
    }

    /// <summary>
    /// Sets the compression of long values: pglz or lz4
    /// (https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-COMPRESSION). PostgreSQL only.
    /// </summary>
    public Column Compression(string method)
    {
        CompressionMethod = method;
        return this;
    }

    /// <summary>
    /// Sets the statistics target of ANALYZE, 0 to 10000
    /// (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-STATISTICS). PostgreSQL only.
    /// </summary>
    public Column Statistics(int target)
    {
        StatisticsTarget = target;
        return this;
    }
}
