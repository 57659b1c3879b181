using Strata.Core.Dialect;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Project.SchemaSources.CSharp;

/// <summary>
/// The catalogs that schemas read back as, in the form of a snapshot: a command that has built a schema spares the next one a shadow
/// database.
/// </summary>
/// <param name="folder">Owned by the user alone: what is in it becomes SQL.</param>
/// <param name="dialect">The dialect of these catalogs.</param>
internal sealed class CatalogCache(string folder, IDialect dialect) : ICatalogCache
{
    private readonly UserCache _files = new(Path.Combine(folder, "catalogs"));
    private readonly UserCache _observations = new(Path.Combine(folder, "observations"));

    public async Task<Catalog?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await _files.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } bytes
                ? Snapshot.Read(bytes, dialect.Kinds, dialect.Name, key)
                : null;
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            // Not whole: the schema is built again, and this is written over.
            return null;
        }
    }

    public Task StoreAsync(string key, Catalog catalog, CancellationToken cancellationToken) =>
        _files.StoreAsync(key, Snapshot.Write(catalog, dialect.Kinds, dialect.Name), cancellationToken);

    public async Task<Observation?> FindObservationAsync(string key, CancellationToken cancellationToken) =>
        await _observations.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } bytes ? Observation.Read(bytes) : null;

    public Task StoreAsync(string key, Observation observation, CancellationToken cancellationToken) =>
        _observations.StoreAsync(key, observation.Write(), cancellationToken);
}
