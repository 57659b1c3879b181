using System.Collections.Immutable;
using Npgsql;
using Strata.Core.Record;
using Strata.Postgres.Retention;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Record;

/// <summary>The record of what is retained, and the SQL that deletes it: see <see cref="PostgresQuarantine"/>.</summary>
internal static class PostgresRetained
{
    /// <summary>Above this, rows are estimated by the server's own last count.</summary>
    private const long MostToCount = 256L << 20;

    private const string Record = """
        SELECT k.place, k.object, k.kept_at, k.until, k.until <= pg_catalog.now(), n.oid IS NOT NULL
        FROM strata_kept.kept k LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = k.place ORDER BY k.until, k.place
        """;

    private const string Sizes = """
        SELECT n.nspname::text, pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.pg_total_relation_size(c.oid),
          c.reltuples::bigint
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ANY ($1) AND c.relkind = 'r'
        """;

    // In the order in which they can go: each statement names all of its kind, so that they may need each other.
    private const string Contents = """
        WITH named (turn, what, name, schema) AS (
          SELECT 1, 'TABLE', pg_catalog.format('%I.%I', n.nspname, c.relname), n.nspname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')
          UNION ALL SELECT 2, 'ROUTINE', p.oid::regprocedure::text, n.nspname
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
          UNION ALL SELECT 3, 'SEQUENCE', pg_catalog.format('%I.%I', n.nspname, c.relname), n.nspname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
              WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0)
          UNION ALL SELECT 4, 'TYPE', pg_catalog.format('%I.%I', n.nspname, t.typname), n.nspname
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typtype IN ('e', 'd')
              OR (t.typtype = 'c' AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
          UNION ALL SELECT 5, 'COLLATION', pg_catalog.format('%I.%I', n.nspname, o.collname), n.nspname
            FROM pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
          UNION ALL SELECT 6, 'SCHEMA', pg_catalog.quote_ident(n.nspname), n.nspname FROM pg_catalog.pg_namespace n
        )
        SELECT what, pg_catalog.string_agg(name, ', ' ORDER BY name) FROM named
        WHERE schema = ANY ($1) GROUP BY turn, what ORDER BY turn
        """;

    /// <summary>Null where this login may not read the record.</summary>
    public static async Task<ImmutableArray<RetainedObject>?> ReadAsync(
        NpgsqlConnection connection,
        bool sizes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var retained = await QueryAsync(connection, Record, null, Row, cancellationToken).ConfigureAwait(false);
            return sizes ? await MeasuredAsync(connection, retained, cancellationToken).ConfigureAwait(false) : [.. retained];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return [];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }

    private static RetainedObject Row(NpgsqlDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.GetFieldValue<DateTimeOffset>(2), r.GetFieldValue<DateTimeOffset>(3), r.GetBoolean(5))
        {
            IsExpired = r.GetBoolean(4),
        };

    private sealed record Size(string Place, string Table, long Bytes, long Estimate);

    private static async Task<ImmutableArray<RetainedObject>> MeasuredAsync(
        NpgsqlConnection connection,
        List<RetainedObject> retained,
        CancellationToken cancellationToken
    )
    {
        var sizes = await QueryAsync(
                connection,
                Sizes,
                [.. retained.Select(k => k.Place)],
                r => new Size(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3)),
                cancellationToken
            )
            .ConfigureAwait(false);
        var byPlace = sizes.ToLookup(s => s.Place);
        var measured = ImmutableArray.CreateBuilder<RetainedObject>();
        foreach (var item in retained)
        {
            if (byPlace[item.Place].ToList() is not [var size])
            {
                measured.Add(item);
                continue;
            }
            var isEstimate = size.Bytes > MostToCount;
            long? rows =
                !isEstimate ? await CountAsync(connection, size.Table, cancellationToken).ConfigureAwait(false)
                : size.Estimate < 0 ? null
                : size.Estimate;
            measured.Add(item with { Rows = rows, IsEstimate = isEstimate, Bytes = size.Bytes });
        }
        return measured.ToImmutable();
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        var sql = $"SELECT pg_catalog.count(*) FROM {table}";
        return (await QueryAsync(connection, sql, null, r => r.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>An object that needs one of these stops it: nothing is dropped that nobody named.</summary>
    public static async Task<string> WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> places,
        CancellationToken cancellationToken
    )
    {
        var contents = await QueryAsync(
                connection,
                Contents,
                [.. places],
                r => $"DROP {r.GetString(0)} {r.GetString(1)};\n",
                cancellationToken
            )
            .ConfigureAwait(false);
        return string.Concat([.. contents, .. places.Select(p => $"DELETE FROM strata_kept.kept WHERE place = {PostgresSql.Lit(p)};\n")]);
    }

    private static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection,
        string sql,
        string[]? parameter,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            if (parameter is not null)
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            var rows = new List<T>();
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    rows.Add(read(reader));
            }
            return rows;
        }
    }
}
