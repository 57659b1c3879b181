using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>The databases of a guard matrix. A database's name is its connection string.</summary>
internal interface IMatrixServer : IDisposable
{
    /// <summary>The table of the stamp.</summary>
    string Stamp { get; }

    /// <summary>A new database, as a template is.</summary>
    Task<string> CreateAsync(string? template);

    Task ExecuteAsync(string database, string sql);

    /// <summary>The statement that makes the stamp of a copy that of the database itself.</summary>
    string MoveStamp(string database);

    Task<string> FingerprintAsync(string database);
}

/// <summary>Databases of a PostgreSQL server.</summary>
internal sealed class MatrixServer(CliServer server) : IMatrixServer
{
    public string Stamp => "strata.stamp";

    public async Task<string> CreateAsync(string? template)
    {
        NpgsqlConnection.ClearAllPools();
        return server.Server.ConnectionString(
            await server.Server.CreateDatabaseAsync(template is null ? null : Name(template), CancellationToken.None)
        );
    }

    public Task ExecuteAsync(string database, string sql) => PostgresFixture.ExecuteAsync(database, sql);

    public string MoveStamp(string database) =>
        "update strata.stamp set place = regexp_replace(place, '[0-9]+$', "
        + $"(select oid::text from pg_database where datname = '{Name(database)}'))";

    public Task<string> FingerprintAsync(string database) => PgDump.AllAsync(database);

    private static string Name(string database) => new NpgsqlConnectionStringBuilder(database).Database!;

    public void Dispose() { }
}

/// <summary>Database files of SQLite.</summary>
internal sealed class MatrixFiles : IMatrixServer
{
    private readonly TempFolder _folder = new();
    private int _count;

    public string Stamp => "__strata_stamp";

    public Task<string> CreateAsync(string? template)
    {
        var path = Path.Combine(_folder.Path, $"{Interlocked.Increment(ref _count)}.db");
        if (template is not null)
            File.Copy(PathOf(template), path);
        return Task.FromResult($"sqlite:{path}");
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = PathOf(database), Pooling = false };
        await using var connection = new SqliteConnection(source.ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public string MoveStamp(string database) => $"update __strata_stamp set place = '{PathOf(database)}'";

    public async Task<string> FingerprintAsync(string database) =>
        Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(PathOf(database))));

    private static string PathOf(string database) => database["sqlite:".Length..];

    public void Dispose() => _folder.Dispose();
}
