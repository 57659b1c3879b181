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
    private const string FirstDatabase = "postgres";
    private readonly SemaphoreSlim _one = new(1);
    private string? _first = FirstDatabase;
    private string? _left;
    private Task? _expected;
    private Task<Place>? _place;
    private Task<ThrowawayServer>? _server;

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
        var place = await PlaceAsync(cancellationToken).ConfigureAwait(false);
        return place.Local is { } local ? await BesideAsync(local, cancellationToken).ConfigureAwait(false)
            : await OnServerAsync(await ServerAsync(place.Binaries!).WaitAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Expect()
    {
        if (places.Configured is null) _expected ??= ServerWhereNeededAsync();
    }

    /// <inheritdoc />
    public async Task<string?> IdentityAsync(CancellationToken cancellationToken) =>
        places.Configured is null ? (await PlaceAsync(cancellationToken).ConfigureAwait(false)).Identity : null;

    /// <summary>What goes wrong is told by who waits for the same tasks.</summary>
    private async Task ServerWhereNeededAsync()
    {
        if (await PlaceAsync(CancellationToken.None).ConfigureAwait(false) is { Local: null, Binaries: { } binaries }) await ServerAsync(binaries).ConfigureAwait(false);
    }

    private Task<Place> PlaceAsync(CancellationToken cancellationToken)
    {
        lock (_one) return (_place ??= ChooseAsync()).WaitAsync(cancellationToken);
    }

    private Task<ThrowawayServer> ServerAsync(PostgresBinaries binaries)
    {
        lock (_one) return _server ??= ThrowawayServer.StartAsync(new ThrowawayOptions { Binaries = binaries, KeepFirstConnection = true }, CancellationToken.None);
    }

    private async Task<Place> ChooseAsync()
    {
        if (places.Local is { } url && await IdentityOfAsync(url).ConfigureAwait(false) is { } identity) return new Place(url, null, identity);
        var binaries = await PostgresBinaries.FindAsync(null, CancellationToken.None).ConfigureAwait(false);
        return new Place(null, binaries, binaries.Identity);
    }

    /// <param name="Local">A server that may make a temporary database.</param>
    /// <param name="Binaries">Where there is none: what to start one with.</param>
    /// <param name="Identity">As <see cref="IdentityAsync"/> gives it.</param>
    private sealed record Place(string? Local, PostgresBinaries? Binaries, string? Identity);

    /// <summary>The local server answers and its user may create databases: what decides how a new database there reads. Else null, which is no error: the next place is tried.</summary>
    private static async Task<string?> IdentityOfAsync(string url)
    {
        const string Facts =
            """
            select (select rolcreatedb or rolsuper from pg_catalog.pg_roles where rolname = current_user),
              pg_catalog.md5(pg_catalog.concat_ws('|', pg_catalog.version(), current_user,
                (select pg_catalog.concat_ws(' ', d.encoding, d.datcollate, d.datctype) from pg_catalog.pg_database d where d.datname = 'template0'),
                (select pg_catalog.string_agg(s.name || '=' || s.setting, ',' order by s.name) from pg_catalog.pg_settings s where s.source not in ('default', 'client', 'session')),
                (select pg_catalog.string_agg(e.name || ' ' || e.default_version, ',' order by e.name) from pg_catalog.pg_available_extensions e)))
            """;
        try
        {
            await using var connection = await OpenAsync(Maintenance(url), CancellationToken.None).ConfigureAwait(false);
            await using var command = new NpgsqlCommand(Facts, connection);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
            await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            return reader.GetBoolean(0) ? reader.GetString(1) : null;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or ProblemException)
        {
            return null;
        }
    }

    private async Task<IShadow> OnServerAsync(ThrowawayServer server, CancellationToken cancellationToken)
    {
        // The first one is there already: the server was made for nobody else.
        var name = Interlocked.Exchange(ref _first, null) ?? await server.CreateDatabaseAsync(null, cancellationToken).ConfigureAwait(false);
        // Dropped when another one is wanted: the last goes away with its server.
        if (Interlocked.Exchange(ref _left, null) is { } left && left != FirstDatabase) await server.DropDatabaseAsync(left, cancellationToken).ConfigureAwait(false);
        return new Shadow((name == FirstDatabase ? server.TakeFirstConnection() : null) ?? await OpenAsync(server.ConnectionString(name), cancellationToken).ConfigureAwait(false), server.ConnectionString(name), () =>
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
        // A server that is still starting is let go of as soon as it has.
        if (_expected is { } expected) await expected.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is { } server)
        {
            await ((Task)server).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (server.IsCompletedSuccessfully) (await server.ConfigureAwait(false)).Release();
        }
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
