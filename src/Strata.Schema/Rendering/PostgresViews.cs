using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Views, and materialized views with their indexes.</summary>
internal sealed class PostgresViews(SchemaModel model, SqlNames names, PostgresIndexes indexes, StatementList statements)
{
    public void Write()
    {
        foreach (var item in model.Items)
        {
            if (item is ViewDefinition view)
                Write(view);
            if (item is MaterializedViewDefinition materialized)
                Write(materialized);
        }
    }

    private void Write(ViewDefinition view) =>
        statements.Add(
            view.Source,
            ObjectAddress.Of("view", model.SchemaOf(view.SchemaName), view.Name),
            () =>
            {
                var head = $"CREATE {(view.IsRecursive ? "RECURSIVE " : "")}VIEW {names.Of(view)}{SqlClauses.Columns(view.ColumnNames)}";
                return $"{head}{SqlClauses.Storage(view.Storage)} AS\n{SqlClauses.Body(names.Render(view.Query, view.Source))}";
            }
        );

    private void Write(MaterializedViewDefinition view)
    {
        var schema = model.SchemaOf(view.SchemaName);
        statements.Add(view.Source, ObjectAddress.Of("materialized view", schema, view.Name), () => Create(view));
        foreach (var index in view.Indexes.Where(i => i.IsOn(Dialect.Postgresql)))
            indexes.Write(index, schema, names.Of(view), c => c.Name ?? c.Column!.BoundName);
    }

    private string Create(MaterializedViewDefinition view)
    {
        var method = view.Method is { } access ? $" USING {SqlNames.Quote(access)}" : "";
        var query = SqlClauses.Body(names.Render(view.Query, view.Source));
        return $"CREATE MATERIALIZED VIEW {names.Of(view)}{SqlClauses.Columns(view.ColumnNames)}{method}"
            + SqlClauses.Storage(view.Storage)
            + SqlClauses.Tablespace(view.TablespaceName)
            + $" AS\n{query}{(view.IsEmpty ? "\nWITH NO DATA" : "")}";
    }
}
