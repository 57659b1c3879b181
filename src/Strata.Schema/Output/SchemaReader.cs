using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Strata.Schema.Binding;
using Strata.Schema.Rendering;

namespace Strata.Schema.Output;

/// <summary>Reads the tables and databases of an assembly and renders them as a script.</summary>
internal static class SchemaReader
{
    /// <param name="assembly">The user's compiled schema.</param>
    /// <param name="dialect">The dialect of the script.</param>
    /// <param name="folder">The schema folder, for <c>SqlFiles</c>.</param>
    /// <returns>The script, or the mistakes found. Exceptions of the user's code other than SchemaException pass through.</returns>
    [RequiresUnreferencedCode("Finds tables by reflection.")]
    public static SchemaScript Read(Assembly assembly, Dialect dialect, string folder) =>
        Read(assembly.GetTypes().OrderBy(t => t.MetadataToken), dialect, folder);

    /// <inheritdoc cref="Read(Assembly, Dialect, string)"/>
    /// <param name="types">The classes that may be tables and databases, in the order of their creation.</param>
    [RequiresUnreferencedCode("Finds tables by reflection.")]
    public static SchemaScript Read(IEnumerable<Type> types, Dialect dialect, string folder)
    {
        var context = new SchemaContext(dialect, type => (Table)Declarations.Create(type));

        // Rendering needs the context too: expressions of generated columns may name other tables.
        return context.Run(() => Read(Declarations.Of(types, context), dialect, folder));
    }

    [RequiresUnreferencedCode("Finds columns by reflection.")]
    private static SchemaScript Read(Declarations declarations, Dialect dialect, string folder)
    {
        if (!declarations.Errors.IsEmpty)
            return Failed(declarations.Errors);
        var model = SchemaBinder.Bind(declarations, dialect);
        if (!model.Errors.IsEmpty)
            return Failed(model.Errors);

        var rendered = new StatementList(model.Errors);
        if (dialect == Dialect.Sqlite)
            new SqliteWriter(model, rendered).Write();
        else
            new PostgresWriter(model, rendered).Write();
        List<SchemaStatement> statements =
        [
            .. rendered.Items.Select(s => new SchemaStatement(s.Sql, s.Source.File, s.Source.Line, s.Address)),
        ];
        model.Errors.Collect(() => statements.AddRange(SqlFiles.Of(model, folder)));
        return model.Errors.IsEmpty
            ? new(SchemaScript.CurrentVersion, statements, Renames.Of(model), UsedSchemas.Of(model), [])
            : Failed(model.Errors);
    }

    private static SchemaScript Failed(ErrorList errors) =>
        SchemaScript.Failed([
            .. errors
                .Items.OrderBy(e => e.File, StringComparer.Ordinal)
                .ThenBy(e => e.Line)
                .Select(e => new SchemaError(e.File, e.Line, 0, SchemaErrorCodes.Schema, e.Message))
                .Distinct(),
        ]);
}
