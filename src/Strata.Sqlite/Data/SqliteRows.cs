using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Sqlite.Connections;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Data;

/// <summary>
/// Rows into SQLite: values come as text, and a column's affinity makes numbers of them: https://www.sqlite.org/datatype3.html
/// </summary>
public sealed class SqliteRows : IRowTools
{
    // Not hidden and not generated: https://www.sqlite.org/pragma.html#pragma_table_xinfo
    private const string Columns = "SELECT name FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY cid";

    public async Task<ImmutableArray<string>?> ColumnsAsync(string connection, string table, CancellationToken cancellationToken)
    {
        var open = await SqliteDataTools.OpenAsync(connection, SqliteOpenMode.ReadWriteCreate, cancellationToken).ConfigureAwait(false);
        await using var openScope = open.ConfigureAwait(false);
        var columns = await open.QueryAsync(Columns, r => r.GetString(0), cancellationToken, table).ConfigureAwait(false);
        return columns.Count == 0 ? null : [.. columns];
    }

    public async Task<long> InsertAsync(
        string connection,
        string table,
        ImmutableArray<string> columns,
        IEnumerable<SeedRow> rows,
        CancellationToken cancellationToken
    )
    {
        var open = await SqliteDataTools.OpenAsync(connection, SqliteOpenMode.ReadWriteCreate, cancellationToken).ConfigureAwait(false);
        await using var openScope = open.ConfigureAwait(false);
        await open.ExecuteAsync("PRAGMA foreign_keys = ON", null, cancellationToken).ConfigureAwait(false);
        var types = await TypesAsync(open, table, cancellationToken).ConfigureAwait(false);
        var transaction = (SqliteTransaction)await open.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionScope = transaction.ConfigureAwait(false);
        var command = Insert(open, table, columns);
        await using var commandScope = command.ConfigureAwait(false);
        command.Transaction = transaction;
        var (count, line) = (0L, 1);
        try
        {
            foreach (var row in rows)
            {
                line = row.Line;
                for (var i = 0; i < columns.Length; i++)
                    command.Parameters[i].Value = Value(row.Values[i], types[columns[i]]);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                count++;
            }
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return count;
        }
        catch (Exception e) when (e is SqliteException or FormatException)
        {
            throw new RowException(
                line,
                e is SqliteException s ? SqliteErrors.Message(s) : "the bytes of a BLOB are written as \\x and hexadecimal digits",
                e
            );
        }
    }

    private static async Task<Dictionary<string, string>> TypesAsync(
        SqliteConnection open,
        string table,
        CancellationToken cancellationToken
    )
    {
        const string Types = "SELECT name, upper(type) FROM pragma_table_xinfo($1)";
        var types = await open.QueryAsync(Types, r => (Name: r.GetString(0), Type: r.GetString(1)), cancellationToken, table)
            .ConfigureAwait(false);
        return types.ToDictionary(t => t.Name, t => t.Type, StringComparer.OrdinalIgnoreCase);
    }

    private static SqliteCommand Insert(SqliteConnection open, string table, ImmutableArray<string> columns)
    {
        var command = open.CreateCommand();
        string[] parameters = [.. columns.Select((_, i) => $"${i + 1}")];
        command.CommandText = $"INSERT INTO {SqliteSql.Q(table)} ({SqliteSql.List(columns)}) VALUES ({string.Join(", ", parameters)})";
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter(parameter, null));
        return command;
    }

    /// <summary>SQLite has neither true nor a way to write bytes as text.</summary>
    private static object Value(string? text, string type)
    {
        if (text is null)
            return DBNull.Value;
        if (type.Contains("BLOB", StringComparison.Ordinal))
            return text.StartsWith("\\x", StringComparison.Ordinal) ? Convert.FromHexString(text[2..]) : throw new FormatException();
        var keeps =
            type.Contains("CHAR", StringComparison.Ordinal)
            || type.Contains("TEXT", StringComparison.Ordinal)
            || type.Contains("CLOB", StringComparison.Ordinal);
        return keeps
            ? text
            : text switch
            {
                "true" or "t" => 1L,
                "false" or "f" => 0L,
                _ => text,
            };
    }
}
