using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Strata.Schema.Building;
using Strata.Schema.Types;

namespace Strata.Schema;

/// <summary>What tables and databases have in common: the types of columns, the dialect, and a way to reach a table.</summary>
public abstract partial class SchemaElement
{
    private protected SchemaElement() { }

    protected const ReferentialAction NoAction = ReferentialAction.NoAction;
    protected const ReferentialAction Restrict = ReferentialAction.Restrict;
    protected const ReferentialAction Cascade = ReferentialAction.Cascade;
    protected const ReferentialAction SetNull = ReferentialAction.SetNull;
    protected const ReferentialAction SetDefault = ReferentialAction.SetDefault;

    /// <summary>The dialect the schema is being written for.</summary>
    protected static Dialect Dialect => SchemaContext.Current?.Dialect ?? Dialect.Postgresql;

    /// <summary>True while the schema is written for PostgreSQL: <c>if (OnPostgresql) { … }</c>.</summary>
    protected static bool OnPostgresql => Dialect == Dialect.Postgresql;

    /// <summary>True while the schema is written for SQLite.</summary>
    protected static bool OnSqlite => Dialect == Dialect.Sqlite;

    /// <summary>Another table, to name it or its columns in SQL: <c>$"select * from {Table&lt;Movies&gt;()}"</c>.</summary>
    /// <exception cref="SchemaException">No schema is being read, or the table is asked for by its own columns.</exception>
    protected static T Table<T>([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : Table => (T)SchemaContext.Require(file, line).Table(typeof(T), new SourceLine(file, line));

    /// <summary>An index key that is an expression: <c>Index(Expression($"lower({Title})"))</c>.</summary>
    protected static IndexPart Expression(Sql expression) => new(null, expression);

    /// <summary>
    /// A column of an enum type made from a C# enum: a PostgreSQL enum type of the same labels
    /// (https://www.postgresql.org/docs/current/datatype-enum.html),
    /// TEXT with a CHECK on SQLite.
    /// </summary>
    /// <exception cref="SchemaException">The enum has no members.</exception>
    protected static Column Enum<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
        where T : struct, Enum
    {
        var source = new SourceLine(file, line);
        return new Column(new ColumnType(null, "TEXT", TypeFamily.Enum) { Enum = EnumType.Of(typeof(T), source) }, source);
    }

    /// <summary>
    /// A type by its text, for what has no method here: an extension's type, a composite type. Written into the SQL as it is.
    /// </summary>
    /// <param name="postgresql">The type on PostgreSQL: <c>"citext"</c>, <c>"public.vector(3)"</c>.</param>
    /// <param name="sqlite">The type on SQLite; without it the column is an error there.</param>
    protected static Column Type(
        string postgresql,
        string? sqlite = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => new(new ColumnType(postgresql, sqlite, TypeFamily.Other), new SourceLine(file, line));

    /// <summary>A column of a domain that the database class declares.</summary>
    /// <param name="name">The domain's name.</param>
    /// <param name="schema">Its schema; the default one otherwise.</param>
    protected static Column DomainType(
        string name,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => new(new ColumnType(null, null, TypeFamily.Domain) { Domain = (schema, name) }, new SourceLine(file, line));

    private static Column Of(string postgres, string? sqlite, TypeFamily family, string file, int line) =>
        new(new ColumnType(postgres, sqlite, family), new SourceLine(file, line));

    private static string Modified(string name, int? modifier) => modifier is { } m ? $"{name}({m})" : name;
}
