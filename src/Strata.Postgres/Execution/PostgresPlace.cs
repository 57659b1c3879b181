using Npgsql;
using Strata.Core.Record;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Execution;

/// <summary>The value of <see cref="TargetState.Place"/>: the server's identity, and the database's number there.</summary>
internal static class PostgresPlace
{
    public static async Task<string> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Number = "(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())";
        try
        {
            return await TextAsync(
                    connection,
                    $"SELECT pg_catalog.concat((SELECT c.system_identifier FROM pg_catalog.pg_control_system() c), '/', {Number})",
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Some hosts revoke it from everybody; only the number of the database is left then.
            return await TextAsync(connection, $"SELECT pg_catalog.concat('/', {Number})", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> TextAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var batch = OwnSql.Batch(connection, sql);
        await using (batch.ConfigureAwait(false))
        {
            try
            {
                return (string)(await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            }
            catch (PostgresException)
            {
                await OwnSql.RollBackAsync(connection).ConfigureAwait(false);
                throw;
            }
        }
    }
}
