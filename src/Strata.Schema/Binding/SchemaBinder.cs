using System.Diagnostics.CodeAnalysis;

namespace Strata.Schema.Binding;

/// <summary>Names everything that a schema declares and finds its mistakes.</summary>
internal static class SchemaBinder
{
    /// <returns>The model; it is complete only if its list of errors is empty.</returns>
    [RequiresUnreferencedCode("Finds columns by reflection.")]
    public static SchemaModel Bind(Declarations declarations, Dialect dialect)
    {
        var databases = declarations.Databases;
        var naming = databases.Select(d => d.Convention).OfType<NamingConvention>().FirstOrDefault() ?? new NamingConvention();
        var defaultSchema = databases.Select(d => d.DefaultSchemaName).OfType<string>().FirstOrDefault() ?? "public";
        var model = new SchemaModel(dialect, naming, defaultSchema);
        model.Items.AddRange(databases.SelectMany(d => d.Items).Where(i => i.IsOn(dialect)));
        new TableBinder(model).Bind(declarations.Tables);
        ObjectBinder.Bind(model);
        new PartBinder(model).Bind();
        return model;
    }
}
