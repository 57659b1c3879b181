using Npgsql;
using Strata.Core.Record;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Execution;

/// <summary>The value of <see cref="TargetState.Place"/>: the server's identity, and the database's number there.</summary>
internal static class PostgresPlace
{
    /// <param name="connection">The session; it may be in a transaction where its settings are ours.</param>
    /// <param name="isOwn">The settings of the session are ours.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<string> ReadAsync(NpgsqlConnection connection, bool isOwn, CancellationToken cancellationToken)
    {
        const string Number = "(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())";
        try
        {
            return await TextAsync(
                    connection,
                    $"SELECT pg_catalog.concat((SELECT c.system_identifier FROM pg_catalog.pg_control_system() c), '/', {Number})",
                    isOwn,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Some hosts revoke it from everybody; only the number of the database is left then.
            return await TextAsync(connection, $"SELECT pg_catalog.concat('/', {Number})", isOwn, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task<string> TextAsync(NpgsqlConnection connection, string sql, bool isOwn, CancellationToken cancellationToken)
    {
        return isOwn ? AskAsync() : OwnSql.ReadAsync(connection, AskAsync, cancellationToken);

        async Task<string> AskAsync() =>
            (string)(await SessionQueries.ScalarAsync(connection, sql, cancellationToken).ConfigureAwait(false))!;
    }
}
