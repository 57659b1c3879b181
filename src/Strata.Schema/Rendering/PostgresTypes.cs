using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>CREATE TYPE for enum types, and CREATE DOMAIN.</summary>
internal sealed class PostgresTypes(SchemaModel model, SqlNames names, PostgresColumns columns, StatementList statements)
{
    public void WriteEnums()
    {
        foreach (var type in model.Enums)
        {
            var (schema, name) = model.NameOf(type);
            statements.Add(type.Source, ObjectAddress.Of("type", schema, name), () => Create(type));
        }
    }

    public void WriteDomains()
    {
        foreach (var domain in model.Of<DomainDefinition>())
        {
            var address = ObjectAddress.Of("type", model.SchemaOf(domain.SchemaName), domain.Name);
            statements.Add(domain.Source, address, () => Create(domain));
        }
    }

    private string Create(MappedEnum type)
    {
        var labels = EnumLabels.Of(type, model.Naming).Select(l => Literals.Quote(l.Text, type.Source));
        return $"CREATE TYPE {names.Of(type)} AS ENUM ({string.Join(", ", labels)})";
    }

    private string Create(DomainDefinition domain)
    {
        List<string> clauses = [$"CREATE DOMAIN {names.Of(domain)} AS {columns.TypeOf(domain.Type.Type)}"];
        if (domain.Type.CollationName is { } collation)
            clauses.Add($"COLLATE {PostgresColumns.Collation(collation)}");
        if (columns.Default(domain.Type) is { } value)
            clauses.Add($"DEFAULT {value}");
        if (domain.IsNotNull)
            clauses.Add("NOT NULL");
        foreach (var (name, condition) in domain.Checks)
        {
            var constraint = name is null ? "" : $"CONSTRAINT {SqlNames.Quote(name)} ";
            clauses.Add($"{constraint}CHECK ({names.Render(condition, domain.Source)})");
        }

        return string.Join(' ', clauses);
    }
}
