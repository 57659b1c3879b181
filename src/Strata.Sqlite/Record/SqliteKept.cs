using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Core.Record;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Retention;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Record;

/// <summary>The record of what is kept, and the SQL that deletes it: see <see cref="SqliteQuarantine"/>.</summary>
internal static class SqliteKept
{
    private const string Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1";

    public static async Task<ImmutableArray<KeptObject>> ReadAsync(
        SqliteConnection connection,
        bool sizes,
        CancellationToken cancellationToken
    )
    {
        if (await connection.NumberAsync(Exists, cancellationToken, "__strata_kept").ConfigureAwait(false) == 0)
            return [];
        var kept = await connection
            .QueryAsync(
                """
                SELECT k.place, k.object, k.kept_at, k.until, k.until <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), EXISTS (SELECT 1 FROM sqlite_schema s WHERE s.type = 'table' AND s.name = k.place)
                FROM __strata_kept k ORDER BY k.until, k.place
                """,
                r => new KeptObject(r.GetString(0), r.GetString(1), r.GetDateTimeOffset(2), r.GetDateTimeOffset(3), r.GetBoolean(5))
                {
                    IsExpired = r.GetBoolean(4),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (!sizes)
            return [.. kept];
        var measured = ImmutableArray.CreateBuilder<KeptObject>();
        foreach (var one in kept)
            measured.Add(
                !one.IsThere
                    ? one
                    : one with
                    {
                        Rows = await connection
                            .NumberAsync($"SELECT count(*) FROM {SqliteConnections.Quote(one.Place)}", cancellationToken)
                            .ConfigureAwait(false),
                        Bytes = await BytesAsync(connection, one.Place, cancellationToken).ConfigureAwait(false),
                    }
            );
        return measured.ToImmutable();
    }

    /// <summary>The pages of a table, where this SQLite was built to tell: https://www.sqlite.org/dbstat.html</summary>
    private static async Task<long?> BytesAsync(SqliteConnection connection, string place, CancellationToken cancellationToken) =>
        await connection
            .NumberAsync("SELECT count(*) FROM pragma_module_list WHERE name = 'dbstat'", cancellationToken)
            .ConfigureAwait(false) == 0
            ? null
            : await connection
                .NumberAsync(
                    "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = $1)",
                    cancellationToken,
                    place
                )
                .ConfigureAwait(false);

    public static async Task<string> WriteAsync(
        SqliteConnection connection,
        IReadOnlyList<string> places,
        CancellationToken cancellationToken
    )
    {
        var text = "";
        var numbers = await connection.NumberAsync(Exists, cancellationToken, "sqlite_sequence").ConfigureAwait(false) > 0;
        foreach (var place in places)
        {
            text += $"DROP TABLE IF EXISTS {SqliteSql.Q(place)};\nDELETE FROM __strata_kept WHERE place = {SqliteSql.Lit(place)};\n";
            if (numbers)
                text += $"DELETE FROM sqlite_sequence WHERE name = {SqliteSql.Lit(place)};\n";
        }
        return text;
    }
}
