using Npgsql;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Postgres.Connections;
using Strata.Postgres.Syntax;

namespace Strata.Postgres.Execution;

/// <summary>
/// Asks the catalog for the effect of a statement outside of a transaction, and removes invalid objects. Names go through
/// <c>to_regclass</c>, which is null for an object that is not there; a cast would be an error.
/// </summary>
internal static class PostgresProbes
{
    private const string Index = """
        SELECT CASE WHEN c.oid IS NULL THEN 'Absent'
          WHEN i.indexrelid IS NULL OR i.indrelid <> t.oid OR i.indisunique <> $3 THEN 'Different'
          WHEN NOT i.indisvalid THEN 'Invalid' ELSE 'Done' END
        FROM pg_catalog.pg_class t
        LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = t.relnamespace AND c.relname = (pg_catalog.parse_ident($1))[1]
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
        WHERE t.oid = pg_catalog.to_regclass($2)
        """;

    private const string Detached = """
        SELECT CASE WHEN i.inhdetachpending THEN 'Begun' ELSE 'Absent' END FROM pg_catalog.pg_inherits i
        WHERE i.inhparent = pg_catalog.to_regclass($1) AND i.inhrelid = pg_catalog.to_regclass($2)
        """;

    private const string Dropped = """
        SELECT CASE WHEN i.indisvalid IS FALSE THEN 'Begun' ELSE 'Absent' END FROM pg_catalog.pg_class c
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE c.oid = pg_catalog.to_regclass($1)
        """;

    private const string Attached =
        "SELECT 'Absent' FROM pg_catalog.pg_inherits i "
        + "WHERE i.inhparent = pg_catalog.to_regclass($1) AND i.inhrelid = pg_catalog.to_regclass($2)";

    // The leftovers of REINDEX CONCURRENTLY: https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY
    private const string Leftovers = """
        SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT i.indisvalid AND c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$' AND i.indrelid = coalesce(
          (SELECT x.indrelid FROM pg_catalog.pg_index x WHERE x.indexrelid = pg_catalog.to_regclass($1)), pg_catalog.to_regclass($1))
        ORDER BY 1
        """;

    public static Task<Probe> ProbeAsync(NpgsqlConnection connection, SqlStatement statement, CancellationToken cancellationToken)
    {
        Task<string?> AskAsync(string sql, params object[] parameters) => TextAsync(connection, sql, parameters, cancellationToken);
        return StatementShape.Read(statement) switch
        {
            CreatesIndex s => CreatedAsync(AskAsync(Index, s.Name, s.Table, s.Unique), connection, s, cancellationToken),
            DropsIndex s => FoundAsync(AskAsync(Dropped, s.Name), Probe.Done),
            Reindexes s => IsThereAsync(AskAsync(Leftovers, s.Name), Probe.Invalid, Probe.Repeatable),
            Detaches s => FoundAsync(AskAsync(Detached, s.Parent, s.Partition), Probe.Done),
            FinalizesDetachment s => FoundAsync(AskAsync(Attached, s.Parent, s.Partition), Probe.Done),
            Global s => IsThereAsync(
                AskAsync($"SELECT 'yes' FROM pg_catalog.{s.Catalog} WHERE {s.Column} = (pg_catalog.parse_ident($1))[1]", s.Name),
                s.Creates ? (s.HasOptions ? Probe.Unknown : Probe.Done) : Probe.Absent,
                s.Creates ? Probe.Absent : Probe.Done
            ),
            Repeats => Task.FromResult(Probe.Repeatable),
            _ => Task.FromResult(Probe.Unknown),
        };
    }

    private static async Task<Probe> CreatedAsync(
        Task<string?> answer,
        NpgsqlConnection connection,
        CreatesIndex index,
        CancellationToken cancellationToken
    )
    {
        var found = await FoundAsync(answer, Probe.Absent).ConfigureAwait(false);
        return found is Probe.Done or Probe.Invalid
            ? await IndexDefinitions.CompareAsync(connection, index, found, cancellationToken).ConfigureAwait(false)
            : found;
    }

    private static async Task<Probe> FoundAsync(Task<string?> answer, Probe none) =>
        await answer.ConfigureAwait(false) is { } word ? Enum.Parse<Probe>(word) : none;

    private static async Task<Probe> IsThereAsync(Task<string?> answer, Probe there, Probe none) =>
        await answer.ConfigureAwait(false) is null ? none : there;

    public static async Task CleanUpAsync(NpgsqlConnection connection, SqlStatement statement, CancellationToken cancellationToken)
    {
        switch (StatementShape.Read(statement))
        {
            case CreatesIndex s:
                await SessionQueries
                    .ExecuteAsync(
                        connection,
                        $"DROP INDEX CONCURRENTLY IF EXISTS {QualifiedName.Beside(s.Table, s.Name)}",
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                break;
            case Reindexes s:
                while (await TextAsync(connection, Leftovers, [s.Name], cancellationToken).ConfigureAwait(false) is { } leftover)
                    await SessionQueries
                        .ExecuteAsync(connection, $"DROP INDEX CONCURRENTLY IF EXISTS {leftover}", cancellationToken)
                        .ConfigureAwait(false);
                break;
            case Detaches s:
                await SessionQueries
                    .ExecuteAsync(connection, $"ALTER TABLE {s.Parent} DETACH PARTITION {s.Partition} FINALIZE", cancellationToken)
                    .ConfigureAwait(false);
                break;
            case DropsIndex:
                // An index that is half dropped can be dropped again.
                break;
            case var other:
                throw new InvalidOperationException($"A {other?.GetType().Name} leaves nothing that could be cleaned up.");
        }
    }

    private static async Task<string?> TextAsync(
        NpgsqlConnection connection,
        string sql,
        object[] parameters,
        CancellationToken cancellationToken
    ) => await SessionQueries.ScalarAsync(connection, sql, cancellationToken, parameters).ConfigureAwait(false) as string;
}
