using Strata.Schema.Binding;

namespace Strata.Schema.Rendering;

/// <summary>Columns as SQLite spells them: https://www.sqlite.org/syntax/column-def.html.</summary>
internal sealed class SqliteColumns(SqlNames names)
{
    // https://www.sqlite.org/lang_expr.html and https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4
    private const string RandomUuid =
        "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' "
        + "|| substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";

    // https://www.sqlite.org/stricttables.html
    private static readonly string[] s_strictTypes = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];

    /// <summary>The column is numbered by SQLite; as the whole primary key it is the rowid.</summary>
    public static bool IsCounting(Column column) => column.IdentityAs is not null || column.Type.IsSerial || column.IsAutoIncrement;

    /// <summary>The column that is the rowid, with its primary key: https://www.sqlite.org/lang_createtable.html#rowid.</summary>
    public static string RowId(BoundTable table, Column column, PrimaryKeyDefinition key)
    {
        CheckOptions(column);
        if (table.Options.IsWithoutRowId)
            throw Mistake(table, column, "a table WITHOUT ROWID has no counting column");
        var constraint = key.GivenName is { } name ? $" CONSTRAINT {SqlNames.Quote(name)}" : "";
        var notNull = column.IsNullableOnSqlite ? "" : " NOT NULL";
        var autoIncrement = column.IsAutoIncrement ? " AUTOINCREMENT" : "";
        return $"{SqlNames.Quote(column.BoundName)} {Type(table, column)}{constraint}{notNull} PRIMARY KEY{autoIncrement}";
    }

    public string Column(BoundTable table, Column column, bool isInPrimaryKey)
    {
        if (IsCounting(column))
            throw Mistake(table, column, "SQLite requires a counting column to be the whole primary key; add .PrimaryKey()");
        CheckOptions(column);
        List<string> clauses = [SqlNames.Quote(column.BoundName), Type(table, column)];

        // SQLite accepts null in a primary key unless NOT NULL forbids it: https://www.sqlite.org/quirks.html
        if ((!column.IsNullable || isInPrimaryKey) && !column.IsNullableOnSqlite)
            clauses.Add("NOT NULL");
        if (column.CollationName is { } collation)
            clauses.Add($"COLLATE {SqlNames.Quote(collation)}");
        if (Default(column) is { } value)
            clauses.Add($"DEFAULT {value}");
        if (column.GeneratedAs is { } generated)
        {
            var expression = names.Render(generated.Expression(table.Table), column.Source);
            clauses.Add($"GENERATED ALWAYS AS ({expression}) {(generated.IsVirtual ? "VIRTUAL" : "STORED")}");
        }

        return string.Join(' ', clauses);
    }

    private static void CheckOptions(Column column) =>
        SqliteLimits.Refuse(
            column.StorageMode is not null || column.CompressionMethod is not null || column.StatisticsTarget is not null,
            "Storage, Compression or Statistics of columns",
            column.Source
        );

    private static string Type(BoundTable table, Column column)
    {
        var type = column.Type;
        if (type.Sqlite is not { } name)
        {
            var missing = type.Postgres ?? "a domain";
            throw Mistake(table, column, $"SQLite has no type like {missing}; add .SqliteType(\"TEXT\") or .OnlyOn(Dialect.Postgresql)");
        }

        if (type is { Dimensions: > 0, IsSqliteGiven: false })
            throw Mistake(table, column, "SQLite has no arrays; add .SqliteType(\"TEXT\") or .OnlyOn(Dialect.Postgresql)");
        if (table.Options.IsStrict && !s_strictTypes.Contains(name.ToUpperInvariant()))
            throw Mistake(table, column, $"a STRICT table has no type {name}; add .SqliteType(\"REAL\") or .SqliteType(\"TEXT\")");
        return name;
    }

    private string? Default(Column column) =>
        column.DefaultTo?.Kind switch
        {
            null => null,
            DefaultKind.Expression => $"({names.Render((Sql)column.DefaultTo.Value!, column.Source)})",
            DefaultKind.Value => names.Literal(column.DefaultTo.Value!, column.Source),
            DefaultKind.Now => Now(column),
            _ => Random(column),
        };

    // https://www.sqlite.org/lang_datefunc.html
    private static string Now(Column column) =>
        column.Type.Family switch
        {
            TypeFamily.Timestamptz => "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            TypeFamily.Timestamp or TypeFamily.Other => "CURRENT_TIMESTAMP",
            TypeFamily.Date => "CURRENT_DATE",
            TypeFamily.Time => "CURRENT_TIME",
            _ => throw DefaultMistakes.Now(column),
        };

    private static string Random(Column column) =>
        column.Type.Family is TypeFamily.Uuid or TypeFamily.Text or TypeFamily.Other ? RandomUuid : throw DefaultMistakes.Random(column);

    private static SchemaException Mistake(BoundTable table, Column column, string message) =>
        new($"column {table.Name}.{column.BoundName}: {message}", column.Source);
}
