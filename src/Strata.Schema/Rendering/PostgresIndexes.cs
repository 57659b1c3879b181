using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Indexes and replica identities by index.</summary>
internal sealed class PostgresIndexes(SqlNames names, PostgresColumns columns, StatementList statements)
{
    public void Write(BoundTable table)
    {
        foreach (var index in table.Of<IndexDefinition>())
            Write(index, table.Schema, names.Of(table), c => table.Resolve(c, index.Source).BoundName);

        if (table.Options.ReplicaIdentity is { IsIndex: true } identity)
        {
            statements.Add(
                table.Source,
                table.Address,
                () => $"ALTER TABLE {names.Of(table)} REPLICA IDENTITY USING INDEX {SqlNames.Quote(identity.Name)}"
            );
        }
    }

    /// <param name="index">The index.</param>
    /// <param name="schema">The schema of its table or materialized view.</param>
    /// <param name="relation">The quoted name of the table or the materialized view.</param>
    /// <param name="column">Finds the name of a column.</param>
    public void Write(IndexDefinition index, string schema, string relation, Func<ColumnRef, string> column) =>
        statements.Add(index.Source, ObjectAddress.Of("index", schema, index.BoundName), () => Create(index, relation, column));

    private string Create(IndexDefinition index, string relation, Func<ColumnRef, string> column)
    {
        var unique = index.IsUnique ? "UNIQUE " : "";
        var only = index.IsOnlyParent ? "ONLY " : "";
        var method = index.Method is { } name ? $" USING {name}" : "";
        var keys = string.Join(", ", index.Parts.Select(p => columns.IndexPart(p, column, index.Source)));
        var nulls = index.TreatsNullsAsEqual ? " NULLS NOT DISTINCT" : "";
        var where = index.Condition is { } condition ? $" WHERE ({names.Render(condition, index.Source)})" : "";
        return $"CREATE {unique}INDEX {SqlNames.Quote(index.BoundName)} ON {only}{relation}{method} ({keys})"
            + SqlClauses.Include([.. index.Included.Select(column)])
            + nulls
            + SqlClauses.Storage(index.Storage)
            + SqlClauses.Tablespace(index.TablespaceName)
            + where;
    }
}
