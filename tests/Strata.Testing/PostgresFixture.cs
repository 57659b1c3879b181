using Npgsql;
using Strata.Postgres.Connections;
using Strata.Postgres.Shadow;

namespace Strata.Testing;

/// <summary>One server per test process, as an assembly fixture; one database per test.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private ShadowServer? _server;

    public ShadowServer Server => _server ?? throw new InvalidOperationException("The fixture was not initialised.");

    public async ValueTask InitializeAsync() => _server = await ShadowServer.StartAsync(new ShadowServerOptions(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>A new database; returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null) =>
        Server.ConnectionString(await Server.CreateDatabaseAsync(template, CancellationToken.None));

    /// <summary>An open connection to a database.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = ConnectionFactory.Create(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs one statement.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads rows as text: columns joined by <c>|</c>, null as an empty string.</summary>
    public static async Task<IReadOnlyList<string>> QueryAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i)))
                )
            );
        return rows;
    }
}
