using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.Sql;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite.Execution;

/// <summary>
/// Counts what a table rebuild could lose: dropping the old table deletes the rows of every child when foreign keys are enforced, without
/// an error.
/// See https://www.sqlite.org/lang_altertable.html#otheralter
/// </summary>
internal sealed class RebuildGuard
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, long> _rows = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _violations = [];
    private readonly HashSet<string> _rebuilt;
    private readonly List<string> _awaited;

    private RebuildGuard(SqliteConnection connection, IEnumerable<string> tables)
    {
        _connection = connection;
        _rebuilt = new HashSet<string>(tables, StringComparer.OrdinalIgnoreCase);
        _awaited = [.. _rebuilt];
    }

    /// <summary>Counts before the first statement; foreign keys are switched off already where they are to be.</summary>
    public static async Task<RebuildGuard> BeginAsync(
        SqliteConnection connection,
        IEnumerable<string> tables,
        bool foreignKeysOff,
        CancellationToken cancellationToken
    )
    {
        var guard = new RebuildGuard(connection, tables);
        if (foreignKeysOff)
        {
            foreach (var (key, count) in await ViolationsAsync(connection, cancellationToken).ConfigureAwait(false))
                guard._violations[key] = count;
        }
        await guard.LookAsync(cancellationToken).ConfigureAwait(false);
        return guard;
    }

    /// <summary>
    /// Counts tables that were not there at first: a migration may rename a table before it rebuilds it.
    /// </summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var table in _awaited.ToList())
        {
            if (!await ExistsAsync(table, cancellationToken).ConfigureAwait(false))
                continue;
            _awaited.Remove(table);
            foreach (var name in await FamilyAsync(_connection, table, cancellationToken).ConfigureAwait(false))
                _rows.TryAdd(name, await CountAsync(name, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Counts again before COMMIT.</summary>
    /// <exception cref="StatementException">Rows are gone, or refer to nothing; the transaction must be rolled back.</exception>
    public async Task VerifyAsync(bool foreignKeysOff, CancellationToken cancellationToken)
    {
        if (_awaited.Count > 0)
            throw Refused($"'-- strata:rebuild {SqlHeaders.Argument(_awaited[0])}' names a table that is not there");
        foreach (var (table, before) in _rows)
        {
            // Rows may be deleted unseen, a table never: only a statement of its own drops or renames it.
            var isGone = !_rebuilt.Contains(table) && !await ExistsAsync(table, cancellationToken).ConfigureAwait(false);
            if (isGone)
                continue;
            var now = await CountAsync(table, cancellationToken).ConfigureAwait(false);
            if (now != before)
                throw Refused($"the rebuild would change the number of rows of {table} from {before} to {now}");
        }
        if (!foreignKeysOff)
            return;
        foreach (var (key, count) in await ViolationsAsync(_connection, cancellationToken).ConfigureAwait(false))
        {
            if (count > _violations.GetValueOrDefault(key))
                throw Refused($"{count} rows would refer to nothing ({key}; {_violations.GetValueOrDefault(key)} did before)");
        }
    }

    private static StatementException Refused(string what) =>
        new(FailureKind.Statement, null, "STRATA", what) { Hint = "it was rolled back" };

    private static Task<List<string>> FamilyAsync(SqliteConnection connection, string table, CancellationToken cancellationToken) =>
        connection.QueryAsync(
            """
            SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND (m.name = $1 COLLATE NOCASE
              OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) f WHERE f."table" = $1 COLLATE NOCASE)) ORDER BY m.name
            """,
            r => r.GetString(0),
            cancellationToken,
            table
        );

    private async Task<bool> ExistsAsync(string table, CancellationToken cancellationToken) =>
        await _connection
            .NumberAsync("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1 COLLATE NOCASE", cancellationToken, table)
            .ConfigureAwait(false) > 0;

    private async Task<long> CountAsync(string table, CancellationToken cancellationToken) =>
        await ExistsAsync(table, cancellationToken).ConfigureAwait(false)
            ? await _connection
                .NumberAsync($"SELECT count(*) FROM {SqliteConnections.Quote(table)}", cancellationToken)
                .ConfigureAwait(false)
            : 0;

    /// <summary>
    /// Rows that refer to nothing, counted by table and parent. A key that fits no unique columns of its parent counts as one: it may be
    /// what the migration fixes.
    /// </summary>
    private static async Task<List<(string Key, long Count)>> ViolationsAsync(
        SqliteConnection connection,
        CancellationToken cancellationToken
    )
    {
        List<(string, long)> found = [];
        foreach (
            var table in await connection
                .QueryAsync(
                    "SELECT name FROM sqlite_schema m WHERE type = 'table' AND EXISTS (SELECT 1 FROM "
                        + "pragma_foreign_key_list(m.name)) ORDER BY name",
                    r => r.GetString(0),
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            try
            {
                found.AddRange(
                    await connection
                        .QueryAsync(
                            "SELECT \"table\" || ' -> ' || parent, count(*) FROM pragma_foreign_key_check($1) GROUP BY 1 ORDER BY 1",
                            r => (r.GetString(0), r.GetInt64(1)),
                            cancellationToken,
                            table
                        )
                        .ConfigureAwait(false)
                );
            }
            catch (StatementException e) when (e.Message.StartsWith("foreign key mismatch", StringComparison.Ordinal))
            {
                found.Add((e.Message, 1));
            }
        }
        return found;
    }
}
