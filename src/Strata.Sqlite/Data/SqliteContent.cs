using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Sqlite.Connections;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Data;

/// <summary>
/// The source's file is attached, and only read: its rows are compared and taken over where they are.
/// https://www.sqlite.org/lang_attach.html
/// </summary>
public sealed class SqliteContent : IContentTools
{
    private const string Source = "strata_source";

    public async Task<IContentSession> OpenAsync(
        string source,
        string target,
        IReadOnlyList<ContentTable> tables,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var open = await SqliteDataTools.OpenAsync(target, SqliteOpenMode.ReadWrite, cancellationToken).ConfigureAwait(false);
        try
        {
            await open.ExecuteAsync("PRAGMA foreign_keys = ON", null, cancellationToken).ConfigureAwait(false);
            await open.ExecuteAsync(
                    $"ATTACH DATABASE $1 AS {Source}",
                    null,
                    cancellationToken,
                    Path.GetFullPath(new SqliteConnectionStringBuilder(source).DataSource)
                )
                .ConfigureAwait(false);
            var shapes = ImmutableArray.CreateBuilder<ContentShape>();
            foreach (var table in tables)
                shapes.Add(await ShapeAsync(open, table, cancellationToken).ConfigureAwait(false));
            // BEGIN IMMEDIATE would lock the source for writing too: https://www.sqlite.org/lang_transaction.html
            await open.ExecuteAsync("BEGIN", null, cancellationToken).ConfigureAwait(false);
            await open.ExecuteAsync($"DELETE FROM {shapes[0].Table} WHERE 0", null, cancellationToken).ConfigureAwait(false);
            return new SqliteContentSession(open, shapes.ToImmutable());
        }
        catch
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<ContentShape> ShapeAsync(SqliteConnection open, ContentTable table, CancellationToken cancellationToken)
    {
        var (there, here) = (
            await ColumnsAsync(open, table.Name, Source, cancellationToken).ConfigureAwait(false),
            await ColumnsAsync(open, table.Name, "main", cancellationToken).ConfigureAwait(false)
        );
        if (there.Count == 0 || here.Count == 0)
            throw Refused(
                table.Name,
                $"there is no table {table.Name} in the {(there.Count == 0 ? "source" : "target")}",
                "correct \"tables\" of \"content\" in strata.json, or migrate first"
            );
        var differences = there
            .Where(c => !c.IsGenerated)
            .Select(c => $"{c.Name} {c.Type}".TrimEnd())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        differences.SymmetricExceptWith(here.Where(c => !c.IsGenerated).Select(c => $"{c.Name} {c.Type}".TrimEnd()));
        if (differences.Count > 0)
            throw Refused(
                table.Name,
                $"the columns of {table.Name} are not the same on both sides: {string.Join(", ", differences.Order(StringComparer.Ordinal))}",
                "bring both databases to the same migration first"
            );
        string[] key = table.Key.IsEmpty ? [.. here.Where(c => c.IsKey).Select(c => c.Name)] : [.. table.Key];
        if (key.Length == 0)
            throw Refused(
                table.Name,
                $"{table.Name} has no primary key",
                $"name the columns that tell its rows: {{ \"table\": \"{table.Name}\", \"key\": [\"…\"] }}"
            );
        if (!table.Key.IsEmpty && !await IsUniqueAsync(open, table.Name, key, here, cancellationToken).ConfigureAwait(false))
            throw Refused(
                table.Name,
                $"{string.Join(", ", key)} is no key of {table.Name}: it needs a unique index, and columns that are NOT NULL",
                "name the columns of a unique constraint"
            );
        return new ContentShape(
            table.Name,
            $"main.{SqliteSql.Q(table.Name)}",
            $"{Source}.{SqliteSql.Q(table.Name)}",
            [.. here.Where(c => !c.IsGenerated).Select(c => SqliteSql.Q(c.Name))],
            [.. key.Select(SqliteSql.Q)],
            await ReferencesAsync(open, table.Name, cancellationToken).ConfigureAwait(false)
        );
    }

    private sealed record Column(string Name, string Type, bool IsGenerated, bool IsKey, bool IsNotNull);

    private static Task<List<Column>> ColumnsAsync(
        SqliteConnection open,
        string table,
        string schema,
        CancellationToken cancellationToken
    ) =>
        open.QueryAsync(
            "SELECT name, upper(type), hidden <> 0, pk > 0, \"notnull\" <> 0 FROM pragma_table_xinfo($1, $2) ORDER BY cid",
            r => new Column(r.GetString(0), r.GetString(1), r.GetBoolean(2), r.GetBoolean(3), r.GetBoolean(4)),
            cancellationToken,
            table,
            schema
        );

    private static async Task<bool> IsUniqueAsync(
        SqliteConnection open,
        string table,
        string[] key,
        List<Column> columns,
        CancellationToken cancellationToken
    )
    {
        if (key.Any(k => columns.Find(c => c.Name == k) is not { } column || !(column.IsNotNull || column.IsKey)))
            return false;
        foreach (
            var index in await open.QueryAsync(
                    "SELECT name FROM pragma_index_list($1) WHERE \"unique\" = 1 AND partial = 0",
                    r => r.GetString(0),
                    cancellationToken,
                    table
                )
                .ConfigureAwait(false)
        )
        {
            var names = await open.QueryAsync(
                    "SELECT coalesce(name, '') FROM pragma_index_info($1)",
                    r => r.GetString(0),
                    cancellationToken,
                    index
                )
                .ConfigureAwait(false);
            if (names.ToHashSet(StringComparer.Ordinal).SetEquals(key))
                return true;
        }
        return columns.Where(c => c.IsKey).Select(c => c.Name).ToHashSet(StringComparer.Ordinal).SetEquals(key);
    }

    private static async Task<ImmutableArray<Reference>> ReferencesAsync(
        SqliteConnection open,
        string table,
        CancellationToken cancellationToken
    )
    {
        var keys = await open.QueryAsync(
                "SELECT m.name, f.id, f.\"from\", f.\"to\" FROM main.sqlite_schema m, pragma_foreign_key_list(m.name) f "
                    + "WHERE m.type = 'table' AND lower(f.\"table\") = lower($1) ORDER BY m.name, f.id, f.seq",
                r => (Child: r.GetString(0), Id: r.GetInt64(1), From: r.GetString(2), To: r.IsDBNull(3) ? null : r.GetString(3)),
                cancellationToken,
                table
            )
            .ConfigureAwait(false);
        // A key that names no columns means the primary key.
        var primary = await open.QueryAsync(
                "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk",
                r => r.GetString(0),
                cancellationToken,
                table
            )
            .ConfigureAwait(false);
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

    private static ProblemException Refused(string where, string what, string fix) =>
        new(ProblemKind.Refused, new("ST5050", where, what, "nothing was changed", fix));
}

/// <inheritdoc cref="IContentSession"/>
internal sealed class SqliteContentSession(SqliteConnection open, ImmutableArray<ContentShape> shapes) : IContentSession
{
    public ImmutableArray<ContentShape> Shapes => shapes;

    /// <summary>To the byte, whatever the column's collation, and a number is not its text.</summary>
    public string Differ(string one, string other, ImmutableArray<string> columns) =>
        $"({string.Join(" OR ", columns.Select(c => $"{one}.{c} COLLATE BINARY IS NOT {other}.{c} OR typeof({one}.{c}) <> typeof({other}.{c})"))}"
        + $")";

    public string Insert(ContentShape shape) => $"INSERT INTO {shape.Table} ({string.Join(", ", shape.Columns)})";

    public Task<long> CountAsync(string sql, CancellationToken cancellationToken) => open.NumberAsync(sql, cancellationToken);

    public async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await open.ExecuteAsync(sql, null, cancellationToken).ConfigureAwait(false);
        return await open.NumberAsync("SELECT changes()", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An INTEGER PRIMARY KEY goes on behind the highest by itself.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => open.ExecuteAsync("COMMIT", null, cancellationToken);

    public ValueTask DisposeAsync() => open.DisposeAsync();
}
