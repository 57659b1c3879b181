using Strata.Schema.Building;
using Strata.Schema.Types;

namespace Strata.Schema.Rendering;

/// <summary>CREATE TABLE for SQLite (https://www.sqlite.org/lang_createtable.html).</summary>
internal sealed class SqliteTables(SchemaModel model, SqlNames names)
{
    private const string RandomUuid =
        "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' "
        + "|| substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";

    private static readonly string[] s_strictTypes = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];

    public string Create(BoundTable table)
    {
        var key = table.PrimaryKey;
        var keyColumns = key is IKey k ? table.Resolve(k.Columns, key.Source) : [];
        var rowId = keyColumns is [var only] && IsCounting(only) ? only : null;
        List<string> lines = [.. table.Columns.Select(c => Column(table, c, c == rowId ? key : null, keyColumns))];
        foreach (var part in table.Parts)
        {
            var line = part switch
            {
                PrimaryKeyDefinition primary => rowId is null ? Key(table, primary, "PRIMARY KEY") : null,
                UniqueDefinition unique => Key(table, unique, "UNIQUE"),
                CheckDefinition check => Check(check),
                ForeignKeyDefinition foreign => ForeignKey(table, foreign),
                _ => null,
            };
            if (line is not null)
                lines.Add(line);
        }

        lines.AddRange(table.Columns.Where(c => c.Type is { Enum: not null, Dimensions: 0 }).Select(c => EnumCheck(table, c)));
        string[] options =
        [
            .. new[] { table.Options.IsStrict ? "STRICT" : null, table.Options.IsWithoutRowId ? "WITHOUT ROWID" : null }.OfType<string>(),
        ];
        return $"CREATE TABLE {names.Of(table)} (\n    {string.Join(",\n    ", lines)}\n){(options.Length == 0 ? "" : " " + string.Join(", ", options))}";
    }

    // Such a column, alone in the primary key, is the rowid: https://www.sqlite.org/lang_createtable.html#rowid
    private static bool IsCounting(Column column) => column.IdentityAs is not null || column.Type.IsSerial || column.IsAutoIncrement;

    private string Column(BoundTable table, Column column, PrimaryKeyDefinition? rowIdKey, IReadOnlyList<Column> keyColumns)
    {
        Refuse(table, column, rowIdKey is not null);
        List<string> words = [SqlNames.Quote(column.BoundName), Type(table, column)];
        if (rowIdKey is not null)
        {
            if (rowIdKey.GivenName is { } name)
                words.Add($"CONSTRAINT {SqlNames.Quote(name)}");
            words.Add($"{(column.IsNullableOnSqlite ? "" : "NOT NULL ")}PRIMARY KEY{(column.IsAutoIncrement ? " AUTOINCREMENT" : "")}");
            return string.Join(' ', words);
        }

        // A primary key of SQLite may be empty unless it is said not to be: https://www.sqlite.org/quirks.html
        if ((!column.IsNullable || keyColumns.Contains(column)) && !column.IsNullableOnSqlite)
            words.Add("NOT NULL");
        if (column.CollationName is { } collation)
            words.Add($"COLLATE {SqlNames.Quote(collation)}");
        if (Default(column) is { } value)
            words.Add($"DEFAULT {value}");
        if (column.GeneratedAs is { } generated)
        {
            words.Add(
                $"GENERATED ALWAYS AS ({names.Render(generated.Expression(table.Table), column.Source)}) {(generated.IsVirtual ? "VIRTUAL" : "STORED")}"
            );
        }

        return string.Join(' ', words);
    }

    private static string Type(BoundTable table, Column column)
    {
        var type = column.Type;
        var name = $"column {table.Name}.{column.BoundName}";
        if (type.Sqlite is null)
            throw new SchemaException(
                $"{name}: SQLite has no type like {type.Postgres ?? "a domain"}; say .SqliteType(\"TEXT\") or .OnlyOn(Dialect.Postgresql)",
                column.Source
            );
        if (type is { Dimensions: > 0, IsSqliteGiven: false })
            throw new SchemaException(
                $"{name}: SQLite has no arrays; say .SqliteType(\"TEXT\") or .OnlyOn(Dialect.Postgresql)",
                column.Source
            );
        if (table.Options.IsStrict && !s_strictTypes.Contains(type.Sqlite.ToUpperInvariant()))
        {
            throw new SchemaException(
                $"{name}: a STRICT table has no {type.Sqlite}; say .SqliteType(\"REAL\") or .SqliteType(\"TEXT\")",
                column.Source
            );
        }

        return type.Sqlite;
    }

    private static void Refuse(BoundTable table, Column column, bool isRowId)
    {
        var name = $"column {table.Name}.{column.BoundName}";
        if (IsCounting(column) && !isRowId)
            throw new SchemaException(
                $"{name}: on SQLite a counting column is the only column of the primary key; add .PrimaryKey()",
                column.Source
            );
        Sqlite.Refuse(
            column.StorageMode is not null || column.CompressionMethod is not null || column.StatisticsTarget is not null,
            "Storage, Compression or Statistics of columns",
            column.Source
        );
        if (isRowId && table.Options.IsWithoutRowId)
            throw new SchemaException($"{name}: a table WITHOUT ROWID cannot count", column.Source);
    }

    private string? Default(Column column) =>
        column.DefaultTo is not { } value
            ? null
            : value.Kind switch
            {
                DefaultKind.Expression => $"({names.Render((Sql)value.Value!, column.Source)})",
                DefaultKind.Value => names.Literal(value.Value!, column.Source),
                DefaultKind.Random when column.Type.Family is TypeFamily.Uuid or TypeFamily.Text or TypeFamily.Other => RandomUuid,
                DefaultKind.Now when column.Type.Family == TypeFamily.Timestamptz => "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
                DefaultKind.Now when column.Type.Family is TypeFamily.Timestamp or TypeFamily.Other => "CURRENT_TIMESTAMP",
                DefaultKind.Now when column.Type.Family == TypeFamily.Date => "CURRENT_DATE",
                DefaultKind.Now when column.Type.Family == TypeFamily.Time => "CURRENT_TIME",
                DefaultKind.Now => throw new SchemaException(
                    $"column {column.BoundName}: DefaultNow() is for dates and times; write Default($\"…\")",
                    column.Source
                ),
                _ => throw new SchemaException(
                    $"column {column.BoundName}: DefaultRandom() is for Uuid() and Text(); write Default($\"…\")",
                    column.Source
                ),
            };

    private static string Key<T>(BoundTable table, T definition, string words)
        where T : Definition, IKey
    {
        Sqlite.Refuse(definition.Included.Count > 0, "INCLUDE in a key", definition.Source);
        Sqlite.Refuse(definition.Deferral != Deferral.None, "keys that can be deferred", definition.Source);
        Sqlite.Refuse(definition.Storage.Count > 0 || definition.Tablespace is not null, "storage parameters", definition.Source);
        Sqlite.Refuse(definition is UniqueDefinition { TreatsNullsAsEqual: true }, "NULLS NOT DISTINCT", definition.Source);
        return $"CONSTRAINT {SqlNames.Quote(definition.BoundName)} {words} ({SqlNames.List(table.Resolve(definition.Columns, definition.Source))}"
            + $")";
    }

    private string Check(CheckDefinition check)
    {
        Sqlite.Refuse(check.IsNotValid, "NOT VALID", check.Source);
        Sqlite.Refuse(check.IsNotInherited, "NO INHERIT", check.Source);
        return $"CONSTRAINT {SqlNames.Quote(check.BoundName)} CHECK ({names.Render(check.Condition, check.Source)})";
    }

    private string EnumCheck(BoundTable table, Column column)
    {
        var type = column.Type.Enum!;
        var labels = EnumLabels.Of(type, model.Naming).Select(l => Literals.Quote(l.Text, type.Source));
        var name = model.Names.Free(
            model.Naming.Check(table.Name, column.BoundName),
            $"enum check of {table.Name}",
            $"constraint {table.Scope}"
        );
        return $"CONSTRAINT {SqlNames.Quote(name)} CHECK ({SqlNames.Quote(column.BoundName)} IN ({string.Join(", ", labels)}))";
    }

    private string ForeignKey(BoundTable table, ForeignKeyDefinition key)
    {
        Sqlite.Refuse(key.IsMatchFull, "MATCH FULL", key.Source);
        Sqlite.Refuse(key.IsNotValid, "NOT VALID", key.Source);
        Sqlite.Refuse(key.DeleteColumns.Count > 0, "column lists in ON DELETE", key.Source);
        var (target, columns) = ForeignKeys.Resolve(model, table, key);
        var delete = key.DeleteAction == ReferentialAction.NoAction ? "" : $" ON DELETE {Words.Action(key.DeleteAction)}";
        var update = key.UpdateAction == ReferentialAction.NoAction ? "" : $" ON UPDATE {Words.Action(key.UpdateAction)}";
        return $"CONSTRAINT {SqlNames.Quote(key.BoundName)} FOREIGN KEY ({SqlNames.List(table.Resolve(key.Columns, key.Source))})"
            + $" REFERENCES {names.Of(target)} ({SqlNames.List(columns)}){delete}{update}{Words.Deferral(key.Deferral)}";
    }
}
