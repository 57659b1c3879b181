using System.Data;
using Microsoft.Data.Sqlite;
using Strata.Core.Sql;

namespace Strata.Sqlite.Connections;

/// <summary>Small helpers over one connection. SQLite works on the calling thread; cancelling interrupts it.</summary>
internal static class SqliteConnections
{
    public static async Task ExecuteAsync(
        this SqliteConnection connection,
        string sql,
        SqlStatement? statement,
        CancellationToken cancellationToken,
        params object?[] parameters
    )
    {
        var command = connection.Command(sql, parameters);
        await using (command.ConfigureAwait(false))
        await using (connection.Interrupting(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SqliteException e)
            {
                throw SqliteErrors.From(e, statement, cancellationToken);
            }
        }
    }

    public static async Task<List<T>> QueryAsync<T>(
        this SqliteConnection connection,
        string sql,
        Func<SqliteDataReader, T> read,
        CancellationToken cancellationToken,
        params object?[] parameters
    )
    {
        var rows = new List<T>();
        await connection.ForEachAsync(sql, r => rows.Add(read(r)), cancellationToken, parameters).ConfigureAwait(false);
        return rows;
    }

    /// <summary>One row at a time: there may be more of them than fit into memory.</summary>
    public static async Task ForEachAsync(
        this SqliteConnection connection,
        string sql,
        Action<SqliteDataReader> row,
        CancellationToken cancellationToken,
        params object?[] parameters
    )
    {
        var command = connection.Command(sql, parameters);
        await using (command.ConfigureAwait(false))
        await using (connection.Interrupting(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var reader = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                        row(reader);
                }
            }
            catch (SqliteException e)
            {
                throw SqliteErrors.From(e, null, cancellationToken);
            }
        }
    }

    public static async Task<long> NumberAsync(
        this SqliteConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params object?[] parameters
    ) =>
        (await connection.QueryAsync(sql, r => r.GetInt64(0), cancellationToken, parameters).ConfigureAwait(false)) is [var number]
            ? number
            : 0;

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static SqliteCommand Command(this SqliteConnection connection, string sql, object?[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", parameters[i] ?? DBNull.Value);
        return command;
    }

    private static CancellationTokenRegistration Interrupting(this SqliteConnection connection, CancellationToken cancellationToken) =>
        cancellationToken.Register(static c => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)c!).Handle), connection);
}
