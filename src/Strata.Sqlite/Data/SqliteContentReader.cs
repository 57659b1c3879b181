using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Sqlite.Connections;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Data;

/// <inheritdoc />
/// <param name="open">The target, with the source attached.</param>
/// <param name="name">The table.</param>
/// <param name="source">The name under which the source is attached.</param>
internal sealed class SqliteContentReader(SqliteConnection open, string name, string source) : IContentReader
{
    private const string Columns =
        "SELECT name, upper(type), hidden <> 0, pk > 0, \"notnull\" <> 0 FROM pragma_table_xinfo($1, $2) ORDER BY cid";

    private const string References = """
        SELECT m.name, f.id, f."from", f."to" FROM main.sqlite_schema m, pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND lower(f."table") = lower($1) ORDER BY m.name, f.id, f.seq
        """;

    public string Table => $"main.{SqliteSql.Q(name)}";

    public string Stage => $"{source}.{SqliteSql.Q(name)}";

    public StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public string Quote(string name) => SqliteSql.Q(name);

    public Task<IReadOnlyList<ContentColumn>> SourceAsync(CancellationToken cancellationToken) => ColumnsAsync(source, cancellationToken);

    public Task<IReadOnlyList<ContentColumn>> TargetAsync(CancellationToken cancellationToken) => ColumnsAsync("main", cancellationToken);

    private async Task<IReadOnlyList<ContentColumn>> ColumnsAsync(string schema, CancellationToken cancellationToken) =>
        await open.QueryAsync(
                Columns,
                r => new ContentColumn(r.GetString(0), r.GetString(1), r.GetBoolean(2), r.GetBoolean(3)) { IsNotNull = r.GetBoolean(4) },
                cancellationToken,
                name,
                schema
            )
            .ConfigureAwait(false);

    public async Task<bool> IsUniqueAsync(
        IReadOnlyList<string> key,
        IReadOnlyList<ContentColumn> columns,
        CancellationToken cancellationToken
    )
    {
        if (key.Any(k => columns.FirstOrDefault(c => c.Name == k) is not { } column || !(column.IsNotNull || column.IsKey)))
            return false;
        const string Indexes = "SELECT name FROM pragma_index_list($1) WHERE \"unique\" = 1 AND partial = 0";
        foreach (var index in await NamesAsync(Indexes, name, cancellationToken).ConfigureAwait(false))
        {
            const string Parts = "SELECT coalesce(name, '') FROM pragma_index_info($1)";
            var parts = await NamesAsync(Parts, index, cancellationToken).ConfigureAwait(false);
            if (parts.ToHashSet(StringComparer.Ordinal).SetEquals(key))
                return true;
        }
        return columns.Where(c => c.IsKey).Select(c => c.Name).ToHashSet(StringComparer.Ordinal).SetEquals(key);
    }

    public async Task<ImmutableArray<Reference>> ReferencesAsync(CancellationToken cancellationToken)
    {
        var keys = await open.QueryAsync(
                References,
                r => (Child: r.GetString(0), Id: r.GetInt64(1), From: r.GetString(2), To: r.IsDBNull(3) ? null : r.GetString(3)),
                cancellationToken,
                name
            )
            .ConfigureAwait(false);
        // A key that names no columns means the primary key.
        const string PrimaryKey = "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk";
        var primary = await NamesAsync(PrimaryKey, name, cancellationToken).ConfigureAwait(false);
        return
        [
            .. keys.GroupBy(k => (k.Child, k.Id))
                .Select(g => new Reference(
                    $"main.{SqliteSql.Q(g.Key.Child)}",
                    g.Key.Child,
                    [.. g.Select(k => SqliteSql.Q(k.From))],
                    [.. g.Select((k, i) => SqliteSql.Q(k.To ?? primary[i]))]
                )),
        ];
    }

    private Task<List<string>> NamesAsync(string sql, string parameter, CancellationToken cancellationToken) =>
        open.QueryAsync(sql, r => r.GetString(0), cancellationToken, parameter);
}
