using Microsoft.Data.Sqlite;
using Strata.Core.Model;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Tables;
using Strata.Sqlite.Kinds.Triggers;
using Strata.Sqlite.Kinds.Views;
using Strata.Sqlite.Kinds.VirtualTables;
using Strata.Sqlite.SqlReading;

namespace Strata.Sqlite.CatalogReading;

/// <summary>
/// Reads <c>main</c>: https://www.sqlite.org/schematab.html for the texts, https://www.sqlite.org/pragma.html for what SQLite made of them.
/// </summary>
internal sealed class SqliteCatalogReader(SqliteConnection connection)
{
    private const string Schema = "main";

    // SQLite's own and Strata's own objects are nobody's schema.
    private const string Managed = """name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_\_strata\_%' ESCAPE '\'""";

    private sealed record Entry(string Type, string Name, string Table, string Sql);

    private sealed record TableFact(string Type, bool WithoutRowid, bool Strict);

    private sealed record ColumnFact(string Table, string Name, string Type, bool NotNull, string? Default, int Hidden, int Place);

    public async Task<Catalog> ReadAsync(CancellationToken cancellationToken)
    {
        var facts = (
            await connection
                .QueryAsync(
                    $"SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = '{Schema}' AND {Managed}",
                    r => (Name: r.GetString(0), Fact: new TableFact(r.GetString(1), r.GetBoolean(2), r.GetBoolean(3))),
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).ToDictionary(t => t.Name, t => t.Fact);
        var entries = await connection
            .QueryAsync(
                $"SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND {Managed} ORDER BY rowid",
                r => new Entry(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)),
                cancellationToken
            )
            .ConfigureAwait(false);
        var columns = await ColumnsAsync(cancellationToken).ConfigureAwait(false);
        List<DbObject> objects = [];
        List<ObjectId> unmanaged = [];
        foreach (var entry in entries.Where(e => !(facts.TryGetValue(e.Name, out var f) && f.Type == "shadow")))
        {
            if (entry.Type == "table" && facts[entry.Name].Type == "table")
                objects.AddRange(Table(entry, facts[entry.Name], columns[entry.Name]));
            else if (Other(entry, entries) is { } o)
                objects.Add(o);
            else
                unmanaged.Add(new ObjectId(entry.Type, [Schema, entry.Name]));
        }
        return new Catalog(objects, Dependencies(objects), unmanaged);
    }

    private async Task<ILookup<string, ColumnFact>> ColumnsAsync(CancellationToken cancellationToken) =>
        (
            await connection
                .QueryAsync(
                    $"""
                    SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.hidden, c.cid
                    FROM (SELECT name FROM pragma_table_list WHERE schema = '{Schema}' AND type = 'table' AND {Managed}) t,
                        pragma_table_xinfo(t.name, '{Schema}') c
                    ORDER BY t.name, c.cid
                    """,
                    r => new ColumnFact(
                        r.GetString(0),
                        r.GetString(1),
                        r.GetString(2),
                        r.GetBoolean(3),
                        r.IsDBNull(4) ? null : r.GetString(4),
                        r.GetInt32(5),
                        r.GetInt32(6)
                    ),
                    cancellationToken
                )
                .ConfigureAwait(false)
        ).ToLookup(c => c.Table);

    private static IEnumerable<DbObject> Table(Entry entry, TableFact fact, IEnumerable<ColumnFact> columns)
    {
        var text = TableText.Read(entry.Sql);
        yield return new Table(new ObjectId("table", [Schema, entry.Name]))
        {
            Strict = fact.Strict,
            WithoutRowid = fact.WithoutRowid,
            AutoIncrement = text.AutoIncrement,
            Constraints = [.. text.Constraints],
        };
        foreach (var (column, written) in columns.Zip(text.Columns))
        {
            yield return new Column(new ObjectId("table column", [Schema, entry.Name, column.Name]), OneLine(column.Type), column.NotNull)
            {
                OnNull = written.OnNull,
                Default = column.Default is { } value ? OneLine(value) : null,
                Collation = written.Collation,
                Generated = written.Generated,
                Stored = column.Hidden == 3,
                Ordinal = new(column.Place + 1),
            };
        }
    }

    private static DbObject? Other(Entry entry, List<Entry> all)
    {
        var id = new ObjectId(entry.Type, [Schema, entry.Name]);
        var tokens = new TokenList(entry.Sql);
        return entry.Type switch
        {
            "table" => new VirtualTable(id, tokens.Raw(After(tokens, "USING"), tokens.Count)),
            "index" => new TableIndex(id, new ObjectId("table", [Schema, entry.Table]), tokens.IsWord(1, "UNIQUE"), Columns(tokens)),
            "view" => new View(id, tokens.Raw(AfterName(tokens), tokens.Count)),
            "trigger" => Trigger(entry, all, tokens),
            _ => null,
        };
    }

    private static Trigger Trigger(Entry entry, List<Entry> all, TokenList tokens)
    {
        var on = all.FirstOrDefault(e => e.Type is "table" or "view" && Canonical.Same(e.Name, entry.Table));
        var relation = new ObjectId(on?.Type ?? "table", [Schema, on?.Name ?? entry.Table]);
        return new Trigger(
            new ObjectId("trigger", [Schema, relation.Name, entry.Name]),
            relation,
            tokens.Raw(AfterName(tokens), tokens.Count)
        );
    }

    // The stored text begins with CREATE, the type, and the name: SQLite leaves out IF NOT EXISTS and the schema.
    private static int AfterName(TokenList tokens)
    {
        var i = 1;
        while (!tokens.IsAnyWord(i, ["VIEW", "TRIGGER"]))
            i++;
        return tokens.IsSymbol(i + 2, ".") ? i + 4 : i + 2;
    }

    private static int After(TokenList tokens, string word)
    {
        var i = 3;
        while (!tokens.IsWord(i, word))
            i++;
        return i + 1;
    }

    private static string Columns(TokenList tokens)
    {
        var open = 3;
        while (!tokens.IsSymbol(open, "("))
            open++;
        return tokens.OneLine(open, tokens.Count);
    }

    private static string OneLine(string sql) => new TokenList(sql) is var tokens ? tokens.OneLine(0, tokens.Count) : sql;

    /// <summary>The bonds of objects that belong to one table and name its columns: its indexes and its generated columns.</summary>
    private static IEnumerable<Dependency> Dependencies(List<DbObject> objects)
    {
        var columns = objects.OfType<Column>().ToLookup(c => c.Table);
        foreach (var index in objects.OfType<TableIndex>())
        foreach (var column in columns[index.Table].Where(c => index.Mentions(c.Id.Name)))
            yield return new Dependency(index.Id, column.Id);
        foreach (var generated in objects.OfType<Column>().Where(c => c.Generated is not null))
        foreach (var column in columns[generated.Table].Where(c => generated.Mentions(c.Id.Name) && !IsCircular(c, generated)))
            yield return new Dependency(generated.Id, column.Id);
    }

    // SQLite refuses generated columns that need each other; a word that only looks like a name must not make two wait for each other.
    private static bool IsCircular(Column one, Column other) => one.Id == other.Id || one.Mentions(other.Id.Name);
}
