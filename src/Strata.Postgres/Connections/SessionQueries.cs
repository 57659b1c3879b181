using Npgsql;

namespace Strata.Postgres.Connections;

/// <summary>Single statements on an open session.</summary>
internal static class SessionQueries
{
    /// <summary>The first value that a query gives; null for no row.</summary>
    /// <exception cref="NpgsqlException">The connection failed, or the server refused the query.</exception>
    public static async Task<object?> ScalarAsync(
        NpgsqlConnection session,
        string sql,
        CancellationToken cancellationToken,
        params object[] values
    )
    {
        var command = new NpgsqlCommand(sql, session);
        await using (command.ConfigureAwait(false))
        {
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The rows that a query gives.</summary>
    /// <exception cref="NpgsqlException">The connection failed, or the server refused the query.</exception>
    public static async Task<List<T>> RowsAsync<T>(
        NpgsqlConnection session,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params object[] values
    )
    {
        var command = new NpgsqlCommand(sql, session);
        await using var commandScope = command.ConfigureAwait(false);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a statement without values; the number of rows it has changed.</summary>
    /// <exception cref="NpgsqlException">The connection failed, or the server refused the statement.</exception>
    public static async Task<int> ExecuteAsync(NpgsqlConnection session, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, session);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
