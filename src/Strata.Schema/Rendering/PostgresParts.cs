using Strata.Schema.Building;

namespace Strata.Schema.Rendering;

/// <summary>Indexes and foreign keys, which come after all tables.</summary>
internal sealed class PostgresParts(SchemaModel model, SqlNames names, PostgresTypes types, StatementList statements)
{
    public void WriteIndexes(BoundTable table)
    {
        foreach (var index in table.Of<IndexDefinition>())
        {
            Write(index, table.Schema, names.Of(table), c => table.Resolve(c, index.Source).BoundName);
        }

        // REPLICA IDENTITY by index needs the index.
        if (table.Options.ReplicaIdentity is { } identity && identity.ToUpperInvariant() is not ("FULL" or "NOTHING" or "DEFAULT"))
        {
            statements.Add(
                table.Source,
                table.Address,
                () => $"ALTER TABLE {names.Of(table)} REPLICA IDENTITY USING INDEX {SqlNames.Quote(identity)}"
            );
        }
    }

    public void Write(IndexDefinition index, string schema, string relation, Func<ColumnRef, string> column) =>
        statements.Add(
            index.Source,
            SchemaAddress.Text("index", schema, index.BoundName),
            () =>
            {
                var unique = index.IsUnique ? "UNIQUE " : "";
                var only = index.IsOnlyParent ? "ONLY " : "";
                var method = index.Method is { } name ? $" USING {name}" : "";
                var include = index.Included.Count == 0 ? "" : $" INCLUDE ({SqlNames.List(index.Included.Select(column))})";
                var nulls = index.TreatsNullsAsEqual ? " NULLS NOT DISTINCT" : "";
                var where = index.Condition is { } condition ? $" WHERE ({names.Render(condition, index.Source)})" : "";
                return $"CREATE {unique}INDEX {SqlNames.Quote(index.BoundName)} ON {only}{relation}{method} ({string.Join(", ", index.Parts.Select(p => types.IndexPart(p, column, index.Source)))}"
                    + $")"
                    + $"{include}{nulls}{Words.Storage(index.Storage)}{Words.Tablespace(index.TablespaceName)}{where}";
            }
        );

    public void WriteForeignKeys(BoundTable table)
    {
        foreach (var key in table.Of<ForeignKeyDefinition>())
        {
            statements.Add(
                key.Source,
                PostgresTables.ConstraintAddress(table, key),
                () => $"ALTER TABLE {names.Of(table)} ADD {ForeignKey(table, key)}"
            );
        }
    }

    private string ForeignKey(BoundTable table, ForeignKeyDefinition key)
    {
        var (target, columns) = ForeignKeys.Resolve(model, table, key);
        var delete = key.DeleteAction == ReferentialAction.NoAction ? "" : $" ON DELETE {Words.Action(key.DeleteAction)}";
        if (key.DeleteColumns.Count > 0)
            delete += $" ({SqlNames.List(table.Resolve(key.DeleteColumns, key.Source))})";
        var update = key.UpdateAction == ReferentialAction.NoAction ? "" : $" ON UPDATE {Words.Action(key.UpdateAction)}";
        return $"CONSTRAINT {SqlNames.Quote(key.BoundName)} FOREIGN KEY ({SqlNames.List(table.Resolve(key.Columns, key.Source))})"
            + $" REFERENCES {names.Of(target)} ({SqlNames.List(columns)}){(key.IsMatchFull ? " MATCH FULL" : "")}"
            + $"{delete}{update}{Words.Deferral(key.Deferral)}{(key.IsNotValid ? " NOT VALID" : "")}";
    }
}
