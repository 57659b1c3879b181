using Microsoft.Data.Sqlite;
using Strata.Core.Running;

namespace Strata.Sqlite.Running;

/// <summary>
/// Counts what a table rebuild could lose: dropping the old table deletes the rows of every child when foreign keys are enforced, without an error.
/// See https://www.sqlite.org/lang_altertable.html#otheralter
/// </summary>
internal sealed class RebuildGuard
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, long> _rows = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _violations = [];

    private RebuildGuard(SqliteConnection connection) => _connection = connection;

    /// <summary>Looks before the first statement; foreign keys are off by now if they are to be off.</summary>
    public static async Task<RebuildGuard> BeginAsync(SqliteConnection connection, IEnumerable<string> tables, bool foreignKeysOff, CancellationToken cancellationToken)
    {
        var guard = new RebuildGuard(connection);
        foreach (var table in tables)
        {
            foreach (var name in await FamilyAsync(connection, table, cancellationToken).ConfigureAwait(false))
                guard._rows[name] = await CountAsync(connection, name, cancellationToken).ConfigureAwait(false);
            if (!guard._rows.ContainsKey(table)) throw Refused($"'-- strata:rebuild {table}' names a table that is not there");
        }
        if (foreignKeysOff)
        {
            foreach (var (key, count) in await ViolationsAsync(connection, cancellationToken).ConfigureAwait(false)) guard._violations[key] = count;
        }
        return guard;
    }

    /// <summary>Looks again before COMMIT.</summary>
    /// <exception cref="StatementException">Rows are gone, or refer to nothing; the transaction must be rolled back.</exception>
    public async Task VerifyAsync(bool foreignKeysOff, CancellationToken cancellationToken)
    {
        foreach (var (table, before) in _rows)
        {
            var now = await CountAsync(_connection, table, cancellationToken).ConfigureAwait(false);
            if (now != before) throw Refused($"the rebuild would change the number of rows of {table} from {before} to {now}");
        }
        if (!foreignKeysOff) return;
        foreach (var (key, count) in await ViolationsAsync(_connection, cancellationToken).ConfigureAwait(false))
        {
            if (count > _violations.GetValueOrDefault(key)) throw Refused($"{count} rows would refer to nothing ({key}; {_violations.GetValueOrDefault(key)} did before)");
        }
    }

    private static StatementException Refused(string what) => new(FailureKind.Statement, null, "STRATA", what) { Hint = "It was rolled back." };

    private static Task<List<string>> FamilyAsync(SqliteConnection connection, string table, CancellationToken cancellationToken) => connection.QueryAsync(
        """
        SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND (m.name = $1 COLLATE NOCASE
          OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) f WHERE f."table" = $1 COLLATE NOCASE)) ORDER BY m.name
        """, r => r.GetString(0), cancellationToken, table);

    private static async Task<long> CountAsync(SqliteConnection connection, string table, CancellationToken cancellationToken)
    {
        var there = await connection.NumberAsync("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1 COLLATE NOCASE", cancellationToken, table).ConfigureAwait(false);
        return there == 0 ? 0 : await connection.NumberAsync($"SELECT count(*) FROM {SqliteConnections.Quote(table)}", cancellationToken).ConfigureAwait(false);
    }

    private static Task<List<(string, long)>> ViolationsAsync(SqliteConnection connection, CancellationToken cancellationToken) => connection.QueryAsync(
        """SELECT "table" || ' -> ' || parent, count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1""", r => (r.GetString(0), r.GetInt64(1)), cancellationToken);
}
