using Npgsql;

namespace Strata.Postgres.Connections;

/// <summary>
/// SQL of our own, as opposed to that of a migration. It looks functions and operators up in <c>pg_catalog</c> alone: a role that may
/// create objects in another schema of the search path would else have code of its own run by whoever runs Strata.
/// https://www.postgresql.org/docs/current/typeconv-oper.html,
/// https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS
/// </summary>
internal static class OwnSql
{
    /// <summary>The value of <c>search_path</c>: temporary objects last, else they would come first.</summary>
    public const string Path = "pg_catalog, pg_temp";

    /// <summary>For the rest of a transaction: no other client of a pooler meets it.</summary>
    public const string Local = $"SET LOCAL search_path = {Path}";

    /// <summary>For the rest of a session, whatever a migration has set.</summary>
    public const string OfSession = $"SET search_path = {Path}";

    /// <summary>
    /// Behind a pooler the session's presets are not ours: a transaction that takes the lock and then reads must see what the holder before
    /// it has committed.
    /// </summary>
    public const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    /// <summary>A query in a transaction of its own, for sessions whose settings are not ours.</summary>
    /// <returns>The batch; only the query has rows. After an error the transaction is still there: <see cref="RollBackAsync"/>.</returns>
    public static NpgsqlBatch Batch(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var query = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            query.Parameters.Add(parameter);
        var batch = new NpgsqlBatch(connection);
        foreach (var command in new[] { new("BEGIN"), new(Local), query, new NpgsqlBatchCommand("COMMIT") })
            batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Runs queries of ours in one transaction, which writes nothing.</summary>
    /// <exception cref="NpgsqlException">The connection failed, or the server refused a query.</exception>
    public static async Task<T> ReadAsync<T>(NpgsqlConnection connection, Func<Task<T>> queries, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, ["BEGIN READ ONLY", Local], cancellationToken).ConfigureAwait(false);
        try
        {
            return await queries().ConfigureAwait(false);
        }
        finally
        {
            await RollBackAsync(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a transaction that failed; a connection that is lost has none.</summary>
    public static Task RollBackAsync(NpgsqlConnection connection) =>
        connection.IsOpen() ? ExecuteAsync(connection, ["ROLLBACK"], CancellationToken.None) : Task.CompletedTask;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string[] statements, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var statement in statements)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
