using Npgsql;
using Strata.Core.Record;
using Strata.Postgres.Connections;
using Strata.Postgres.Syntax;

namespace Strata.Postgres.Execution;

/// <summary>
/// Compares an index that has a statement's name with what the statement makes: the statement is run on an empty temporary copy of its
/// table, and the two indexes are compared as the catalog has them. Everything is rolled back.
/// </summary>
internal static class IndexDefinitions
{
    // The copy has the table's name, so that expressions that name it mean the copy. Where an index is stored is no part of what it is.
    private const string Equal = """
        SELECT pg_catalog.count(*) OPERATOR(pg_catalog.=) 2 AND pg_catalog.count(DISTINCT d.definition) OPERATOR(pg_catalog.=) 1
        FROM (
          SELECT ROW(m.amname, i.indisunique, i.indnkeyatts, i.indoption::text, i.indclass::text, i.indcollation::text, c.reloptions,
            pg_catalog.to_jsonb(i) OPERATOR(pg_catalog.->) 'indnullsnotdistinct', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
            (SELECT pg_catalog.array_agg(ROW(pg_catalog.pg_get_indexdef(a.attrelid, a.attnum, false), a.attoptions)::text ORDER BY a.attnum)
             FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid))::text AS definition
          FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
          JOIN pg_catalog.pg_am m ON m.oid = c.relam
          WHERE i.indexrelid = pg_catalog.to_regclass(pg_catalog.concat('pg_temp.', $1)) OR (c.relname = (pg_catalog.parse_ident($1))[1]
            AND i.indrelid = $2::pg_catalog.oid)) d
        """;

    /// <returns>The finding where the definitions are equal; <see cref="Probe.Different"/> where they are not, and <see
    /// cref="Probe.Unknown"/> where this login cannot compare a valid one.</returns>
    public static async Task<Probe> CompareAsync(
        NpgsqlConnection connection,
        CreatesIndex index,
        Probe found,
        CancellationToken cancellationToken
    )
    {
        await SessionQueries.ExecuteAsync(connection, "BEGIN", cancellationToken).ConfigureAwait(false);
        try
        {
            // Looked up before the copy hides it.
            const string Number = "SELECT pg_catalog.to_regclass($1)::pg_catalog.oid::text";
            var table = await SessionQueries.ScalarAsync(connection, Number, cancellationToken, index.Table).ConfigureAwait(false);
            foreach (var sql in Copy(index))
                await SessionQueries.ExecuteAsync(connection, sql, cancellationToken).ConfigureAwait(false);
            return await SessionQueries.ScalarAsync(connection, Equal, cancellationToken, index.Name, table!).ConfigureAwait(false) is true
                ? found
                : Probe.Different;
        }
        catch (PostgresException e) when (e.SqlState != PostgresErrorCodes.QueryCanceled)
        {
            return found == Probe.Invalid ? found : Probe.Unknown;
        }
        finally
        {
            // The client gives a connection up when the server lacks disk or memory.
            await OwnSql.RollBackAsync(connection).ConfigureAwait(false);
        }
    }

    private static string[] Copy(CreatesIndex index)
    {
        var name = QualifiedName.Last(index.Table);
        return
        [
            $"CREATE TEMPORARY TABLE {name} (LIKE {index.Table}) ON COMMIT DROP",
            $"CREATE {(index.Unique ? "UNIQUE " : "")}INDEX {index.Name} ON pg_temp.{name} {index.Definition}",
        ];
    }
}
