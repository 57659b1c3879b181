namespace Strata.Schema.Binding;

/// <summary>The schemas that contain the user's objects, in the order of their first use.</summary>
internal static class UsedSchemas
{
    public static IReadOnlyList<string> Of(SchemaModel model) => [.. Uses(model).Select(m => m.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The first line that names the schema; the default value where no line does.</summary>
    public static SourceLine FirstUse(SchemaModel model, string schema) =>
        Uses(model).FirstOrDefault(m => m.Name == schema && m.Source != default).Source;

    private static IEnumerable<(string Name, SourceLine Source)> Uses(SchemaModel model)
    {
        yield return (model.DefaultSchema, default);
        foreach (var schema in model.Of<SchemaDefinition>())
            yield return (schema.Name, schema.Source);
        foreach (var table in model.Tables)
            yield return (table.Schema, table.Source);
        foreach (var type in model.Enums)
            yield return (model.SchemaOf(type.SchemaName), type.Source);
        foreach (var item in model.Of<SchemaObject>().Where(i => i is not SchemaDefinition && i.SchemaName is not null))
            yield return (item.SchemaName!, item.Source);
    }
}
