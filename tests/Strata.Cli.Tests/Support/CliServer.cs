using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Postgres.Shadow;

[assembly: AssemblyFixture(typeof(CliServer))]
// One more than the processors that most have: a third of the time is spent in waiting for processes and servers.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace Strata.Cli.Tests.Support;

/// <summary>One PostgreSQL server for all tests, on a socket without and on TCP with a password.</summary>
public sealed class CliServer : IAsyncLifetime
{
    private ShadowServer? _server;

    public ShadowServer Server => _server ?? throw new InvalidOperationException("The fixture was not initialised.");

    public async ValueTask InitializeAsync() =>
        _server = await ShadowServer.StartAsync(
            new ShadowServerOptions { Tcp = true, Settings = ["max_connections=200"] },
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>A project in an empty folder with an empty database of a dialect as its local environment.</summary>
    public async Task<CliProject> ProjectAsync(string dialect = "postgresql", bool obeysPermissions = false)
    {
        var project = new CliProject(
            dialect == "sqlite" ? "sqlite:app.db"
            : obeysPermissions ? Server.TcpConnectionString(await Server.CreateDatabaseAsync(null, CancellationToken.None))
            : Server.ConnectionString(await Server.CreateDatabaseAsync(null, CancellationToken.None))
        )
        {
            ObeysPermissions = obeysPermissions,
        };
        await project.ExpectAsync(0, "init", "--url", project.Url);
        project.Write("db/src/Schema.cs", Schemas.Films);
        return project;
    }

    /// <summary>The address over TCP, without a password.</summary>
    public NpgsqlConnectionStringBuilder Tcp(string database) => new(Server.TcpConnectionString(database)) { Password = null };
}
