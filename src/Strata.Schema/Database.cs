using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <summary>
/// The declarations that belong to no single table: a class derived from it, with the declarations in the constructor. Several such classes
/// are taken together.
/// </summary>
public abstract class Database : SchemaElement
{
    internal List<Definition> Items { get; } = [];
    internal NamingConvention? Convention { get; private set; }
    internal string? DefaultSchemaName { get; private set; }

    /// <summary>Sets the naming convention, which makes names in the database from C# names; snake_case by default.</summary>
    protected void UseNaming(NamingConvention convention) => Convention = convention;

    /// <summary>
    /// Sets the schema of everything that names none, <c>public</c> by default
    /// (https://www.postgresql.org/docs/current/ddl-schemas.html). SQLite has one schema and ignores it.
    /// </summary>
    protected void DefaultSchema(string name) => DefaultSchemaName = name;

    /// <summary>
    /// Declares a schema (https://www.postgresql.org/docs/current/ddl-schemas.html). A schema that only tables name is created too.
    /// PostgreSQL only.
    /// </summary>
    protected SchemaDefinition Schema(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new SchemaDefinition(name, new SourceLine(file, line)));

    /// <summary>
    /// Declares an extension (https://www.postgresql.org/docs/current/sql-createextension.html). SQLite ignores it.
    /// </summary>
    /// <param name="name">The name, as in pg_available_extensions.</param>
    /// <param name="schema">The schema of the extension's objects.</param>
    /// <param name="version">The version; the server's default one without it.</param>
    protected ExtensionDefinition Extension(
        string name,
        string? schema = null,
        string? version = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ExtensionDefinition(name, schema, version, new SourceLine(file, line)));

    /// <summary>
    /// Declares a view (https://www.postgresql.org/docs/current/sql-createview.html, https://www.sqlite.org/lang_createview.html).
    /// </summary>
    /// <param name="name">The view's name.</param>
    /// <param name="query">The query, without a semicolon.</param>
    /// <param name="schema">The schema; the default one without it. PostgreSQL only.</param>
    protected ViewDefinition View(
        string name,
        Sql query,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ViewDefinition(name, schema, query, new SourceLine(file, line)));

    /// <summary>
    /// Declares a materialized view (https://www.postgresql.org/docs/current/sql-creatematerializedview.html). PostgreSQL only.
    /// </summary>
    /// <param name="name">The view's name.</param>
    /// <param name="query">The query, without a semicolon.</param>
    /// <param name="schema">The schema; the default one without it.</param>
    protected MaterializedViewDefinition MaterializedView(
        string name,
        Sql query,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new MaterializedViewDefinition(name, schema, query, new SourceLine(file, line)));

    /// <summary>Declares a function (https://www.postgresql.org/docs/current/sql-createfunction.html). PostgreSQL only.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="schema">The schema; the default one without it.</param>
    protected FunctionDefinition Function(
        string name,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new FunctionDefinition(name, schema, new SourceLine(file, line)));

    /// <summary>
    /// Declares a procedure (https://www.postgresql.org/docs/current/sql-createprocedure.html). PostgreSQL only.
    /// </summary>
    /// <param name="name">The procedure's name.</param>
    /// <param name="schema">The schema; the default one without it.</param>
    protected ProcedureDefinition Procedure(
        string name,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ProcedureDefinition(name, schema, new SourceLine(file, line)));

    /// <summary>
    /// Declares a trigger on a view, or on a table that is not part of the schema
    /// (https://www.postgresql.org/docs/current/sql-createtrigger.html, https://www.sqlite.org/lang_createtrigger.html). The triggers of a
    /// table stand in its constructor.
    /// </summary>
    /// <param name="name">The trigger's name.</param>
    /// <param name="on">The name of the view or the table.</param>
    /// <param name="schema">Its schema; the default one without it.</param>
    protected TriggerDefinition Trigger(
        string name,
        string on,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new TriggerDefinition(name, (schema, on), new SourceLine(file, line)));

    /// <summary>Declares a sequence (https://www.postgresql.org/docs/current/sql-createsequence.html). PostgreSQL only.</summary>
    /// <param name="name">The sequence's name.</param>
    /// <param name="options">Sets its options: <c>s => s.StartWith(1000)</c>.</param>
    /// <param name="schema">The schema; the default one without it.</param>
    protected SequenceDefinition Sequence(
        string name,
        Action<SequenceOptions>? options = null,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new SequenceDefinition(name, schema, options, new SourceLine(file, line)));

    /// <summary>
    /// Declares a domain: <c>Domain("email", Text()).Check($"value like '%@%'")</c>
    /// (https://www.postgresql.org/docs/current/sql-createdomain.html). PostgreSQL only.
    /// </summary>
    /// <param name="name">The domain's name.</param>
    /// <param name="type">The underlying type, with a default and a collation if it has any.</param>
    /// <param name="schema">The schema; the default one without it.</param>
    protected DomainDefinition Domain(
        string name,
        Column type,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new DomainDefinition(name, schema, type, new SourceLine(file, line)));

    /// <summary>
    /// Declares an enum type that no column uses (https://www.postgresql.org/docs/current/datatype-enum.html). The enum types of columns
    /// are created without it. SQLite has no enum types and ignores it.
    /// </summary>
    /// <typeparam name="T">The C# enum.</typeparam>
    /// <exception cref="SchemaException">The enum has no members, or two members with one value.</exception>
    protected void EnumType<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
        where T : struct, Enum => Add(new EnumDefinition(MappedEnum.Of(typeof(T), new SourceLine(file, line))));

    /// <summary>
    /// Adds SQL files as they are: <c>SqlFiles("sql/**/*.sql")</c>. The pattern is relative to the folder of the C# file and contains
    /// <c>*</c>, <c>?</c> and <c>**</c>. Files below a folder <c>postgresql</c> or <c>sqlite</c> belong to that dialect only.
    /// </summary>
    protected void SqlFiles(string pattern, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new SqlFilesDefinition(pattern, new SourceLine(file, line)));

    /// <summary>
    /// Declares a comment on any object: <c>CommentOn($"schema public", "…")</c>
    /// (https://www.postgresql.org/docs/current/sql-comment.html). PostgreSQL only.
    /// </summary>
    /// <param name="target">The type and the name of the object, as SQL.</param>
    /// <param name="text">The comment.</param>
    protected void CommentOn(Sql target, string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CommentDefinition(target, text, new SourceLine(file, line)));

    private T Add<T>(T item)
        where T : Definition
    {
        Items.Add(item);
        return item;
    }
}
