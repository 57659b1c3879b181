namespace Strata.Schema.Binding;

/// <summary>Names the objects of the database classes and the enum types.</summary>
internal static class ObjectBinder
{
    public static void Bind(SchemaModel model)
    {
        foreach (var item in model.Of<EnumDefinition>())
            model.Add(item.Type);
        foreach (var item in model.Of<SchemaObject>())
        {
            item.BoundName = item.Name;
            model.Errors.Collect(() => Claim(model, item));
        }

        foreach (var domain in model.Of<DomainDefinition>())
        {
            if (domain.Type.Type.Enum is { } type)
                model.Add(type);
        }

        foreach (var trigger in model.Of<TriggerDefinition>())
            trigger.BoundName = trigger.GivenName!;
        foreach (var type in model.Enums)
            model.Errors.Collect(() => Bind(model, type));
    }

    private static void Claim(SchemaModel model, SchemaObject item)
    {
        var scope = item switch
        {
            SchemaDefinition => "schema",
            ExtensionDefinition => "extension",
            DomainDefinition => $"type {model.SchemaOf(item.SchemaName)}",
            ViewDefinition or MaterializedViewDefinition or SequenceDefinition => $"relation {model.SchemaOf(item.SchemaName)}",
            // Functions and procedures of one name may differ in their arguments.
            _ => null,
        };
        if (scope is not null)
            model.Names.Claim(scope, item.Name, $"{ObjectTypes.Of(item)} {item.Name}", item.Source);
    }

    private static void Bind(SchemaModel model, MappedEnum type)
    {
        var (schema, name) = model.NameOf(type);
        model.Names.Claim($"type {schema}", name, $"enum {type.Type.FullName}", type.Source);
        var labels = EnumLabels.Of(type, model.Naming);
        var repeated = labels.GroupBy(l => l.Text, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (repeated is not null)
            throw new SchemaException($"enum {type.Type.Name} has two members with the label '{repeated.Key}'", type.Source);
    }
}
