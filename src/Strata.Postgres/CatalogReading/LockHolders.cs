using Npgsql;
using Strata.Postgres.Connections;

namespace Strata.Postgres.CatalogReading;

/// <summary>
/// The sessions that hold a table of the database against every reader:
/// https://www.postgresql.org/docs/current/view-pg-locks.html
/// </summary>
internal static class LockHolders
{
    private const string Query = """
        SELECT pg_catalog.string_agg(pg_catalog.format('process %s of %s%s, in a transaction for %s', a.pid, a.usename,
          CASE WHEN a.application_name OPERATOR(pg_catalog.=) '' THEN '' ELSE pg_catalog.format(' (%s)', a.application_name) END,
          pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.xact_start)), '; ')
        FROM pg_catalog.pg_stat_activity a
        WHERE a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid() AND EXISTS (SELECT FROM pg_catalog.pg_locks l
          JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) l.database
          WHERE l.pid OPERATOR(pg_catalog.=) a.pid AND l.granted AND l.locktype OPERATOR(pg_catalog.=) 'relation'
            AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock' AND d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
        """;

    /// <summary>Names them; null where none is left. Ends the transaction that failed.</summary>
    public static async Task<string?> DescribeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await SessionQueries.ScalarAsync(connection, "ROLLBACK", cancellationToken).ConfigureAwait(false);
        return await SessionQueries.ScalarAsync(connection, Query, cancellationToken).ConfigureAwait(false) as string;
    }
}
