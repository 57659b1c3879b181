using System.Data.Common;
using System.Security.Cryptography;
using Npgsql;
using Strata.Core;
using Strata.Core.Sources;
using Strata.Postgres.Running;

namespace Strata.Postgres.Shadow;

/// <summary>Where a project's throwaway databases may come from, in this order.</summary>
/// <param name="Configured">The URL that strata.json names as <c>shadow</c>.</param>
/// <param name="Local">The local environment's database: a temporary one beside it.</param>
/// <param name="Environments">Databases that a configured shadow must not be.</param>
public sealed record ShadowPlaces(string? Configured, string? Local, IReadOnlyList<string> Environments);

/// <summary>Throwaway databases: the configured one, a temporary one on the local server, or one on a server started for this process.</summary>
public sealed class PostgresShadows(ShadowPlaces places) : IShadowProvider
{
    private readonly SemaphoreSlim _one = new(1);
    private ThrowawayServer? _server;
    private string? _local;
    private const string FirstDatabase = "postgres";
    private string? _first = FirstDatabase;
    private string? _left;
    private Task? _choosing;
    private bool _chosen;

    /// <inheritdoc />
    public async Task<IShadow> OpenAsync(CancellationToken cancellationToken)
    {
        if (places.Configured is { } configured)
        {
            await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return new Shadow(await new ConfiguredShadow(configured, places.Environments).OpenAsync(cancellationToken).ConfigureAwait(false), PostgresUrl.Parse(configured).ConnectionString, () =>
                {
                    _one.Release();
                    return ValueTask.CompletedTask;
                });
            }
            catch
            {
                _one.Release();
                throw;
            }
        }
        await (_choosing ?? ChooseAsync(cancellationToken)).ConfigureAwait(false);
        return _local is not null ? await BesideAsync(_local, cancellationToken).ConfigureAwait(false) : await OnServerAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Expect()
    {
        if (places.Configured is null) _choosing ??= ChooseAsync(CancellationToken.None);
    }

    private async Task ChooseAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_chosen) return;
            if (places.Local is { } url && await MayCreateAsync(url, cancellationToken).ConfigureAwait(false)) _local = url;
            else _server = await ThrowawayServer.StartAsync(new ThrowawayOptions(), cancellationToken).ConfigureAwait(false);
            _chosen = true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The local server answers and its user may create databases. Anything else is no error here: the next place is tried.</summary>
    private static async Task<bool> MayCreateAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(Maintenance(url), cancellationToken).ConfigureAwait(false);
            await using var command = new NpgsqlCommand("select rolcreatedb or rolsuper from pg_roles where rolname = current_user", connection);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or ProblemException)
        {
            return false;
        }
    }

    private async Task<IShadow> OnServerAsync(CancellationToken cancellationToken)
    {
        // The first one is there already: the server was made for nobody else.
        var name = Interlocked.Exchange(ref _first, null) ?? await _server!.CreateDatabaseAsync(null, cancellationToken).ConfigureAwait(false);
        // Dropped when another one is wanted: the last goes away with its server.
        if (Interlocked.Exchange(ref _left, null) is { } left && left != FirstDatabase) await _server!.DropDatabaseAsync(left, cancellationToken).ConfigureAwait(false);
        return new Shadow(await OpenAsync(_server!.ConnectionString(name), cancellationToken).ConfigureAwait(false), _server.ConnectionString(name), () =>
        {
            _left = name;
            return ValueTask.CompletedTask;
        });
    }

    private static async Task<IShadow> BesideAsync(string local, CancellationToken cancellationToken)
    {
        var name = $"strata_shadow_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var root = Maintenance(local);
        await ExecuteAsync(root, $"create database {name} template template0", cancellationToken).ConfigureAwait(false);
        var settings = PostgresUrl.Parse(local);
        settings.Database = name;
        return new Shadow(await OpenAsync(settings.ConnectionString, cancellationToken).ConfigureAwait(false), settings.ConnectionString, async () => await ExecuteAsync(root, $"drop database if exists {name}", CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>The database that is always there, for CREATE and DROP DATABASE.</summary>
    internal static string Maintenance(string url)
    {
        var settings = PostgresUrl.Parse(url);
        settings.Database = "postgres";
        settings.Timeout = 3;
        return settings.ConnectionString;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string settings, CancellationToken cancellationToken)
    {
        var connection = Connections.Create(settings);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    private static async Task ExecuteAsync(string settings, string sql, CancellationToken cancellationToken)
    {
        await using var connection = Connections.Create(settings);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_choosing is { } choosing) await choosing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server?.Release();
        _one.Dispose();
    }

    private sealed class Shadow(NpgsqlConnection connection, string settings, Func<ValueTask> end) : IShadow
    {
        public DbConnection Connection => connection;

        public string ConnectionString => settings;

        public async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            await end().ConfigureAwait(false);
        }
    }
}
