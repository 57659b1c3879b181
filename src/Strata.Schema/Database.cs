using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Strata.Schema;

/// <summary>What belongs to no single table. Derive one class from it, or several: they are taken together.</summary>
public abstract class Database : SchemaElement
{
    internal List<Definition> Items { get; } = [];
    internal NamingConvention? Convention { get; private set; }
    internal string? DefaultSchemaName { get; private set; }

    /// <summary>How names are made from C# names; snake_case unless said.</summary>
    protected void UseNaming(NamingConvention convention) => Convention = convention;

    /// <summary>The schema of everything that names none; <c>public</c> unless said. SQLite has one schema and takes no notice.</summary>
    protected void DefaultSchema(string name) => DefaultSchemaName = name;

    /// <summary>A schema. One that tables merely mention is made as well.</summary>
    protected SchemaDefinition Schema(string name, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new SchemaDefinition(name, new SourceLine(file, line)));

    /// <summary>An extension. Left out on SQLite.</summary>
    /// <param name="name">As in pg_available_extensions.</param>
    /// <param name="schema">Where its objects go.</param>
    /// <param name="version">The server's default version otherwise.</param>
    protected ExtensionDefinition Extension(
        string name,
        string? schema = null,
        string? version = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ExtensionDefinition(name, schema, version, new SourceLine(file, line)));

    protected ViewDefinition View(
        string name,
        Sql query,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ViewDefinition(name, schema, query, new SourceLine(file, line)));

    /// <summary>A view whose rows are stored. PostgreSQL only.</summary>
    protected MaterializedViewDefinition MaterializedView(
        string name,
        Sql query,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new MaterializedViewDefinition(name, schema, query, new SourceLine(file, line)));

    /// <summary>A function. PostgreSQL only.</summary>
    protected FunctionDefinition Function(
        string name,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new FunctionDefinition(name, schema, new SourceLine(file, line)));

    /// <summary>A procedure. PostgreSQL only.</summary>
    protected ProcedureDefinition Procedure(
        string name,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new ProcedureDefinition(name, schema, new SourceLine(file, line)));

    /// <summary>A trigger on a view, or on a table that is not written here. A table's own triggers go into its constructor.</summary>
    /// <param name="name">The trigger's name.</param>
    /// <param name="on">The view's or the table's name.</param>
    /// <param name="schema">Its schema; the default one otherwise.</param>
    protected TriggerDefinition Trigger(
        string name,
        string on,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new TriggerDefinition(name, (schema, on), new SourceLine(file, line)));

    /// <summary>A sequence. PostgreSQL only.</summary>
    protected SequenceDefinition Sequence(
        string name,
        Action<SequenceOptions>? options = null,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new SequenceDefinition(name, schema, options, new SourceLine(file, line)));

    /// <summary>A domain: <c>Domain("email", Text()).Check($"value like '%@%'")</c>. PostgreSQL only.</summary>
    /// <param name="name">The domain's name.</param>
    /// <param name="type">The type below it, which may be nullable and have a default and a collation.</param>
    /// <param name="schema">The default schema otherwise.</param>
    protected DomainDefinition Domain(
        string name,
        Column type,
        string? schema = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => Add(new DomainDefinition(name, schema, type, new SourceLine(file, line)));

    /// <summary>An enum type that no column uses yet. Those that columns use are made by themselves.</summary>
    protected void EnumType<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
        where T : struct, Enum => Add(new EnumDefinition(Types.EnumType.Of(typeof(T), new SourceLine(file, line))));

    /// <summary>
    /// SQL files for whatever else there is, taken as they are: <c>SqlFiles("sql/**/*.sql")</c>. The pattern starts at the folder of the
    /// file
    /// that says it, and knows <c>*</c>, <c>?</c> and <c>**</c>. Files below a folder called <c>postgresql</c> or <c>sqlite</c> are for
    /// that dialect only.
    /// </summary>
    protected void SqlFiles(string pattern, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new SqlFilesDefinition(pattern, new SourceLine(file, line)));

    /// <summary>A comment on something that is declared elsewhere: <c>CommentOn($"schema public", "…")</c>. PostgreSQL only.</summary>
    protected void CommentOn(Sql target, string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Add(new CommentDefinition(target, text, new SourceLine(file, line)));

    private T Add<T>(T item)
        where T : Definition
    {
        Items.Add(item);
        return item;
    }
}
