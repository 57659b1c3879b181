using Npgsql;
using Strata.Core.Transfer;
using Strata.Postgres.Connections;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Transfer;

/// <summary>Reads the tables of a database: a partitioned one as a whole, one that others inherit from by itself.</summary>
/// <param name="session">A session in a transaction, with the settings of our own queries.</param>
internal sealed class PostgresTransferSchema(NpgsqlConnection session)
{
    /// <summary>Relations <c>c</c> in schemas <c>n</c> that are neither temporary, nor Strata's own, nor made by an extension.</summary>
    public const string Own = """
        c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'strata', 'strata_kept')
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
            WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')
        """;

    private const string Columns = $"""
        SELECT n.nspname::text, c.relname::text, c.relkind = 'p', a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
          a.attgenerated <> '', (a.attnotnull OR t.typnotnull) AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {Own} ORDER BY 1, 2, a.attnum
        """;

    // A constraint that is not enforced (PostgreSQL 18) is never checked; earlier versions do not have the column.
    private const string Keys = """
        SELECT k.conname::text, k.condeferrable, cn.nspname::text, c.relname::text, tn.nspname::text, t.relname::text,
          pn.nspname::text, p.relname::text
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
        JOIN pg_catalog.pg_class t ON t.oid = coalesce(pg_catalog.pg_partition_root(k.conrelid)::pg_catalog.oid, k.conrelid)
        JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
        JOIN pg_catalog.pg_class p ON p.oid = coalesce(pg_catalog.pg_partition_root(k.confrelid)::pg_catalog.oid, k.confrelid)
        JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::boolean, true)
        ORDER BY 3, 4, 1
        """;

    private const string LargeObjects = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata";

    private readonly Dictionary<string, string> _from = new(StringComparer.Ordinal);

    /// <summary>A table as the source of its own rows, in SQL.</summary>
    public string From(TransferTable table) => _from[table.Name];

    /// <param name="counts">Also count the rows, and what is no table.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<TransferDatabase> ReadAsync(bool counts, CancellationToken cancellationToken)
    {
        var rows = await SessionQueries.RowsAsync(session, Columns, Read, cancellationToken).ConfigureAwait(false);
        List<TransferTable> tables = [];
        foreach (var group in rows.GroupBy(r => (r.Path, r.IsPartitioned)))
        {
            string[] path = [group.Key.Path.Schema, group.Key.Path.Name];
            var table = new TransferTable(PostgresSql.Q(path), [.. group.Select(r => r.Column).OfType<TransferColumn>()])
            {
                Path = [.. path],
            };
            _from[table.Name] = group.Key.IsPartitioned ? table.Name : $"ONLY {table.Name}";
            var number = counts
                ? await CountAsync($"SELECT pg_catalog.count(*) FROM {From(table)}", cancellationToken).ConfigureAwait(false)
                : 0;
            tables.Add(table with { Rows = number });
        }
        var objects = counts ? await CountAsync(LargeObjects, cancellationToken).ConfigureAwait(false) : 0;
        return new([.. tables])
        {
            Keys = [.. await KeysAsync(cancellationToken).ConfigureAwait(false)],
            Others = objects > 0 ? [$"large objects: {objects} of them, which cannot be restored alone"] : [],
        };
    }

    private static ((string Schema, string Name) Path, bool IsPartitioned, TransferColumn? Column) Read(NpgsqlDataReader r) =>
        (
            (r.GetString(0), r.GetString(1)),
            r.GetBoolean(2),
            r.IsDBNull(3) ? null : new(r.GetString(3), r.GetString(4)) { IsGenerated = r.GetBoolean(5), IsRequired = r.GetBoolean(6) }
        );

    private Task<List<TransferKey>> KeysAsync(CancellationToken cancellationToken) =>
        SessionQueries.RowsAsync(
            session,
            Keys,
            r => new TransferKey(r.GetString(0), Q(r, 2), Q(r, 4), Q(r, 6), r.GetBoolean(1)),
            cancellationToken
        );

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        (long)(await SessionQueries.ScalarAsync(session, sql, cancellationToken).ConfigureAwait(false))!;

    /// <summary>A qualified name from two columns.</summary>
    public static string Q(NpgsqlDataReader row, int at) => PostgresSql.Q([row.GetString(at), row.GetString(at + 1)]);
}
