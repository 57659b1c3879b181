using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Project.Workspaces;

namespace Strata.Replaying;

/// <summary>Runs migrations from the first on in a shadow database, by the same executor that runs them on the others.</summary>
/// <param name="workspace">The project.</param>
internal sealed class Replay(Workspace workspace)
{
    private readonly ReplayedStates _states = new(workspace);

    /// <summary>The state after a migration; after all of them when <paramref name="to"/> is null.</summary>
    /// <remarks>A state that was reached before is kept by the hashes of its migrations, the server and the code that read it.</remarks>
    /// <exception cref="ProblemException">A migration fails (exit 7 or 8); the message names the statement.</exception>
    public async Task<Catalog> RunAsync(MigrationFolder folder, int? to, CancellationToken cancellationToken) =>
        await KnownAsync(folder, to, cancellationToken).ConfigureAwait(false)
        ?? (await ReplayAsync(folder, to, _ => { }, cancellationToken).ConfigureAwait(false)).Catalog;

    /// <summary>The same, reported as work where there is some.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<Catalog> ReportedAsync(MigrationFolder folder, int? to, CancellationToken cancellationToken) =>
        await KnownAsync(folder, to, cancellationToken).ConfigureAwait(false)
        ?? (await WorkAsync(folder, to, cancellationToken).ConfigureAwait(false)).Catalog;

    /// <summary>The same, observed as well where that can be.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<ObservedState> ObservedAsync(MigrationFolder folder, int? to, CancellationToken cancellationToken)
    {
        if (await workspace.Shadows.WhyUnobservedAsync(cancellationToken).ConfigureAwait(false) is not null)
            return new(await ReportedAsync(folder, to, cancellationToken).ConfigureAwait(false), null);
        folder.ThrowIfBroken();
        return await _states.FindObservedAsync(Hashes(folder, to), cancellationToken).ConfigureAwait(false)
            ?? await WorkAsync(folder, to, cancellationToken).ConfigureAwait(false);
    }

    private Task<Catalog?> KnownAsync(MigrationFolder folder, int? to, CancellationToken cancellationToken)
    {
        folder.ThrowIfBroken();
        return _states.FindAsync(Hashes(folder, to), cancellationToken);
    }

    private static IEnumerable<Migration> Until(MigrationFolder folder, int? to) => folder.Migrations.Where(m => to is null || m.Idx <= to);

    private static List<string> Hashes(MigrationFolder folder, int? to) => [.. Until(folder, to).Select(m => m.Hash)];

    private Task<ObservedState> WorkAsync(MigrationFolder folder, int? to, CancellationToken cancellationToken) =>
        workspace.Progress.WorkAsync("Replaying the migrations in a shadow database", at => ReplayAsync(folder, to, at, cancellationToken));

    private async Task<ObservedState> ReplayAsync(MigrationFolder folder, int? to, Action<string> at, CancellationToken cancellationToken)
    {
        var shadow = await workspace.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        await BuildAsync(shadow, folder, to, at, cancellationToken).ConfigureAwait(false);
        // Observed as well, so that who needs that next replays nothing.
        var read = await ObservedState.ReadAsync(workspace.Dialect, shadow, observes: true, cancellationToken).ConfigureAwait(false);
        return await _states.StoreAsync([.. Until(folder, to)], read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs migrations in an empty shadow database.</summary>
    /// <param name="shadow">The database.</param>
    /// <param name="folder">The migrations.</param>
    /// <param name="to">The last one; null for all of them.</param>
    /// <param name="at">Called with the tag of each before it runs.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">A migration fails (exit 7 or 8); the message names the statement.</exception>
    public async Task BuildAsync(IShadow shadow, MigrationFolder folder, int? to, Action<string> at, CancellationToken cancellationToken)
    {
        var target = workspace.Provider.Target(shadow.ConnectionString);
        await using var targetScope = target.ConfigureAwait(false);
        await ShadowMigrations
            .RunAsync(target, folder, new RunOptions { To = to }, workspace.Host.Time, Report, cancellationToken)
            .ConfigureAwait(false);

        void Report(RunEvent e)
        {
            if (e is MigrationStarted started)
                at(started.Tag);
        }
    }

    /// <summary>
    /// Rolls the last migration back in a shadow database that has run it, by the same executor that rolls it back on the others, and
    /// reads the state that this leads to.
    /// </summary>
    /// <param name="shadow">The shadow database.</param>
    /// <param name="folder">The migrations.</param>
    /// <param name="migration">The last one that the shadow database has run.</param>
    /// <param name="down">Its down-script where that is another than the file's.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ProblemException">A statement fails (exit 7 or 8); the message names it.</exception>
    public async Task<Catalog> DownAsync(
        IShadow shadow,
        MigrationFolder folder,
        Migration migration,
        SqlScript? down,
        CancellationToken cancellationToken
    )
    {
        var target = workspace.Provider.Target(shadow.ConnectionString);
        await using var targetScope = target.ConfigureAwait(false);
        var instead = ImmutableDictionary<string, SqlScript>.Empty;
        await new Rollback(target, new RunOptions(), workspace.Host.Time, _ => { })
        {
            Instead = down is null ? instead : instead.Add(migration.Tag, down),
        }
            .RunAsync(folder, steps: 1, to: null, cancellationToken)
            .ConfigureAwait(false);
        return await workspace.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The state after the last migration: the head snapshot where it belongs to that migration and was read from a server of the same
    /// major version as the state that it is compared with; else (a migration written by hand, a merge) a replay.
    /// </summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<Catalog> HeadAsync(MigrationFolder folder, Catalog? comparedWith, CancellationToken cancellationToken)
    {
        var snapshot = await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return IsOf(snapshot, folder.Migrations[^1].Entry) && (comparedWith is null || Prover.SameServer(snapshot, comparedWith))
            ? snapshot
            : await ReportedAsync(folder, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A state is the one that a migration leads to.</summary>
    public bool IsOf(Catalog state, JournalEntry entry) =>
        entry.Fingerprint is { } fingerprint && fingerprint == workspace.Migrations.Fingerprint(state);
}
