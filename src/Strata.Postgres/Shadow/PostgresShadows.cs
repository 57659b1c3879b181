using System.Data.Common;
using Npgsql;
using Strata.Core.Dialect;
using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Shadow;

/// <summary>The places that a project's shadow databases may come from, in this order.</summary>
/// <param name="Configured">The URL that strata.json names as <c>shadow</c>.</param>
/// <param name="Local">The local environment's database: a server of our own that is like its server, else a temporary database beside
/// it.</param>
/// <param name="Environments">Databases that a configured shadow must not be.</param>
public sealed record ShadowPlaces(string? Configured, string? Local, IReadOnlyList<string> Environments)
{
    /// <summary>Complete URLs, and say where the server's programs and the user's cache are.</summary>
    public EnvironmentVariables Variables { get; init; } = EnvironmentVariables.OfProcess();

    /// <summary>Observes the databases; null for none.</summary>
    public IShadowObserver? Observer { get; init; }
}

/// <summary>
/// Shadow databases: the configured one, a temporary one on the local server, or one on a server started for this process.
/// </summary>
public sealed class PostgresShadows(ShadowPlaces places) : IShadowProvider
{
    private const string FirstDatabase = "postgres";
    private readonly SemaphoreSlim _one = new(1);
    private string? _first = FirstDatabase;
    private string? _left;

    // The major version of the configured server, which is known once it was opened.
    private int? _configured;
    private Task? _expected;
    private Task<Place>? _place;
    private Task<ShadowServer>? _server;

    /// <inheritdoc />
    public async Task<IShadow> OpenAsync(CancellationToken cancellationToken)
    {
        if (places.Configured is { } configured)
        {
            await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var connection = await new ConfiguredShadow(configured, places.Environments, places.Variables)
                    .OpenAsync(cancellationToken)
                    .ConfigureAwait(false);
                _configured = connection.PostgreSqlVersion.Major;
                return new Shadow(
                    connection,
                    PostgresUrl.Parse(configured, places.Variables).ConnectionString,
                    places.Observer,
                    () =>
                    {
                        _one.Release();
                        return ValueTask.CompletedTask;
                    }
                );
            }
            catch
            {
                _one.Release();
                throw;
            }
        }
        var place = await PlaceAsync(cancellationToken).ConfigureAwait(false);
        return place.Local is { } local
            ? await local.CreateAsync(cancellationToken).ConfigureAwait(false)
            : await OnServerAsync(await ServerAsync(place).WaitAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Expect()
    {
        if (places.Configured is null)
            _expected ??= ServerWhereNeededAsync();
    }

    /// <inheritdoc />
    public async Task<string?> IdentityAsync(CancellationToken cancellationToken) =>
        places.Configured is null ? (await PlaceAsync(cancellationToken).ConfigureAwait(false)).Identity : null;

    /// <inheritdoc />
    public async Task<string?> WhyUnobservedAsync(CancellationToken cancellationToken)
    {
        if (places.Observer is not { } observer)
            return "nothing observes these databases";
        var major = places.Configured is null ? (await PlaceAsync(cancellationToken).ConfigureAwait(false)).Major : _configured;
        return major is { } known ? await observer.WhyNotAsync(known, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Starts a server where no local one will do. Its failure is reported by whoever waits for the same tasks.</summary>
    private async Task ServerWhereNeededAsync()
    {
        if (await PlaceAsync(CancellationToken.None).ConfigureAwait(false) is { Local: null } place)
            await ServerAsync(place).ConfigureAwait(false);
    }

    private Task<Place> PlaceAsync(CancellationToken cancellationToken)
    {
        lock (_one)
            return (_place ??= ChooseAsync()).WaitAsync(cancellationToken);
    }

    private Task<ShadowServer> ServerAsync(Place place)
    {
        lock (_one)
            return _server ??= StartAsync(place);
    }

    private async Task<ShadowServer> StartAsync(Place place)
    {
        var server = await ShadowServer
            .StartAsync(
                new ShadowServerOptions
                {
                    Binaries = place.Binaries,
                    KeepFirstConnection = true,
                    Variables = places.Variables,
                },
                CancellationToken.None
            )
            .ConfigureAwait(false);
        await server.CreateRolesAsync(place.Roles, CancellationToken.None).ConfigureAwait(false);
        return server;
    }

    // A database of its own on a durable server costs hundreds of files and their way to the disk; where a server in memory is no
    // different, that is all it costs.
    private async Task<Place> ChooseAsync()
    {
        var local = places.Local is { } url ? new LocalServer(url, places.Variables, places.Observer) : null;
        var facts = local is null ? null : await local.LookAsync().ConfigureAwait(false);
        if (facts is null)
        {
            var own = await PostgresBinaries.FindAsync(null, places.Variables, CancellationToken.None).ConfigureAwait(false);
            return new Place(null, own, own.Major, own.Identity, []);
        }
        return await LikeAsync(facts).ConfigureAwait(false) is { } binaries
            ? new Place(
                null,
                binaries,
                binaries.Major,
                binaries.Identity is { } identity ? $"{identity} {string.Join(' ', facts.Roles)}" : null,
                facts.Roles
            )
            : new Place(local, null, facts.Major, facts.Identity, []);
    }

    private async Task<PostgresBinaries?> LikeAsync(LocalFacts facts)
    {
        try
        {
            return
                await PostgresBinaries.FindAsync(null, places.Variables, CancellationToken.None).ConfigureAwait(false) is var binaries
                && facts.IsLike(binaries)
                && ServerAccount.Current().IsWithinReach
                ? binaries
                : null;
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Preflight)
        {
            // No server programs on this machine: the local server is the only place there is.
            return null;
        }
    }

    /// <param name="Local">A server that may make a temporary database.</param>
    /// <param name="Binaries">Else what to start one with.</param>
    /// <param name="Major">The major version of the server.</param>
    /// <param name="Identity">As <see cref="IdentityAsync"/> gives it.</param>
    /// <param name="Roles">The roles that statements for the local server may name.</param>
    private sealed record Place(LocalServer? Local, PostgresBinaries? Binaries, int Major, string? Identity, IReadOnlyList<string> Roles);

    private async Task<IShadow> OnServerAsync(ShadowServer server, CancellationToken cancellationToken)
    {
        // The first one is there already: the server was made for nobody else.
        var name =
            Interlocked.Exchange(ref _first, null) ?? await server.CreateDatabaseAsync(null, cancellationToken).ConfigureAwait(false);
        // Dropped when another one is wanted: the last goes away with its server.
        if (Interlocked.Exchange(ref _left, null) is { } left && left != FirstDatabase)
            await server.DropDatabaseAsync(left, cancellationToken).ConfigureAwait(false);
        return new Shadow(
            (name == FirstDatabase ? server.TakeFirstConnection() : null)
                ?? await OpenAsync(server.ConnectionString(name), cancellationToken).ConfigureAwait(false),
            server.ConnectionString(name),
            places.Observer,
            () =>
            {
                _left = name;
                return ValueTask.CompletedTask;
            }
        );
    }

    internal static async Task<NpgsqlConnection> OpenAsync(string settings, CancellationToken cancellationToken)
    {
        var connection = ConnectionFactory.Create(settings);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        // A server that is still starting is let go of as soon as it has.
        if (_expected is { } expected)
            await expected.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is { } server)
        {
            await ((Task)server).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (server.IsCompletedSuccessfully)
                (await server.ConfigureAwait(false)).Release();
        }
        if (_place is { IsCompletedSuccessfully: true } place && (await place.ConfigureAwait(false)).Local is { } local)
            await local.DisposeAsync().ConfigureAwait(false);
        _one.Dispose();
    }
}

/// <summary>An open shadow database, and what becomes of it.</summary>
internal sealed class Shadow(NpgsqlConnection connection, string settings, IShadowObserver? observer, Func<ValueTask> end) : IShadow
{
    public DbConnection Connection => connection;

    public string ConnectionString => settings;

    public Task<Observation?> ObserveAsync(CancellationToken cancellationToken) =>
        observer is null
            ? Task.FromResult<Observation?>(null)
            : observer.ObserveAsync(settings, connection.PostgreSqlVersion.Major, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        await end().ConfigureAwait(false);
    }
}
