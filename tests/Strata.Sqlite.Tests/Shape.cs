namespace Strata.Sqlite.Tests;

/// <summary>A schema as SQLite's pragmas describe it: an observer that shares nothing with the catalog reader.</summary>
internal static class Shape
{
    private const string Tables =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND "
        + "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

    private static readonly string[] s_queries =
    [
        "SELECT 'relation', lower(name), type, ncol, wr, strict FROM pragma_table_list WHERE schema = 'main' AND "
            + "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        $"SELECT 'column', lower(t.name), lower(c.name), c.type, c.\"notnull\", CASE WHEN upper(c.dflt_value) <> "
            + $"'NULL' THEN c.dflt_value END, c.pk, c.hidden FROM ({Tables}) t, pragma_table_xinfo(t.name) c",
        $"SELECT 'key', lower(t.name), lower(f.\"table\"), lower(group_concat(f.\"from\" || '>' || "
            + $"coalesce(f.\"to\", ''))), f.on_update, f.on_delete FROM ({Tables}) t, pragma_foreign_key_list(t.name) f "
            + $"GROUP BY t.name, f.id",
        $"SELECT 'index', lower(t.name), CASE WHEN i.origin = 'c' THEN lower(i.name) END, i.\"unique\", i.origin, "
            + $"i.partial, (SELECT group_concat(coalesce(lower(x.name), 'expression') || x.desc || x.coll) FROM "
            + $"pragma_index_xinfo(i.name) x WHERE x.key) FROM ({Tables}) t, pragma_index_list(t.name) i",
        "SELECT type, lower(name), lower(tbl_name) FROM sqlite_schema WHERE type IN ('view', 'trigger')",
    ];

    public static async Task<string> OfAsync(TestDatabase database)
    {
        List<string> lines = [];
        foreach (var query in s_queries)
            lines.AddRange(await database.RowsAsync(query));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
