using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Strata.Schema.Output;
using Strata.Schema.Rendering;

namespace Strata.Schema.Building;

/// <summary>Reads the tables and databases of an assembly and writes them as DDL.</summary>
public static class SchemaReader
{
    /// <param name="assembly">The user's compiled schema.</param>
    /// <param name="dialect">Which SQL to write.</param>
    /// <param name="folder">The schema folder, for <c>SqlFiles</c>.</param>
    /// <returns>The script, or the mistakes found; any other exception of the user's code comes through as it is.</returns>
    [RequiresUnreferencedCode("Finds tables by reflection.")]
    public static SchemaScript Read(Assembly assembly, Dialect dialect, string folder)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return Read(assembly.GetTypes().OrderBy(t => t.MetadataToken), dialect, folder);
    }

    /// <inheritdoc cref="Read(Assembly, Dialect, string)"/>
    /// <param name="types">Looked through for tables and databases, in this order.</param>
    [RequiresUnreferencedCode("Finds tables by reflection.")]
    public static SchemaScript Read(IEnumerable<Type> types, Dialect dialect, string folder)
    {
        var concrete = types.Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }).ToList();
        var context = new SchemaContext(dialect, type => (Table)Create(type));
        return context.Run(() => Read(context, concrete, folder));
    }

    [RequiresUnreferencedCode("Finds tables by reflection.")]
    private static SchemaScript Read(SchemaContext context, List<Type> types, string folder)
    {
        var made = new ErrorList();
        List<Table> tables = [];
        List<Database> databases = [];
        foreach (var type in types)
        {
            if (type.IsSubclassOf(typeof(Table)))
                made.Guard(() => tables.Add(context.Table(type, default)));
            else if (type.IsSubclassOf(typeof(Database)))
                made.Guard(() => databases.Add((Database)Create(type)));
        }

        if (made.Items.Count > 0)
            return Failed(made);

        var naming = databases.Select(d => d.Convention).OfType<NamingConvention>().FirstOrDefault() ?? new NamingConvention();
        var defaultSchema = databases.Select(d => d.DefaultSchemaName).OfType<string>().FirstOrDefault() ?? "public";
        var model = new SchemaModel(context.Dialect, naming, defaultSchema);
        model.Items.AddRange(databases.SelectMany(d => d.Items).Where(i => i.IsOn(context.Dialect)));
        new TableBinder(model).Bind(tables);
        ItemBinder.Bind(model);
        new PartBinder(model).Bind();
        if (model.Errors.Items.Count > 0)
            return Failed(model.Errors);

        var statements = new StatementList(model.Errors);
        if (context.Dialect == Dialect.Sqlite)
            new SqliteWriter(model, statements).Write();
        else
            new PostgresWriter(model, statements).Write();
        model.Errors.Guard(() => SqlFileReader.Read(model, folder, statements));
        if (model.Errors.Items.Count > 0)
            return Failed(model.Errors);
        return new(SchemaScript.CurrentVersion, statements.Items, RenameList.Of(model), SchemaList.Of(model), []);
    }

    private static SchemaScript Failed(ErrorList errors) =>
        SchemaScript.Failed([
            .. errors
                .Items.OrderBy(e => e.File, StringComparer.Ordinal)
                .ThenBy(e => e.Line)
                .Select(e => new SchemaError(e.File, e.Line, 0, "SCHEMA", e.Message))
                .Distinct(),
        ]);

    [RequiresUnreferencedCode("Finds tables by reflection.")]
    private static object Create(Type type)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var constructor =
            type.GetConstructor(Any, [])
            ?? throw new SchemaException(
                $"{type.Name} has no constructor without parameters, so it cannot be made; add one, or make the class abstract",
                ClassPlaces.Of(type)
            );
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
    }
}
