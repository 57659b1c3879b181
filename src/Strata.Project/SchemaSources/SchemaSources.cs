using System.Data.Common;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Sql;

namespace Strata.Project.SchemaSources;

/// <summary>Anything a schema can come from: each is a way to get a catalog.</summary>
internal interface ISchemaSource
{
    /// <summary>The name in messages.</summary>
    string Describe { get; }

    Task<Catalog> LoadAsync(CancellationToken cancellationToken);
}

/// <summary>A database as it is.</summary>
internal sealed class LiveSource(IDialect dialect, string describe, Func<CancellationToken, Task<DbConnection>> open) : ISchemaSource
{
    public string Describe => describe;

    public async Task<Catalog> LoadAsync(CancellationToken cancellationToken)
    {
        var connection = await open(cancellationToken).ConfigureAwait(false);
        await using var connectionScope = connection.ConfigureAwait(false);
        return await dialect.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Catalogs that were read before, each under the hash of everything it depends on.</summary>
internal interface ICatalogCache
{
    Task<Catalog?> FindAsync(string key, CancellationToken cancellationToken);

    Task StoreAsync(string key, Catalog catalog, CancellationToken cancellationToken);

    Task<Observation?> FindObservationAsync(string key, CancellationToken cancellationToken);

    Task StoreAsync(string key, Observation observation, CancellationToken cancellationToken);
}

/// <summary>DDL from anywhere, run in a shadow database and read back.</summary>
internal sealed class DdlSource(
    IDialect dialect,
    IShadowProvider shadows,
    string describe,
    Func<CancellationToken, Task<IReadOnlyList<DdlStatement>>> read
) : ISchemaSource
{
    /// <summary>Asked before a shadow database is.</summary>
    public ICatalogCache? Cache { get; init; }

    public string Describe => describe;

    public async Task<Catalog> LoadAsync(CancellationToken cancellationToken)
    {
        var statements = await read(cancellationToken).ConfigureAwait(false);
        return statements.Count == 0
            ? Catalog.Empty
            : (await LoadAsync(statements, observes: false, cancellationToken).ConfigureAwait(false)).Catalog;
    }

    /// <summary>The same, observed as well where that can be.</summary>
    public async Task<ObservedState> ObserveAsync(CancellationToken cancellationToken) =>
        await LoadAsync(
                await read(cancellationToken).ConfigureAwait(false),
                await shadows.WhyUnobservedAsync(cancellationToken).ConfigureAwait(false) is null,
                cancellationToken
            )
            .ConfigureAwait(false);

    private async Task<ObservedState> LoadAsync(IReadOnlyList<DdlStatement> statements, bool observes, CancellationToken cancellationToken)
    {
        var key = Cache is null ? null : Key(statements, await shadows.IdentityAsync(cancellationToken).ConfigureAwait(false));
        if (key is not null && await Cache!.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } known)
        {
            var seen = observes ? await Cache.FindObservationAsync(key, cancellationToken).ConfigureAwait(false) : null;
            if (!observes || seen is not null)
                return new(known, seen);
        }
        var built = await BuildAsync(statements, observes, cancellationToken).ConfigureAwait(false);
        // An unmanaged object is not written, and every command names it.
        if (key is not null && built.Catalog.Unmanaged.IsEmpty)
        {
            await Cache!.StoreAsync(key, built.Catalog, cancellationToken).ConfigureAwait(false);
            if (built.Observation is { } observation)
                await Cache.StoreAsync(key, observation, cancellationToken).ConfigureAwait(false);
        }
        return built;
    }

    private async Task<ObservedState> BuildAsync(IReadOnlyList<DdlStatement> statements, bool observes, CancellationToken cancellationToken)
    {
        var shadow = await shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        await new DdlLoader(dialect).LoadAsync(shadow.Connection, statements, cancellationToken).ConfigureAwait(false);
        var state = await ObservedState.ReadAsync(dialect, shadow, observes, cancellationToken).ConfigureAwait(false);
        return state with
        {
            Catalog = dialect.Unpin(
                state.Catalog,
                statements.SelectMany(s => SqlScript.Parse(s.Sql, dialect.Syntax, s.Where, allowEmpty: true).Statements)
            ),
        };
    }

    /// <summary>The DDL in its order, the server, and the code that reads.</summary>
    private string? Key(IReadOnlyList<DdlStatement> statements, string? server) =>
        server is null ? null : CatalogKey.Of(dialect, server, statements.Select(s => s.Sql));
}

/// <summary>A catalog already at hand: a snapshot, or nothing.</summary>
internal sealed class FixedSource(string describe, Catalog catalog) : ISchemaSource
{
    public string Describe => describe;

    public Task<Catalog> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(catalog);
}
