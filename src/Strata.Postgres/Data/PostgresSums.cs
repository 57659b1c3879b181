using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Strata.Core.Data;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Data;

/// <summary>
/// Counts and sums of all tables, computed by the server: one sequential pass for each table, nothing is sent but two numbers.
/// </summary>
internal static class PostgresSums
{
    /// <summary>
    /// The hash by which tables are partitioned, so it is the same on every version and machine of a kind. A change of what a row is
    /// printed as needs another name.
    /// </summary>
    public const string Method = "sum of hashtextextended over rows as text";

    /// <summary>The settings that decide how a value is printed: they must not come from a role or a database.</summary>
    public const string Settings = """
        SET LOCAL search_path = pg_catalog, pg_temp;
        SET LOCAL datestyle = 'ISO, MDY';
        SET LOCAL intervalstyle = 'postgres';
        SET LOCAL timezone = 'UTC';
        SET LOCAL extra_float_digits = 3;
        SET LOCAL bytea_output = 'hex';
        SET LOCAL lc_monetary = 'C';
        SET LOCAL xmlbinary = 'base64';
        SET LOCAL row_security = off;
        SET LOCAL statement_timeout = 0;
        SET LOCAL lock_timeout = 0
        """;

    // An extension makes its own tables again; a partitioned table has no rows of its own.
    private const string Tables = """
        SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_'
          AND n.nspname NOT IN ('information_schema', 'strata_restore')
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 1, 2
        """;

    private const string LargeObjects =
        "SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(oid::bigint), 0)::text FROM pg_catalog.pg_largeobject_metadata";

    /// <summary>In the transaction that is open, with <see cref="Settings"/> made.</summary>
    public static async Task<ImmutableArray<TableSum>> ReadAsync(
        NpgsqlConnection connection,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var sums = ImmutableArray.CreateBuilder<TableSum>();
        foreach (var table in await TablesAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            progress(table);
            sums.Add(
                await OneAsync(
                        connection,
                        table,
                        $"SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW(t.*)::text COLLATE "
                            + $"\"C\", 0)), 0)::text FROM ONLY {table} t",
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            );
        }
        if (await OneAsync(connection, "large objects", LargeObjects, cancellationToken).ConfigureAwait(false) is { Rows: > 0 } objects)
            sums.Add(objects);
        return sums.ToImmutable();
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Tables, connection);
        await using var commandScope = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        List<string> tables = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            tables.Add(PostgresSql.Q([reader.GetString(0), reader.GetString(1)]));
        return tables;
    }

    private static async Task<TableSum> OneAsync(NpgsqlConnection connection, string name, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var commandScope = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new TableSum(name, reader.GetInt64(0), reader.GetString(1).ToString(CultureInfo.InvariantCulture));
    }
}
