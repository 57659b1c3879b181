using Strata.Schema.Types;

namespace Strata.Schema.Building;

/// <summary>Gives the objects of the database class their names, and finds two of one name.</summary>
internal static class ItemBinder
{
    public static void Bind(SchemaModel model)
    {
        foreach (var item in model.Of<EnumDefinition>())
            model.Use(item.Type);
        foreach (var item in model.Of<SchemaObject>())
        {
            item.BoundName = item.Name;
            model.Errors.Guard(() => Claim(model, item));
        }

        foreach (var domain in model.Of<DomainDefinition>())
        {
            if (domain.Type.Type.Enum is { } type)
                model.Use(type);
        }

        foreach (var trigger in model.Of<TriggerDefinition>())
            trigger.BoundName = trigger.GivenName!;
        foreach (var type in model.Enums)
            model.Errors.Guard(() => BindEnum(model, type));
    }

    private static void Claim(SchemaModel model, SchemaObject item)
    {
        var scope = item switch
        {
            SchemaDefinition => "schema",
            ExtensionDefinition => "extension",
            DomainDefinition => $"type {model.SchemaOf(item.SchemaName)}",
            ViewDefinition or MaterializedViewDefinition or SequenceDefinition => $"relation {model.SchemaOf(item.SchemaName)}",
            _ => null, // functions and procedures may share a name when their arguments differ
        };
        if (scope is not null)
            model.Names.Claim(scope, item.Name, $"{Word(item)} {item.Name}", item.Source);
    }

    private static void BindEnum(SchemaModel model, EnumType type)
    {
        var (schema, name) = model.NameOf(type);
        model.Names.Claim($"type {schema}", name, $"enum {type.Type.FullName}", type.Source);
        var twins = EnumLabels.Of(type, model.Naming).GroupBy(l => l.Text, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twins is not null)
            throw new SchemaException($"enum {type.Type.Name}: two members have the label '{twins.Key}'", type.Source);
    }

    /// <summary>PostgreSQL's word for the kind of object.</summary>
    public static string Word(SchemaObject item) =>
        item switch
        {
            SchemaDefinition => "schema",
            ExtensionDefinition => "extension",
            DomainDefinition => "type",
            ViewDefinition => "view",
            MaterializedViewDefinition => "materialized view",
            SequenceDefinition => "sequence",
            FunctionDefinition => "function",
            ProcedureDefinition => "procedure",
            _ => throw new InvalidOperationException($"no word for {item.GetType().Name}"),
        };
}
