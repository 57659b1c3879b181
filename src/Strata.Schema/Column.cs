using System.Runtime.CompilerServices;
using Strata.Schema.Types;

namespace Strata.Schema;

/// <summary>A column, written as a field of its table. Not null unless it says <see cref="Nullable"/>.</summary>
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
    internal ColumnDefault? DefaultTo { get; private set; }
    internal GeneratedExpression? GeneratedAs { get; private set; }
    internal IdentityColumn? IdentityAs { get; private set; }
    internal bool IsAutoIncrement { get; private set; }
    internal string? CollationName { get; private set; }
    internal string? StorageMode { get; private set; }
    internal string? CompressionMethod { get; private set; }
    internal int? StatisticsTarget { get; private set; }

    /// <summary>Constraints said on the column itself; the binder hands them to the table.</summary>
    internal List<Definition> Inline { get; } = [];

    /// <summary>Set when the table is bound; before that the column has no name.</summary>
    internal Table? Owner { get; set; }

    /// <summary>The name in the database; empty until the table is bound.</summary>
    internal string BoundName { get; set; } = "";

    internal bool IsOn(Dialect dialect) => Only is null || Only == dialect;

    /// <summary>The column may be empty.</summary>
    public Column Nullable()
    {
        IsNullable = true;
        return this;
    }

    /// <summary>
    /// On SQLite the column may be empty although the schema says otherwise. SQLite lets a primary key be so:
    /// https://www.sqlite.org/quirks.html (section 5).
    /// </summary>
    public Column NullableOnSqlite()
    {
        IsNullableOnSqlite = true;
        return this;
    }

    /// <summary>The default; there to be said aloud.</summary>
    public Column NotNull()
    {
        IsNullable = false;
        return this;
    }

    /// <summary>The name in the database, where the naming convention would give another.</summary>
    public Column Named(string name)
    {
        GivenName = name;
        return this;
    }

    /// <summary>The former name, as the database spells it.</summary>
    public Column RenamedFrom(string name)
    {
        OldName = name;
        return this;
    }

    /// <summary>COMMENT ON COLUMN (PostgreSQL); SQLite is sent none.</summary>
    public Column Comment(string text)
    {
        CommentText = text;
        return this;
    }

    /// <summary>A column of one dialect only; left out on the other.</summary>
    public Column OnlyOn(Dialect dialect)
    {
        Only = dialect;
        return this;
    }

    /// <summary>An array of the type (https://www.postgresql.org/docs/current/arrays.html). PostgreSQL only.</summary>
    public Column Array(int dimensions = 1)
    {
        Type = Type with { Dimensions = Type.Dimensions + dimensions };
        return this;
    }

    /// <summary>The type SQLite is told, where the usual mapping does not fit: <c>Inet().Array().SqliteType("TEXT")</c>.</summary>
    public Column SqliteType(string type)
    {
        Type = Type with { Sqlite = type, IsSqliteGiven = true };
        return this;
    }

    /// <summary>A default given as SQL: <c>Default($"now() + interval '1 day'")</c>.</summary>
    [OverloadResolutionPriority(1)]
    public Column Default(Sql expression) => WithDefault(new(DefaultKind.Expression, Given(expression)));

    /// <summary>A default given as a value: a string, a number, a boolean, a date, an enum member, an array of them.</summary>
    public Column Default(object value) => WithDefault(new(DefaultKind.Value, Given(value)));

    /// <summary>The moment the row is written. SQLite writes UTC as text; a timestamptz there keeps milliseconds and a Z.</summary>
    public Column DefaultNow() => WithDefault(new(DefaultKind.Now, null));

    /// <summary>A random (version 4) UUID.</summary>
    public Column DefaultRandom() => WithDefault(new(DefaultKind.Random, null));

    /// <summary>
    /// Computed from other columns when the row is written, and stored
    /// (https://www.postgresql.org/docs/current/ddl-generated-columns.html).
    /// </summary>
    public Column Generated(Sql expression) => WithGenerated(new(_ => expression, IsVirtual: false));

    /// <summary>As <see cref="Generated(Sql)"/>, for a field: <c>Text().Generated&lt;Movies&gt;(t => $"lower({t.Title})")</c>.</summary>
    public Column Generated<T>(Func<T, Sql> expression)
        where T : Table => WithGenerated(new(t => expression((T)t), IsVirtual: false));

    /// <summary>Computed when the row is read, and not stored: SQLite, and PostgreSQL from version 18.</summary>
    public Column GeneratedVirtual(Sql expression) => WithGenerated(new(_ => expression, IsVirtual: true));

    /// <inheritdoc cref="GeneratedVirtual(Sql)"/>
    public Column GeneratedVirtual<T>(Func<T, Sql> expression)
        where T : Table => WithGenerated(new(t => expression((T)t), IsVirtual: true));

    /// <summary>
    /// GENERATED ALWAYS AS IDENTITY (https://www.postgresql.org/docs/current/ddl-identity-columns.html); an INTEGER PRIMARY KEY on SQLite.
    /// </summary>
    public Column Identity(Action<SequenceOptions>? options = null) => WithIdentity(always: true, options);

    /// <summary>GENERATED BY DEFAULT AS IDENTITY: an insert may bring its own value.</summary>
    public Column IdentityByDefault(Action<SequenceOptions>? options = null) => WithIdentity(always: false, options);

    /// <summary>
    /// SQLite: never use a number twice (https://www.sqlite.org/autoinc.html). PostgreSQL's sequences never do, so nothing is said there.
    /// </summary>
    public Column AutoIncrement()
    {
        IsAutoIncrement = true;
        return this;
    }

    /// <summary>COLLATE, by the collation's name: <c>C</c>, <c>de-x-icu</c>, <c>NOCASE</c> on SQLite.</summary>
    public Column Collate(string collation)
    {
        CollationName = collation;
        return this;
    }

    /// <summary>
    /// How long values are stored: PLAIN, MAIN, EXTERNAL or EXTENDED (https://www.postgresql.org/docs/current/storage-toast.html).
    /// PostgreSQL only.
    /// </summary>
    public Column Storage(string mode)
    {
        StorageMode = mode;
        return this;
    }

    /// <summary>How long values are compressed: pglz or lz4. PostgreSQL only.</summary>
    public Column Compression(string method)
    {
        CompressionMethod = method;
        return this;
    }

    /// <summary>How finely ANALYZE samples the column, 0 to 10000. PostgreSQL only.</summary>
    public Column Statistics(int target)
    {
        StatisticsTarget = target;
        return this;
    }

    private object Given(object? value) =>
        value ?? throw new SchemaException("Default(null) says nothing; a column without a default is empty when it is Nullable()", Source);

    private Column WithDefault(ColumnDefault value)
    {
        DefaultTo = value;
        return this;
    }

    private Column WithGenerated(GeneratedExpression generated)
    {
        GeneratedAs = generated;
        return this;
    }

    private Column WithIdentity(bool always, Action<SequenceOptions>? options)
    {
        var sequence = new SequenceOptions();
        options?.Invoke(sequence);
        IdentityAs = new(always, sequence);
        return this;
    }
}

internal enum DefaultKind
{
    Expression,
    Value,
    Now,
    Random,
}

internal sealed record ColumnDefault(DefaultKind Kind, object? Value);

/// <param name="Expression">Given the table, so that a field can name fields declared beside it.</param>
/// <param name="IsVirtual">Not stored.</param>
internal sealed record GeneratedExpression(Func<Table, Sql> Expression, bool IsVirtual);

internal sealed record IdentityColumn(bool Always, SequenceOptions Options);
