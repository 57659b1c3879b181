using System.Collections.Concurrent;
using Npgsql;
using Strata.Postgres.Shadow;

namespace Strata.Testing;

/// <summary>One server of each major version that a test asks for, as an assembly fixture; one database per test.</summary>
public sealed class PostgresServers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, Lazy<Task<ShadowServer>>> _servers = [];

    /// <summary>The server of one version, started when it is first asked for.</summary>
    public Task<ShadowServer> OfAsync(int major) => _servers.GetOrAdd(major, m => new(() => StartAsync(m))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            if (server.Value.IsCompletedSuccessfully)
                await (await server.Value).DisposeAsync();
    }

    private static async Task<ShadowServer> StartAsync(int major) =>
        await ShadowServer.StartAsync(
            new ShadowServerOptions { Binaries = await PostgresPackages.FindAsync(major) },
            CancellationToken.None
        );
}

/// <summary>Databases of one test on a server of several.</summary>
public static class ServerDatabases
{
    /// <summary>A connection to a new, empty database.</summary>
    public static async Task<NpgsqlConnection> OpenNewAsync(this ShadowServer server)
    {
        var name = await server.CreateDatabaseAsync(null, CancellationToken.None);
        return await PostgresFixture.OpenAsync(server.ConnectionString(name));
    }
}
