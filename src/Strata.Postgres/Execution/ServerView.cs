using Npgsql;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Execution;

/// <summary>The server's view of a session.</summary>
internal enum SessionActivity
{
    /// <summary>Busy, or not told by the server: it is left alone.</summary>
    Busy,

    /// <summary>Waits for its client.</summary>
    Waiting,

    /// <summary>Ended.</summary>
    Gone,
}

/// <summary>The process of the server that works for a client.</summary>
/// <param name="Id">Its number; another process may have it later.</param>
/// <param name="Latest">The moment before which it began; infinite where that is not known.</param>
/// <param name="Transaction">The beginning of the transaction that makes it the client's, behind a pooler; else infinite.</param>
internal sealed record ServerProcess(int Id, DateTime Latest, DateTime Transaction)
{
    private static DateTime Infinity => DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    /// <summary>The process of a session.</summary>
    public static ServerProcess OfSession(int id, DateTime latest) => new(id, latest, Infinity);

    /// <summary>The process that a pooler lends for one transaction.</summary>
    public static ServerProcess OfTransaction(int id, DateTime transaction) => new(id, Infinity, transaction);
}

/// <summary>The server's view of a session, asked on a connection of its own.</summary>
/// <param name="Activity">The session's activity.</param>
/// <param name="Mark">Changes with each statement that begins or ends.</param>
internal sealed record ServerView(SessionActivity Activity, string Mark)
{
    private const string Marked = "pg_catalog.concat(a.state, ' ', a.state_change, ' ', a.query_start, ' ', a.xact_start)";

    // Another server than the session's tells nothing about it; a restarted one no longer has it. A session that is younger than ours has
    // got its number. https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
    private const string Look = $"""
        SELECT CASE WHEN s.started < $2 OR (s.started > $2 AND pg_catalog.pg_is_in_recovery()) THEN 'Busy'
            WHEN s.started > $2 OR a.pid IS NULL OR a.backend_start > $3 THEN 'Gone'
            WHEN pg_catalog.isfinite($4) AND a.xact_start IS DISTINCT FROM $4 THEN 'Gone'
            WHEN a.state LIKE 'idle%' OR a.wait_event IN ('ClientRead', 'ClientWrite') THEN 'Waiting' ELSE 'Busy' END || ' ' || {Marked}
        FROM (SELECT pg_catalog.pg_postmaster_start_time() AS started) s LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = $1
        """;

    private const string End =
        $"SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a WHERE a.pid = $1 AND {Marked} = $2";

    private static readonly ServerView s_untold = new(SessionActivity.Busy, "");

    /// <summary>Asks once. A server that answers with an error says nothing about the session.</summary>
    /// <exception cref="NpgsqlException">No server answered.</exception>
    public static async Task<ServerView> ReadAsync(
        NpgsqlConnection connection,
        ServerProcess process,
        DateTime serverStart,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var text = await AskAsync(connection, Look, cancellationToken, process.Id, serverStart, process.Latest, process.Transaction)
                .ConfigureAwait(false);
            return text is string told && told.Split(' ', 2) is [var activity, var mark]
                ? new(Enum.Parse<SessionActivity>(activity), mark)
                : s_untold;
        }
        catch (PostgresException)
        {
            return s_untold;
        }
    }

    /// <summary>Ends the session where nothing has changed since this was read: its locks become free.</summary>
    /// <exception cref="NpgsqlException">No server answered, or it refused.</exception>
    public Task EndAsync(NpgsqlConnection connection, ServerProcess process, CancellationToken cancellationToken) =>
        AskAsync(connection, End, cancellationToken, process.Id, Mark);

    private static Task<object?> AskAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params object[] values
    )
    {
        return AskAsync();

        async Task<object?> AskAsync()
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await OwnSql
                .ReadAsync(connection, () => SessionQueries.ScalarAsync(connection, sql, cancellationToken, values), cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
