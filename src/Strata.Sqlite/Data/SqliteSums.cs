using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Sqlite.Connections;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Data;

/// <summary>
/// Counts and sums of all tables: one pass for each, a row at a time. SQLite has no hash function, and runs in this process anyway.
/// </summary>
internal static class SqliteSums
{
    public const string Method = "sum of the first 8 bytes of SHA-256 over rows as typed values";

    /// <summary>The tables, with what SQLite keeps about AUTOINCREMENT; a virtual table's rows are in tables of its own.</summary>
    private const string Tables =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') AND (name NOT "
        + "LIKE 'sqlite\\_%' ESCAPE '\\' OR name = 'sqlite_sequence') ORDER BY name";

    public static async Task<ImmutableArray<TableSum>> ReadAsync(
        SqliteConnection connection,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var sums = ImmutableArray.CreateBuilder<TableSum>();
        foreach (var table in await connection.QueryAsync(Tables, r => r.GetString(0), cancellationToken).ConfigureAwait(false))
        {
            progress(table);
            sums.Add(
                await OneAsync(connection, SqliteSql.Q(table), $"SELECT * FROM {SqliteConnections.Quote(table)}", cancellationToken)
                    .ConfigureAwait(false)
            );
        }
        return sums.ToImmutable();
    }

    /// <summary>Counts and sums up the rows of a query.</summary>
    public static async Task<TableSum> OneAsync(SqliteConnection connection, string name, string sql, CancellationToken cancellationToken)
    {
        var (rows, sum) = (0L, 0UL);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await connection
            .ForEachAsync(
                sql,
                reader =>
                {
                    for (var i = 0; i < reader.FieldCount; i++)
                        Append(hash, reader, i);
                    Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
                    hash.GetHashAndReset(digest);
                    sum = unchecked(sum + BinaryPrimitives.ReadUInt64BigEndian(digest));
                    rows++;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return new TableSum(name, rows, sum.ToString("x16", CultureInfo.InvariantCulture));
    }

    /// <summary>A value with its type and length, so that no two rows give the same bytes.</summary>
    private static void Append(IncrementalHash hash, SqliteDataReader reader, int column)
    {
        var value = SQLitePCL.raw.sqlite3_column_type(reader.Handle!, column);
        Span<byte> head = stackalloc byte[9];
        head[0] = (byte)value;
        byte[] content = [];
        switch (value)
        {
            case SQLitePCL.raw.SQLITE_INTEGER:
                BinaryPrimitives.WriteInt64BigEndian(head[1..], reader.GetInt64(column));
                break;
            case SQLitePCL.raw.SQLITE_FLOAT:
                BinaryPrimitives.WriteDoubleBigEndian(head[1..], reader.GetDouble(column));
                break;
            case SQLitePCL.raw.SQLITE_NULL:
                head[1..].Clear();
                break;
            default:
                content =
                    value == SQLitePCL.raw.SQLITE_BLOB
                        ? reader.GetFieldValue<byte[]>(column)
                        : Encoding.UTF8.GetBytes(reader.GetString(column));
                BinaryPrimitives.WriteInt64BigEndian(head[1..], content.Length);
                break;
        }
        hash.AppendData(head);
        hash.AppendData(content);
    }
}
