using Microsoft.Data.Sqlite;
using Strata.Core.Transfer;
using Strata.Sqlite.Connections;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Transfer;

/// <summary>A table in one of the two files.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HasRowid">The table is not WITHOUT ROWID, and no column is the rowid.</param>
/// <param name="IsStrict">The table is STRICT.</param>
internal sealed record SqliteTransferTable(string Name, bool HasRowid, bool IsStrict);

/// <summary>A row of <c>pragma_table_xinfo</c>.</summary>
internal sealed record ColumnRow(string Name, string Type, long Hidden, bool NotNull, bool Default, long Key);

/// <summary>Reads the tables of one of the two files.</summary>
/// <param name="open">The connection.</param>
/// <param name="schema">The name under which the file is open.</param>
internal sealed class SqliteTransferSchema(SqliteConnection open, string schema)
{
    // A virtual table's own tables are read through it. Strata's record stays; what it retains is data.
    private const string Tables = """
        SELECT name, type = 'virtual', wr, strict FROM pragma_table_list
        WHERE schema = $1 AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
          AND (name NOT LIKE '\_\_strata\_%' ESCAPE '\' OR name LIKE '\_\_strata\_kept\_%' ESCAPE '\') ORDER BY name
        """;

    private const string Columns =
        "SELECT name, upper(type), hidden, \"notnull\" <> 0, dflt_value IS NOT NULL, pk FROM pragma_table_xinfo($1, $2) ORDER BY cid";

    private const string Parents = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1, $2)";

    private readonly Dictionary<string, SqliteTransferTable> _tables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A table that was read.</summary>
    public SqliteTransferTable Of(TransferTable table) => _tables[table.Path[^1]];

    /// <summary>The name of a table, from the table in SQL.</summary>
    public string NameOf(string table) => _tables.Keys.First(n => SqliteSql.Q(n).Equals(table, StringComparison.OrdinalIgnoreCase));

    /// <summary>A table, in SQL.</summary>
    public string Q(TransferTable table) => $"{schema}.{table.Name}";

    /// <param name="counts">Also count the rows.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<TransferDatabase> ReadAsync(bool counts, CancellationToken cancellationToken)
    {
        var found = await open.QueryAsync(
                Tables,
                r => (Name: r.GetString(0), IsVirtual: r.GetBoolean(1), WithoutRowid: r.GetBoolean(2), IsStrict: r.GetBoolean(3)),
                cancellationToken,
                schema
            )
            .ConfigureAwait(false);
        List<TransferTable> tables = [];
        List<TransferKey> keys = [];
        List<string> others = [];
        foreach (var (name, isVirtual, withoutRowid, isStrict) in found)
        {
            if (isVirtual)
            {
                others.Add($"{SqliteSql.Q(name)}: the rows of a virtual table cannot be restored alone");
                continue;
            }
            tables.Add(await TableAsync(name, withoutRowid, isStrict, counts, cancellationToken).ConfigureAwait(false));
            foreach (var parent in await NamesAsync(Parents, name, cancellationToken).ConfigureAwait(false))
                keys.Add(new("", SqliteSql.Q(name), SqliteSql.Q(name), SqliteSql.Q(parent), IsDeferrable: true));
        }
        return new([.. tables]) { Keys = [.. keys], Others = [.. others] };
    }

    private Task<List<ColumnRow>> ColumnsAsync(string table, CancellationToken cancellationToken) =>
        open.QueryAsync(
            Columns,
            r => new ColumnRow(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetBoolean(3), r.GetBoolean(4), r.GetInt64(5)),
            cancellationToken,
            table,
            schema
        );

    private async Task<TransferTable> TableAsync(
        string name,
        bool withoutRowid,
        bool isStrict,
        bool counts,
        CancellationToken cancellationToken
    )
    {
        var rows = await ColumnsAsync(name, cancellationToken).ConfigureAwait(false);
        // https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
        var alias = !withoutRowid && rows.Count(r => r.Key > 0) == 1 ? rows.Find(r => r is { Key: 1, Type: "INTEGER" })?.Name : null;
        var hidesRowid = rows.Exists(r => r.Name.Equals("_rowid_", StringComparison.OrdinalIgnoreCase));
        _tables[name] = new(name, !withoutRowid && alias is null && !hidesRowid, isStrict);
        var table = new TransferTable(
            SqliteSql.Q(name),
            [
                .. rows.Select(r => new TransferColumn(r.Name, isStrict ? $"{r.Type} STRICT" : r.Type)
                {
                    IsGenerated = r.Hidden > 1,
                    IsRequired = r is { NotNull: true, Default: false, Hidden: 0 } && r.Name != alias,
                }),
            ]
        )
        {
            Path = ["main", name],
        };
        var number = counts ? await open.NumberAsync($"SELECT count(*) FROM {Q(table)}", cancellationToken).ConfigureAwait(false) : 0;
        return table with { Rows = number };
    }

    private Task<List<string>> NamesAsync(string sql, string table, CancellationToken cancellationToken) =>
        open.QueryAsync(sql, r => r.GetString(0), cancellationToken, table, schema);
}
