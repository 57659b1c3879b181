using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>CREATE TABLE for SQLite: https://www.sqlite.org/lang_createtable.html.</summary>
internal sealed class SqliteTables(SchemaModel model, SqlNames names)
{
    private readonly SqliteColumns _columns = new(names);

    public string Create(BoundTable table)
    {
        var key = table.PrimaryKey;
        var keyColumns = key is IKey k ? table.Resolve(k.Columns, key.Source) : [];
        var rowId = keyColumns is [var only] && SqliteColumns.IsCounting(only) ? only : null;
        List<string> lines =
        [
            .. table.Columns.Select(c =>
                c == rowId ? SqliteColumns.RowId(table, c, key!) : _columns.Column(table, c, isInPrimaryKey: keyColumns.Contains(c))
            ),
            .. table.Parts.Select(p => p == key && rowId is not null ? null : Constraint(table, p)).OfType<string>(),
            .. table.Columns.Where(table.EnumChecks.ContainsKey).Select(c => EnumCheck(c, table.EnumChecks[c])),
        ];
        List<string> options = [];
        if (table.Options.IsStrict)
            options.Add("STRICT");
        if (table.Options.IsWithoutRowId)
            options.Add("WITHOUT ROWID");
        var suffix = options.Count == 0 ? "" : $" {string.Join(", ", options)}";
        return $"CREATE TABLE {names.Of(table)} (\n    {string.Join(",\n    ", lines)}\n){suffix}";
    }

    private string? Constraint(BoundTable table, Definition part) =>
        part switch
        {
            PrimaryKeyDefinition key => Key(table, key, "PRIMARY KEY"),
            UniqueDefinition key => Key(table, key, "UNIQUE"),
            CheckDefinition check => Check(check),
            ForeignKeyDefinition key => ForeignKey(table, key),
            _ => null,
        };

    private static string Key<T>(BoundTable table, T key, string type)
        where T : Definition, IKey
    {
        SqliteLimits.Refuse(key.Included.Count > 0, "INCLUDE in a key", key.Source);
        SqliteLimits.Refuse(key.Deferral != Deferral.None, "deferrable keys", key.Source);
        SqliteLimits.Refuse(key.Storage.Count > 0 || key.Tablespace is not null, "storage parameters", key.Source);
        SqliteLimits.Refuse(key is UniqueDefinition { TreatsNullsAsEqual: true }, "NULLS NOT DISTINCT", key.Source);
        return $"CONSTRAINT {SqlNames.Quote(key.BoundName)} {type} ({SqlNames.List(table.Resolve(key.Columns, key.Source))})";
    }

    private string Check(CheckDefinition check)
    {
        SqliteLimits.Refuse(check.IsNotValid, "NOT VALID", check.Source);
        SqliteLimits.Refuse(check.IsNotInherited, "NO INHERIT", check.Source);
        return $"CONSTRAINT {SqlNames.Quote(check.BoundName)} CHECK ({names.Render(check.Condition, check.Source)})";
    }

    private string EnumCheck(Column column, string name)
    {
        var type = column.Type.Enum!;
        var labels = EnumLabels.Of(type, model.Naming).Select(l => Literals.Quote(l.Text, type.Source));
        return $"CONSTRAINT {SqlNames.Quote(name)} CHECK ({SqlNames.Quote(column.BoundName)} IN ({string.Join(", ", labels)}))";
    }

    private string ForeignKey(BoundTable table, ForeignKeyDefinition key)
    {
        SqliteLimits.Refuse(key.IsMatchFull, "MATCH FULL", key.Source);
        SqliteLimits.Refuse(key.IsNotValid, "NOT VALID", key.Source);
        SqliteLimits.Refuse(key.DeleteColumns.Count > 0, "column lists in ON DELETE", key.Source);
        var (target, referenced) = ForeignKeyResolver.Resolve(model, table, key);
        var local = SqlNames.List(table.Resolve(key.Columns, key.Source));
        return $"CONSTRAINT {SqlNames.Quote(key.BoundName)} FOREIGN KEY ({local})"
            + $" REFERENCES {names.Of(target)} ({SqlNames.List(referenced)})"
            + SqlClauses.OnDelete(key.DeleteAction)
            + SqlClauses.OnUpdate(key.UpdateAction)
            + SqlClauses.Deferral(key.Deferral);
    }
}
