using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>
/// A schema as PostgreSQL DDL. Each object stands after those it needs; foreign keys stand after all tables, because they can be circular.
/// </summary>
internal sealed class PostgresWriter(SchemaModel model, StatementList statements)
{
    public void Write()
    {
        var names = new SqlNames(model);
        var columns = new PostgresColumns(names);
        WriteSchemas();
        WriteExtensions();
        var types = new PostgresTypes(model, names, columns, statements);
        types.WriteEnums();
        var sequences = new PostgresSequences(model, names, statements);
        sequences.Write();
        types.WriteDomains();

        var tables = new PostgresTables(names, columns, statements);
        model.Tables.ForEach(tables.Write);
        sequences.WriteOwners();
        var indexes = new PostgresIndexes(names, columns, statements);
        model.Tables.ForEach(indexes.Write);
        var foreignKeys = new PostgresForeignKeys(model, names, statements);
        model.Tables.ForEach(foreignKeys.Write);

        new PostgresRoutines(model, names, statements).Write();
        new PostgresViews(model, names, indexes, statements).Write();
        var triggers = new PostgresTriggers(model, names, statements);
        var policies = new PostgresPolicies(names, statements);
        foreach (var table in model.Tables)
        {
            triggers.Write(table);
            policies.Write(table);
        }

        triggers.WriteDeclared();
        new PostgresComments(model, names, statements).Write();
    }

    // The schema public exists in every new database.
    private void WriteSchemas()
    {
        var declared = model.Of<SchemaDefinition>().ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var name in UsedSchemas.Of(model).Where(n => n != "public" || declared.ContainsKey(n)))
        {
            var definition = declared.GetValueOrDefault(name);
            var source = definition?.Source ?? UsedSchemas.FirstUse(model, name);
            var owner = definition?.OwnerName is { } role ? $" AUTHORIZATION {SqlNames.Quote(role)}" : "";
            statements.Add(source, ObjectAddress.Of("schema", name), () => $"CREATE SCHEMA IF NOT EXISTS {SqlNames.Quote(name)}{owner}");
        }
    }

    private void WriteExtensions()
    {
        foreach (var extension in model.Of<ExtensionDefinition>())
        {
            statements.Add(
                extension.Source,
                ObjectAddress.Of("extension", extension.Name),
                () =>
                {
                    var schema = extension.SchemaName is { } name ? $" SCHEMA {SqlNames.Quote(name)}" : "";
                    var version = extension.Version is { } text ? $" VERSION {Literals.Quote(text, extension.Source)}" : "";
                    return $"CREATE EXTENSION IF NOT EXISTS {SqlNames.Quote(extension.Name)}{schema}{version}";
                }
            );
        }
    }
}
