using Npgsql;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Record;

/// <summary>
/// Two sessions that create the same schema or table: IF NOT EXISTS does not see what another one is about to commit, and fails then on a
/// unique index of the catalog. Once that is committed, the same work passes.
/// </summary>
internal static class CreationRace
{
    private const int Attempts = 5;

    /// <exception cref="NpgsqlException">It failed for another reason, or every time.</exception>
    public static async Task<T> RepeatAsync<T>(
        NpgsqlConnection connection,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (attempt < Attempts && IsRace(e))
            {
                await OwnSql.RollBackAsync(connection).ConfigureAwait(false);
            }
        }
    }

    // A table has a type of its name, which may be met first.
    private static bool IsRace(PostgresException e) =>
        e.SqlState
            is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.DuplicateTable
                or PostgresErrorCodes.DuplicateSchema
                or PostgresErrorCodes.DuplicateObject;
}
