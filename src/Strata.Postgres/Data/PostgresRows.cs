using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Strata.Core.Data;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Data;

/// <summary>Rows into PostgreSQL: values travel as text, and the server reads them as the column's type.</summary>
public sealed class PostgresRows : IRowTools
{
    public async Task<ImmutableArray<string>?> ColumnsAsync(string connection, string table, CancellationToken cancellationToken)
    {
        const string Columns = """
            SELECT a.attname::text FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p')
              AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY a.attnum
            """;
        var session = await OpenAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var command = new NpgsqlCommand(Columns, session);
        await using var commandScope = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter { Value = Name(table) });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        var columns = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            columns.Add(reader.GetString(0));
        return columns.Count == 0 ? null : columns.ToImmutable();
    }

    public async Task<long> InsertAsync(
        string connection,
        string table,
        ImmutableArray<string> columns,
        IEnumerable<SeedRow> rows,
        CancellationToken cancellationToken
    )
    {
        var session = await OpenAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var transaction = await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        // Triggers and defaults of the table look their names up as in a migration.
        await DataSession
            .ExecuteAsync(session, $"SET LOCAL search_path = {SessionSettings.SearchPath}", cancellationToken)
            .ConfigureAwait(false);
        var command = Insert(session, transaction, table, columns);
        await using var commandScope = command.ConfigureAwait(false);
        var (count, line) = (0L, 1);
        try
        {
            foreach (var row in rows)
            {
                line = row.Line;
                for (var i = 0; i < columns.Length; i++)
                    command.Parameters[i].Value = row.Values[i] ?? (object)DBNull.Value;
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                count++;
            }
            await DataSession.ExecuteAsync(session, OwnSql.Local, cancellationToken).ConfigureAwait(false);
            await AdvanceAsync(session, Name(table), columns, cancellationToken).ConfigureAwait(false);
            // What is checked at the end of a transaction belongs to no line.
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return count;
        }
        catch (PostgresException e)
        {
            throw new RowException(line, $"{e.MessageText} [{e.SqlState}]", e);
        }
    }

    private static NpgsqlCommand Insert(
        NpgsqlConnection session,
        NpgsqlTransaction transaction,
        string table,
        ImmutableArray<string> columns
    )
    {
        var names = string.Join(", ", columns.Select(PostgresSql.Q));
        var values = string.Join(", ", columns.Select((_, i) => $"${i + 1}"));
        var sql = $"INSERT INTO {Name(table)} ({names}) OVERRIDING SYSTEM VALUE VALUES ({values})";
        var command = new NpgsqlCommand(sql, session, transaction);
        foreach (var _ in columns)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown });
        return command;
    }

    private static string Insert(string table, ImmutableArray<string> columns)
    {
        var names = string.Join(", ", columns.Select(PostgresSql.Q));
        var values = string.Join(", ", columns.Select((_, i) => $"${i + 1}"));
        return $"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES ({values})";
    }

    /// <summary>A key that was given moves its sequence, so that the next one that is not given is free.</summary>
    internal static async Task AdvanceAsync(
        NpgsqlConnection session,
        string table,
        IEnumerable<string> columns,
        CancellationToken cancellationToken
    )
    {
        foreach (var column in columns)
        {
            var find = new NpgsqlCommand("SELECT pg_catalog.pg_get_serial_sequence($1, $2)", session);
            await using var findScope = find.ConfigureAwait(false);
            find.Parameters.Add(new NpgsqlParameter { Value = table });
            find.Parameters.Add(new NpgsqlParameter { Value = column });
            // Quoted where it has to be, as the server says it. Its value is never lowered.
            if (await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not string sequence)
                continue;
            var advance = new NpgsqlCommand(
                $"""
                SELECT pg_catalog.setval({PostgresSql.Lit(sequence)}, m.highest) FROM (SELECT pg_catalog.max({PostgresSql.Q(
                    column
                )})::bigint AS highest FROM {table}) m
                WHERE m.highest > (SELECT CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END FROM {sequence} s)
                """,
                session
            );
            await using var advanceScope = advance.ConfigureAwait(false);
            await advance.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>In the default schema unless it says another: <c>films</c>, <c>sales.orders</c>.</summary>
    internal static string Name(string table) =>
        table.Split('.', 2) is [var schema, var name] ? PostgresSql.Q([schema, name]) : PostgresSql.Q([SessionSettings.SearchPath, table]);

    private static async Task<NpgsqlConnection> OpenAsync(string connection, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return (NpgsqlConnection)target.Connection;
    }
}
