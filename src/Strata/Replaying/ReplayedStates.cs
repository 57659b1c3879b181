using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Project.SchemaSources;
using Strata.Project.Workspaces;

namespace Strata.Replaying;

/// <summary>
/// The states that replays have reached, on this machine: who needs one again (<c>migrate</c>, then <c>drift</c>, <c>check</c>,
/// <c>generate</c>) runs no migration for it.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class ReplayedStates(Workspace workspace)
{
    /// <summary>Finds the state after migrations.</summary>
    /// <param name="hashes">The hashes of all of them, in their order.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Catalog?> FindAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken) =>
        await KeyAsync(hashes, cancellationToken).ConfigureAwait(false) is { } key
            ? await workspace.Schema.Catalogs.FindAsync(key, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The same, with its observation; null where one of the two is missing.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<ObservedState?> FindObservedAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken) =>
        await KeyAsync(hashes, cancellationToken).ConfigureAwait(false) is { } key
        && await workspace.Schema.Catalogs.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } catalog
        && await workspace.Schema.Catalogs.FindObservationAsync(key, cancellationToken).ConfigureAwait(false) is { } observation
            ? new(catalog, observation)
            : null;

    /// <summary>Keeps the state after migrations. One with an unmanaged object is not kept: every command names it.</summary>
    /// <param name="migrations">All of them, in their order.</param>
    /// <param name="read">The state as it was read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The state without what the migrations leave to the server.</returns>
    public async Task<ObservedState> StoreAsync(
        IReadOnlyList<Migration> migrations,
        ObservedState read,
        CancellationToken cancellationToken
    )
    {
        var state = read with { Catalog = workspace.Dialect.Unpin(read.Catalog, migrations.SelectMany(m => m.Script.Statements)) };
        await KeepAsync([.. migrations.Select(m => m.Hash)], state, cancellationToken).ConfigureAwait(false);
        return state;
    }

    private async Task KeepAsync(IReadOnlyList<string> hashes, ObservedState state, CancellationToken cancellationToken)
    {
        if (!state.Catalog.Unmanaged.IsEmpty || await KeyAsync(hashes, cancellationToken).ConfigureAwait(false) is not { } key)
            return;
        await workspace.Schema.Catalogs.StoreAsync(key, state.Catalog, cancellationToken).ConfigureAwait(false);
        if (state.Observation is { } observation)
            await workspace.Schema.Catalogs.StoreAsync(key, observation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> KeyAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken) =>
        hashes.Count > 0 && await workspace.Shadows.IdentityAsync(cancellationToken).ConfigureAwait(false) is { } server
            ? CatalogKey.Of(workspace.Dialect, server, ["migrations", .. hashes])
            : null;
}
