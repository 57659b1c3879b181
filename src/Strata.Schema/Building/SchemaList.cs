using Strata.Schema.Types;

namespace Strata.Schema.Building;

/// <summary>The schemas the user's objects live in.</summary>
internal static class SchemaList
{
    public static IReadOnlyList<string> Of(SchemaModel model) => [.. Mentions(model).Select(m => m.Name).Distinct(StringComparer.Ordinal)];

    public static SourceLine FirstMention(SchemaModel model, string schema) =>
        Mentions(model).FirstOrDefault(m => m.Name == schema && m.Source != default).Source;

    private static IEnumerable<(string Name, SourceLine Source)> Mentions(SchemaModel model)
    {
        yield return (model.DefaultSchema, default);
        foreach (var schema in model.Of<SchemaDefinition>())
            yield return (schema.Name, schema.Source);
        foreach (var table in model.Tables)
            yield return (table.Schema, table.Source);
        foreach (EnumType type in model.Enums)
            yield return (model.SchemaOf(type.SchemaName), type.Source);
        foreach (var item in model.Of<SchemaObject>().Where(i => i is not SchemaDefinition && i.SchemaName is not null))
            yield return (item.SchemaName!, item.Source);
    }
}
