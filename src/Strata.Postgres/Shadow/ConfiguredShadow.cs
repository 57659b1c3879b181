using Npgsql;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;

namespace Strata.Postgres.Shadow;

/// <summary>
/// A database that strata.json names as the shadow. It is emptied before each use, so it must be none of the environments (by the server's
/// own identity, not by what URLs look like), and must be empty or carry our mark. One command uses it at a time; another waits.
/// </summary>
internal sealed class ConfiguredShadow(string url, IReadOnlyList<string> environments, EnvironmentVariables variables)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private const string Mark = "Strata shadow database: emptied before each use";

    private const string Clear = """
        do $$
        declare name text;
        begin
          for name in select extname from pg_catalog.pg_extension where extname <> 'plpgsql' loop
            execute pg_catalog.format('drop extension if exists %I cascade', name);
          end loop;
          for name in select nspname from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
            execute pg_catalog.format('drop schema %I cascade', name);
          end loop;
          create schema public;
          grant usage on schema public to public;
        end $$
        """;

    /// <exception cref="ProblemException">It is an environment's database (ST1211), or holds something and is not marked (ST1212): exit 9.
    /// It cannot be reached: exit 11.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = ConnectionFactory.Create(PostgresUrl.Parse(url, variables).ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var identity = await PostgresPlace.ReadAsync(connection, isOwn: false, cancellationToken).ConfigureAwait(false);
            foreach (var environment in environments)
            {
                if (await IdentityAsync(environment, cancellationToken).ConfigureAwait(false) == identity)
                    throw ShadowProblems.EnvironmentsDatabase.Error(
                        "strata.json: shadow",
                        "the shadow database is the database of an environment",
                        "nothing was touched",
                        "name a database of its own as \"shadow\", or remove the key"
                    );
            }
            await LockAsync(connection, cancellationToken).ConfigureAwait(false);
            await EmptyAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw ShadowProblems.Unreachable.Error(
                "strata.json: shadow",
                $"the shadow database cannot be reached: {e.Message}",
                "nothing was run",
                "start its server, or remove the key: Strata then makes a temporary database",
                e
            );
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Freed by the end of the connection. Asked for again and again: who waits for a lock has a snapshot, for which CREATE INDEX
    // CONCURRENTLY of its holder would wait in turn.
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (
            await ScalarAsync(
                    connection,
                    "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtext('strata shadow'), 0)",
                    cancellationToken
                )
                .ConfigureAwait(false)
                is not true
        )
            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
    }

    private static async Task EmptyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var marked =
            await ScalarAsync(
                    connection,
                    "select pg_catalog.shobj_description(oid, 'pg_database') from pg_catalog.pg_database where datname = "
                        + "pg_catalog.current_database()",
                    cancellationToken
                )
                .ConfigureAwait(false) as string
            == Mark;
        if (!marked)
            await MarkAsync(connection, cancellationToken).ConfigureAwait(false);
        await ScalarAsync(connection, Clear, cancellationToken).ConfigureAwait(false);
    }

    private static async Task MarkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var objects = await ScalarAsync(
                connection,
                "select pg_catalog.count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                    + "where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'",
                cancellationToken
            )
            .ConfigureAwait(false);
        if (objects is not 0L)
            throw ShadowProblems.NotEmpty.Error(
                "strata.json: shadow",
                $"the shadow database holds {objects} relations and was never used as a shadow",
                "nothing was touched",
                "create an empty database for it: createdb NAME"
            );
        await ScalarAsync(
                connection,
                $"do $$ begin execute pg_catalog.format('comment on database %I is %L', pg_catalog.current_database(), '{Mark}'); end $$",
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Null when an environment cannot be reached: then it cannot be the database we are connected to at this moment either.
    /// </summary>
    private async Task<string?> IdentityAsync(string environment, CancellationToken cancellationToken)
    {
        try
        {
            var settings = PostgresUrl.Parse(environment, variables);
            settings.Timeout = 3;
            var connection = ConnectionFactory.Create(settings.ConnectionString);
            await using var connectionScope = connection.ConfigureAwait(false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await PostgresPlace.ReadAsync(connection, isOwn: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var batch = OwnSql.Batch(connection, sql);
        await using var batchScope = batch.ConfigureAwait(false);
        return await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
