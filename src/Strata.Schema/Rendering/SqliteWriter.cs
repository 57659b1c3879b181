using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>
/// A schema as SQLite DDL. Foreign keys stand inside CREATE TABLE, where SQLite accepts a table that is created later
/// (https://www.sqlite.org/foreignkeys.html).
/// </summary>
internal sealed class SqliteWriter(SchemaModel model, StatementList statements)
{
    public void Write()
    {
        var names = new SqlNames(model);
        foreach (var item in model.Items)
            Refuse(SqliteLimits.MissingFor(item), item.Source);
        var tables = new SqliteTables(model, names);
        foreach (var table in model.Tables)
        {
            foreach (var feature in SqliteLimits.MissingFor(table.Options))
                Refuse(feature, table.Source);
            foreach (var part in table.Parts)
                Refuse(SqliteLimits.MissingFor(part), part.Source);
            statements.Add(table.Source, table.Address, () => tables.Create(table));
        }

        model.Tables.ForEach(new SqliteIndexes(names, statements).Write);
        foreach (var view in model.Of<ViewDefinition>())
            statements.Add(view.Source, ObjectAddress.Of("view", model.DefaultSchema, view.Name), () => Create(view, names));
        var triggers = new SqliteTriggers(model, names, statements);
        model.Tables.ForEach(triggers.Write);
        triggers.WriteDeclared();
    }

    // https://www.sqlite.org/lang_createview.html
    private static string Create(ViewDefinition view, SqlNames names)
    {
        SqliteLimits.Refuse(view.Storage.Count > 0, "options of views", view.Source);
        SqliteLimits.Refuse(view.IsRecursive, "recursive views (write \"with recursive\" in the query)", view.Source);
        var query = SqlClauses.Body(names.Render(view.Query, view.Source));
        return $"CREATE VIEW {SqlNames.Quote(view.Name)}{SqlClauses.Columns(view.ColumnNames)} AS\n{query}";
    }

    private void Refuse(string? feature, SourceLine source)
    {
        if (feature is not null)
            model.Errors.Collect(() => SqliteLimits.Refuse(true, feature, source));
    }
}
