using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <summary>
/// The common part of tables and databases: the types of columns, the dialect, and other tables. A feature marked "PostgreSQL only" is a
/// mistake on SQLite; <c>OnlyOn(Dialect.Postgresql)</c> or <c>if (OnPostgresql)</c> limits it. The compiler fills in the parameters file
/// and line.
/// </summary>
public abstract partial class SchemaElement
{
    // Not private protected: the file of the public API lists protected members only of classes that others can derive from.
    /// <summary>Called by the constructors of tables and databases; a class derived from this one alone has no effect.</summary>
    protected SchemaElement() { }

    /// <inheritdoc cref="ReferentialAction.NoAction"/>
    protected const ReferentialAction NoAction = ReferentialAction.NoAction;

    /// <inheritdoc cref="ReferentialAction.Restrict"/>
    protected const ReferentialAction Restrict = ReferentialAction.Restrict;

    /// <inheritdoc cref="ReferentialAction.Cascade"/>
    protected const ReferentialAction Cascade = ReferentialAction.Cascade;

    /// <inheritdoc cref="ReferentialAction.SetNull"/>
    protected const ReferentialAction SetNull = ReferentialAction.SetNull;

    /// <inheritdoc cref="ReferentialAction.SetDefault"/>
    protected const ReferentialAction SetDefault = ReferentialAction.SetDefault;

    /// <summary>The dialect that the schema is read for.</summary>
    protected static Dialect Dialect => SchemaContext.Current?.Dialect ?? Dialect.Postgresql;

    /// <summary>True while the schema is read for PostgreSQL: <c>if (OnPostgresql) { … }</c>.</summary>
    protected static bool OnPostgresql => Dialect == Dialect.Postgresql;

    /// <summary>True while the schema is read for SQLite.</summary>
    protected static bool OnSqlite => Dialect == Dialect.Sqlite;

    /// <summary>Another table, for its name or its columns in SQL: <c>$"select * from {Table&lt;Movies&gt;()}"</c>.</summary>
    /// <typeparam name="T">The class of the table.</typeparam>
    /// <exception cref="SchemaException">
    /// Strata reads no schema at this time, the class is abstract, or the columns of the table need the table itself.
    /// </exception>
    protected static T Table<T>([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : Table
    {
        var source = new SourceLine(file, line);
        return (T)SchemaContext.Require(source).Table(typeof(T), source);
    }

    /// <summary>
    /// An expression as an index key: <c>Index(Expression($"lower({Title})"))</c>
    /// (https://www.postgresql.org/docs/current/indexes-expressional.html, https://www.sqlite.org/expridx.html).
    /// </summary>
    protected static IndexPart Expression(Sql expression) => new(null, expression);

    /// <summary>
    /// An enum type with the labels of a C# enum (https://www.postgresql.org/docs/current/datatype-enum.html). TEXT with a check constraint
    /// on SQLite.
    /// </summary>
    /// <typeparam name="T">The C# enum.</typeparam>
    /// <exception cref="SchemaException">The enum has no members, or two members with one value.</exception>
    protected static Column Enum<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
        where T : struct, Enum
    {
        var source = new SourceLine(file, line);
        return new Column(new ColumnType(null, "TEXT", TypeFamily.Enum) { Enum = MappedEnum.Of(typeof(T), source) }, source);
    }

    /// <summary>A type by its text, such as one of an extension or a composite type. The text becomes part of the SQL as it is.</summary>
    /// <param name="postgresql">The type on PostgreSQL: <c>"citext"</c>, <c>"public.vector(3)"</c>.</param>
    /// <param name="sqlite">The type on SQLite; without it the column is a mistake there.</param>
    protected static Column Type(
        string postgresql,
        string? sqlite = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => new(new ColumnType(postgresql, sqlite, TypeFamily.Other), new SourceLine(file, line));

    /// <summary>
    /// A domain that a database class declares (https://www.postgresql.org/docs/current/domains.html). PostgreSQL only.
    /// </summary>
    /// <param name="name">The domain's name.</param>
    /// <param name="schema">Its schema; the default one without it.</param>
    protected static Column DomainType(
        string name,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => new(new ColumnType(null, null, TypeFamily.Domain) { Domain = (schema, name) }, new SourceLine(file, line));

    private static Column Of(string postgres, string? sqlite, TypeFamily family, string file, int line) =>
        new(new ColumnType(postgres, sqlite, family), new SourceLine(file, line));

    private static string Modified(string name, int? modifier) => modifier is { } number ? $"{name}({number})" : name;
}
