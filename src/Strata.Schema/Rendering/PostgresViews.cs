using Strata.Schema.Building;

namespace Strata.Schema.Rendering;

/// <summary>Views and materialized views with their indexes.</summary>
internal sealed class PostgresViews(SchemaModel model, SqlNames names, PostgresParts parts, StatementList statements)
{
    public void Write()
    {
        foreach (var item in model.Items)
        {
            if (item is ViewDefinition view)
                Write(view);
            if (item is MaterializedViewDefinition stored)
                Write(stored);
        }
    }

    private void Write(ViewDefinition view) =>
        statements.Add(
            view.Source,
            SchemaAddress.Text("view", model.SchemaOf(view.SchemaName), view.Name),
            () =>
                $"CREATE {(view.IsRecursive ? "RECURSIVE " : "")}VIEW {names.Object(view)}{Columns(view.ColumnNames)}{Words.Storage(view.Storage)}"
                + $" AS\n{Words.Body(names.Render(view.Query, view.Source))}"
        );

    private void Write(MaterializedViewDefinition view)
    {
        var schema = model.SchemaOf(view.SchemaName);
        statements.Add(
            view.Source,
            SchemaAddress.Text("materialized view", schema, view.Name),
            () =>
            {
                var method = view.Method is { } access ? $" USING {SqlNames.Quote(access)}" : "";
                return $"CREATE MATERIALIZED VIEW {names.Object(view)}{Columns(view.ColumnNames)}{method}{Words.Storage(view.Storage)}{Words.Tablespace(view.TablespaceName)}"
                    + $" AS\n"
                    + $"{Words.Body(names.Render(view.Query, view.Source))}{(view.IsEmpty ? "\nWITH NO DATA" : "")}";
            }
        );
        foreach (var index in view.Indexes.Where(i => i.IsOn(Dialect.Postgresql)))
        {
            parts.Write(index, schema, names.Object(view), c => c.Name ?? c.Column!.BoundName);
        }
    }

    private static string Columns(IReadOnlyList<string> columns) => columns.Count == 0 ? "" : $" ({SqlNames.List(columns)})";
}
