using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Foreign keys, added after all tables exist.</summary>
internal sealed class PostgresForeignKeys(SchemaModel model, SqlNames names, StatementList statements)
{
    public void Write(BoundTable table)
    {
        foreach (var key in table.Of<ForeignKeyDefinition>())
        {
            statements.Add(
                key.Source,
                PostgresTables.ConstraintAddress(table, key),
                () => $"ALTER TABLE {names.Of(table)} ADD {Constraint(table, key)}"
            );
        }
    }

    private string Constraint(BoundTable table, ForeignKeyDefinition key)
    {
        var (target, referenced) = ForeignKeyResolver.Resolve(model, table, key);
        var local = SqlNames.List(table.Resolve(key.Columns, key.Source));
        var deleteColumns = table.Resolve(key.DeleteColumns, key.Source).Select(c => c.BoundName).ToList();
        return $"CONSTRAINT {SqlNames.Quote(key.BoundName)} FOREIGN KEY ({local})"
            + $" REFERENCES {names.Of(target)} ({SqlNames.List(referenced)})"
            + (key.IsMatchFull ? " MATCH FULL" : "")
            + SqlClauses.OnDelete(key.DeleteAction)
            + SqlClauses.Columns(deleteColumns)
            + SqlClauses.OnUpdate(key.UpdateAction)
            + SqlClauses.Deferral(key.Deferral)
            + (key.IsNotValid ? " NOT VALID" : "");
    }
}
