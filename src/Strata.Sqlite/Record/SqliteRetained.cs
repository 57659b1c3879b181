using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Core.Record;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Retention;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Record;

/// <summary>The record of what is retained, and the SQL that deletes it: see <see cref="SqliteQuarantine"/>.</summary>
internal static class SqliteRetained
{
    private const string Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1";

    private const string Record = """
        SELECT k.place, k.object, k.kept_at, k.until, k.until <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
          EXISTS (SELECT 1 FROM sqlite_schema s WHERE s.type = 'table' AND s.name = k.place)
        FROM __strata_kept k ORDER BY k.until, k.place
        """;

    public static async Task<ImmutableArray<RetainedObject>> ReadAsync(
        SqliteConnection connection,
        bool sizes,
        CancellationToken cancellationToken
    )
    {
        if (await connection.NumberAsync(Exists, cancellationToken, "__strata_kept").ConfigureAwait(false) == 0)
            return [];
        var retained = await connection.QueryAsync(Record, Row, cancellationToken).ConfigureAwait(false);
        if (!sizes)
            return [.. retained];
        var measured = ImmutableArray.CreateBuilder<RetainedObject>();
        foreach (var item in retained)
            measured.Add(item.IsThere ? await MeasuredAsync(connection, item, cancellationToken).ConfigureAwait(false) : item);
        return measured.ToImmutable();
    }

    private static RetainedObject Row(SqliteDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.GetDateTimeOffset(2), r.GetDateTimeOffset(3), r.GetBoolean(5))
        {
            IsExpired = r.GetBoolean(4),
        };

    private static async Task<RetainedObject> MeasuredAsync(
        SqliteConnection connection,
        RetainedObject item,
        CancellationToken cancellationToken
    )
    {
        var count = $"SELECT count(*) FROM {SqliteConnections.Quote(item.Place)}";
        return item with
        {
            Rows = await connection.NumberAsync(count, cancellationToken).ConfigureAwait(false),
            Bytes = await BytesAsync(connection, item.Place, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>The pages of a table, where this SQLite was built to tell: https://www.sqlite.org/dbstat.html</summary>
    private static async Task<long?> BytesAsync(SqliteConnection connection, string place, CancellationToken cancellationToken)
    {
        const string Module = "SELECT count(*) FROM pragma_module_list WHERE name = 'dbstat'";
        const string Pages =
            "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = $1)";
        return await connection.NumberAsync(Module, cancellationToken).ConfigureAwait(false) == 0
            ? null
            : await connection.NumberAsync(Pages, cancellationToken, place).ConfigureAwait(false);
    }

    public static async Task<string> WriteAsync(
        SqliteConnection connection,
        IReadOnlyList<string> places,
        CancellationToken cancellationToken
    )
    {
        var hasSequences = await connection.NumberAsync(Exists, cancellationToken, "sqlite_sequence").ConfigureAwait(false) > 0;
        return string.Concat(
            places.Select(place =>
                $"DROP TABLE IF EXISTS {SqliteSql.Q(place)};\nDELETE FROM __strata_kept WHERE place = {SqliteSql.Lit(place)};\n"
                + (hasSequences ? $"DELETE FROM sqlite_sequence WHERE name = {SqliteSql.Lit(place)};\n" : "")
            )
        );
    }
}
