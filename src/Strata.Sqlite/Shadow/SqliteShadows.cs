using System.Data.Common;
using Microsoft.Data.Sqlite;
using Strata.Core.Dialect;

namespace Strata.Sqlite.Shadow;

/// <summary>Shadow databases in memory: https://www.sqlite.org/inmemorydb.html</summary>
public sealed class SqliteShadows : IShadowProvider
{
    private int _made;

    /// <inheritdoc/>
    public async Task<string?> IdentityAsync(CancellationToken cancellationToken)
    {
        // The library is in this process: https://www.sqlite.org/lang_corefunc.html#sqlite_source_id
        var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        await using var connectionScope = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.CommandText = "SELECT sqlite_source_id()";
        return (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IShadow> OpenAsync(CancellationToken cancellationToken)
    {
        // Shared by name inside this process, so that a second connection finds it; gone with the last connection.
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = $"strata-shadow-{Guid.NewGuid():n}-{Interlocked.Increment(ref _made)}",
            Mode = SqliteOpenMode.Memory,
            Cache = SqliteCacheMode.Shared,
            Pooling = false,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new Shadow(connection);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Shadow(SqliteConnection connection) : IShadow
    {
        public DbConnection Connection => connection;

        public string ConnectionString => connection.ConnectionString;

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
