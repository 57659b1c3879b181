using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Sql;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Execution;

/// <summary>The session that does the work of a run, watched; its errors are failures of a run.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, SessionWatch watch, string searchPath) : IAsyncDisposable
{
    private bool _isPooled;

    public NpgsqlConnection Connection => connection;

    public SessionWatch Watch => watch;

    /// <summary>The facts are known from now on.</summary>
    public void Begin(ServerFacts facts)
    {
        _isPooled = facts.IsPooled;
        watch.Begin(facts);
    }

    /// <summary>Work of ours. Behind a pooler only a transaction has settings of its own.</summary>
    public Task<T> ReadingAsync<T>(Func<CancellationToken, Task<T>> queries, CancellationToken cancellationToken) =>
        GuardedAsync(t => _isPooled ? OwnSql.ReadAsync(connection, () => queries(t), t) : queries(t), cancellationToken);

    /// <summary>Names in a statement of a migration are looked up where the migration says.</summary>
    public Task<T> AsMigrationAsync<T>(
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        SqlStatement? statement = null
    )
    {
        return GuardedAsync(InPathAsync, cancellationToken, statement);

        async Task<T> InPathAsync(CancellationToken token)
        {
            await ExecuteAsync($"SET search_path = {searchPath}", CancellationToken.None).ConfigureAwait(false);
            try
            {
                return await work(token).ConfigureAwait(false);
            }
            finally
            {
                if (connection.IsOpen())
                    await ExecuteAsync(OwnSql.OfSession, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <exception cref="StatementException">The server refused a statement, or the connection was lost.</exception>
    public async Task<T> GuardedAsync<T>(
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        SqlStatement? statement = null
    )
    {
        try
        {
            return await watch.RunAsync(work, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.From(e, statement);
        }
        catch (InvalidOperationException e) when (!connection.IsOpen())
        {
            throw PostgresErrors.Lost(e, statement);
        }
    }

    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        SessionQueries.ExecuteAsync(connection, sql, cancellationToken);

    /// <summary>One that is given up is closed when its last answer comes, and nobody waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        var isQuiet = !connection.IsWorking() && !watch.IsAbandoned;
        var closing = Task.Run(async () => await connection.DisposeAsync().ConfigureAwait(false));
        if (isQuiet)
            await closing.ConfigureAwait(false);
    }
}
