using System.Data.Common;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>Shadow databases on the test process's own server.</summary>
internal sealed class FixtureShadows(PostgresFixture postgres) : IShadowProvider
{
    public async Task<IShadow> OpenAsync(CancellationToken cancellationToken)
    {
        var settings = await postgres.CreateDatabaseAsync();
        var connection = await PostgresFixture.OpenAsync(settings);
        return new Shadow(connection, settings);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Shadow(NpgsqlConnection connection, string settings) : IShadow
    {
        public DbConnection Connection => connection;

        public string ConnectionString => settings;

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
