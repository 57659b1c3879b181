using System.Collections.Immutable;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Deploy.Recording;
using Strata.Project.Workspaces;

namespace Strata.Deploy.Deploying;

/// <summary>The migrations folder and the database of a deploy, read before anything is changed.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class DatabaseState(Workspace workspace, DeployRequest request)
{
    private TargetState _state = TargetState.Empty;

    /// <summary>The migrations folder; null where it does not exist.</summary>
    public MigrationFolder? Folder { get; private set; }

    /// <summary>The database's name for people.</summary>
    public string Target { get; private set; } = "";

    /// <summary>The pending migrations, in order.</summary>
    public ImmutableArray<PendingMigration> Pending { get; private set; } = [];

    /// <summary>Strata has changed the database.</summary>
    public bool Exists => _state.Exists;

    /// <summary>The identity of the database; null where it has no stamp.</summary>
    public Guid? Identity => _state.Stamp?.Identity;

    /// <summary>Push changes the database.</summary>
    public bool IsOwnedByPush => _state.Stamp is { Mode: StampMode.Push };

    /// <summary>The last migration of the database; null where it has none.</summary>
    public string? Head => Folder is null ? null : HistoryCheck.Head(Folder.Migrations, _state)?.Tag;

    /// <summary>The last migration once some more are applied; one that ran out of order does not become it.</summary>
    /// <param name="applied">Their names.</param>
    public string? HeadAfter(IReadOnlySet<string> applied)
    {
        var before = Head;
        return Folder?.Migrations.LastOrDefault(m => m.Tag == before || applied.Contains(m.Tag))?.Tag ?? before;
    }

    /// <summary>Reads the last migration of the database as it is now; null where it has none.</summary>
    public async Task<string?> HeadNowAsync(CancellationToken cancellationToken) =>
        await ReadAgainAsync(cancellationToken).ConfigureAwait(false) ? Head : null;

    /// <summary>Reads folder and database, and changes neither.</summary>
    /// <exception cref="ProblemException">The folder is inconsistent (exit 3), the database is another environment's (exit 9) or cannot be
    /// reached (exit 11).</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var migrates = request.Database == DatabaseChange.Migrate;
        Folder = migrates
            ? await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false)
            : await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        // A rollback of services is for emergencies: an inconsistent folder does not stop it.
        if (request.Kind != DeployKind.Rollback)
            Folder?.ThrowIfBroken();
        await ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        if (migrates || _state.Stamp is { Mode: StampMode.Migrate })
            StampCheck.Require(_state.Stamp, workspace.Environment.Name, StampMode.Migrate, Target);
        if (Folder is not { Problems.IsEmpty: true } || IsOwnedByPush)
            return;
        var treatment = migrates ? workspace.Policies.OutOfOrder(workspace.Environment) : OutOfOrder.Apply;
        Pending = HistoryCheck.Compare(Folder.Migrations, _state, Target, to: null, treatment);
    }

    /// <summary>Reads the oldest version of the application that can run on the database; null where no migration states one.</summary>
    public async Task<AppVersion?> OldestVersionAsync(CancellationToken cancellationToken)
    {
        if (Folder is null || !await ReadAgainAsync(cancellationToken).ConfigureAwait(false))
            return null;
        var applied = _state
            .Current.Where(r => r.State is HistoryState.Applied || r.StatementsDone > 0)
            .Select(r => r.Tag)
            .ToHashSet(StringComparer.Ordinal);
        return Folder.Migrations.Where(m => applied.Contains(m.Tag)).Select(m => m.Script.MinApp).Max();
    }

    /// <returns>True when there is a database.</returns>
    private async Task<bool> ReadAgainAsync(CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        Target = target.Name;
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            return false;
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            _state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == ProviderProblems.MissingDatabase.Code && request.Database != DatabaseChange.None)
        {
            // The run creates it, which asks first.
            _state = TargetState.Empty;
        }
        return true;
    }
}
