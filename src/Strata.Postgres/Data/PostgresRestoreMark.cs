using Npgsql;
using Strata.Core.Data;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;

namespace Strata.Postgres.Data;

/// <summary>The mark as a row in a schema of its own: pg_restore makes the schema of the record.</summary>
internal sealed class PostgresRestoreMark : IRestoreMark
{
    /// <summary>The schema; it is there while a restore is not finished.</summary>
    public const string Schema = "strata_restore";

    private const string Exists = $"SELECT pg_catalog.to_regclass('{Schema}.unfinished') IS NOT NULL";

    private static readonly string[] s_create =
    [
        $"CREATE SCHEMA IF NOT EXISTS {Schema}",
        $"""
            CREATE TABLE IF NOT EXISTS {Schema}.unfinished (one boolean PRIMARY KEY DEFAULT true CHECK (one), backup text NOT NULL,
              since timestamptz NOT NULL)
            """,
    ];

    public Task<string?> ReadAsync(string connection, CancellationToken cancellationToken) =>
        WithAsync(
            connection,
            isReader: true,
            async session =>
                await SessionQueries.ScalarAsync(session, Exists, cancellationToken).ConfigureAwait(false) is true
                    ? await SessionQueries
                        .ScalarAsync(session, $"SELECT backup FROM {Schema}.unfinished", cancellationToken)
                        .ConfigureAwait(false) as string
                    : null,
            cancellationToken
        );

    public Task SetAsync(string connection, string backup, CancellationToken cancellationToken) =>
        WithAsync(
            connection,
            isReader: false,
            async session =>
            {
                const string Insert =
                    $"INSERT INTO {Schema}.unfinished (backup, since) VALUES ($1, pg_catalog.now()) ON CONFLICT (one) DO UPDATE "
                    + "SET backup = excluded.backup, since = excluded.since";
                foreach (var sql in s_create)
                    await SessionQueries.ExecuteAsync(session, sql, cancellationToken).ConfigureAwait(false);
                return await SessionQueries.ScalarAsync(session, Insert, cancellationToken, backup).ConfigureAwait(false);
            },
            cancellationToken
        );

    public Task RemoveAsync(string connection, CancellationToken cancellationToken) =>
        WithAsync(
            connection,
            isReader: false,
            session => SessionQueries.ExecuteAsync(session, $"DROP SCHEMA IF EXISTS {Schema} CASCADE", cancellationToken),
            cancellationToken
        );

    private static async Task<T> WithAsync<T>(
        string connection,
        bool isReader,
        Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var target = new PostgresTarget(connection) { ReadsOnly = isReader };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work((NpgsqlConnection)target.Connection).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw DataToolProblems.NotMarked.Error(
                target.Name,
                $"the restore could not be marked as begun or as finished: {e.Message}",
                "the rows are as they were before this step",
                "give this login the right to create schemas: GRANT CREATE ON DATABASE … TO …; then run the same command again",
                e
            );
        }
    }
}
