using System.Data.Common;
using Npgsql;
using Strata.Core.Data;
using Strata.Core.Diagnosis;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Transfer;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.Connections;
using Strata.Postgres.Data;
using Strata.Postgres.Diagnosis;
using Strata.Postgres.Execution;
using Strata.Postgres.Observing;
using Strata.Postgres.Runs;
using Strata.Postgres.Scripts;
using Strata.Postgres.Shadow;
using Strata.Postgres.Transfer;

namespace Strata.Postgres;

/// <summary>PostgreSQL, whole.</summary>
/// <param name="time">Waits and measures.</param>
/// <param name="variables">Complete URLs, and say where the programs of PostgreSQL are.</param>
public sealed class PostgresProvider(TimeProvider time, EnvironmentVariables variables) : IDatabaseProvider
{
    public IDialect Dialect { get; } = new PostgresDialect();

    public string ProductName => "PostgreSQL";

    public IDataTools Data { get; } = new PostgresDataTools(variables);

    public IRowTools Rows { get; } = new PostgresRows();

    public ISwapTools Swap { get; } = new PostgresSwap(time);

    public IContentTools Content { get; } = new PostgresContent();

    public ITransferTools Transfer { get; } = new PostgresTransferTools();

    public bool HasOwners => true;

    public string DefaultUrl(string project) => $"postgresql://localhost/{project}";

    public bool Recognizes(string url) => PostgresUrl.IsPostgres(url);

    public string? NativeLibrary() => null;

    public void UseNativeLibrary(string path) => throw new NotSupportedException("The PostgreSQL client is managed code.");

    public string Resolve(string url, string? password, string directory)
    {
        var settings = PostgresUrl.Parse(url, variables);
        if (password is not null)
            settings.Password = password;
        return settings.ConnectionString;
    }

    /// <remarks>
    /// A data source keeps its password to itself, and gives it to copies of its connections alone.
    /// https://www.npgsql.org/doc/api/Npgsql.NpgsqlConnection.html#Npgsql_NpgsqlConnection_CloneWith_System_String_
    /// </remarks>
    public string? ConnectionStringOf(DbDataSource source)
    {
        using var connection = source.CreateConnection() as NpgsqlConnection;
        if (connection is null)
            return null;
        using var copy = connection.CloneWith(connection.ConnectionString);
        return copy.ConnectionString;
    }

    public bool IsLocal(string connectionString) => PostgresUrl.IsLocal(new NpgsqlConnectionStringBuilder(connectionString));

    public string DatabaseName(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) is var s ? s.Database ?? s.Username ?? "" : "";

    public bool Exists(string connectionString) => true;

    public async Task<DbConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connectionString) { ReadsOnly = true };
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return target.Connection;
    }

    public IShadowProvider Shadows(string? configured, string? local, IReadOnlyList<string> environments) =>
        new PostgresShadows(
            new ShadowPlaces(configured, local, environments) { Variables = variables, Observer = new DumpObserver(variables) }
        );

    public IMigrationTarget Reader(string connectionString) => new PostgresTarget(connectionString) { ReadsOnly = true };

    public IMigrationTarget Target(string connectionString) => new PostgresTarget(connectionString);

    public IRunLog RunLog(string connectionString) => new PostgresRunLog(connectionString);

    public IDoctor Doctor { get; } = new PostgresDoctor();

    public Task<IReadOnlyList<Symptom>> ExamineMachineAsync(CancellationToken cancellationToken) =>
        PostgresDoctor.ExamineMachineAsync(variables, cancellationToken);

    public async Task CreateDatabaseAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var name = settings.Database ?? settings.Username!;
        settings.Database = "postgres";
        var connection = ConnectionFactory.Create(settings.ConnectionString);
        await using var connectionScope = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using var commandScope = command.ConfigureAwait(false);
        command.CommandText = $"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyDictionary<ObjectId, string>> OwnersAsync(
        DbConnection connection,
        string[] roles,
        CancellationToken cancellationToken
    ) => Owners.ReadAsync((NpgsqlConnection)connection, roles, cancellationToken);

    public string Script(ScriptRequest request) => new PostgresScript(request).Write();
}
