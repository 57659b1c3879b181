using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Drifting;

/// <summary>A live database and the state that its history leads to.</summary>
/// <param name="Live">The managed part of the database.</param>
/// <param name="Wanted">The state of its history.</param>
/// <param name="Head">The last migration of its history.</param>
/// <param name="Target">The database's name for people.</param>
internal sealed record LiveState(Catalog Live, Catalog Wanted, string Head, string Target);

/// <summary>Reads a live database and its history. A login that may only read is enough.</summary>
/// <param name="workspace">The project.</param>
internal sealed class LiveStateReader(Workspace workspace)
{
    private readonly Replay _replay = new(workspace);

    /// <exception cref="ProblemException">The history and the folder are inconsistent (exit 3), no migration was ever applied (ST4010, exit
    /// 2), or there is no database (exit 11).</exception>
    public async Task<LiveState> ReadAsync(CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var (live, state, target) = await DatabaseAsync(cancellationToken).ConfigureAwait(false);
        // Throws where history and folder are inconsistent: the state that the database should have is then unknown.
        HistoryCheck.Compare(folder.Migrations, state, target, to: null, OutOfOrder.Apply);
        var head =
            HistoryCheck.Head(folder.Migrations, state)
            ?? throw DriftProblems.NoHistory.Error(
                target,
                "no migration was ever applied to this database, so no state is expected of it",
                "nothing was changed",
                $"take it over: {Call.Strata("baseline")}; or compare it with anything else: {Call.Strata("diff")}"
            );
        if (state.IsBetweenStates)
            throw DriftProblems.NotCompared.Error(
                target,
                "a migration is running or was interrupted, so the database is between two states",
                "nothing was changed",
                $"see which one, and how far it is: {Call.Strata("status")}"
            );
        var wanted = await WantedAsync(folder, state, head, live, cancellationToken).ConfigureAwait(false);
        wanted = workspace.Scope.WithoutIgnored(wanted);
        live = workspace.Scope.Managed(live, wanted);
        workspace.Progress.Unmanaged(live);
        return new(live, workspace.Dialect.Align(wanted, live), head.Tag, target);
    }

    /// <summary>The state that a database's record leads to, as a server of the database's version prints it.</summary>
    /// <exception cref="ProblemException">A migration fails in a shadow database (exit 7 or 8), or there is none (exit 12).</exception>
    public async Task<Catalog> WantedAsync(
        MigrationFolder folder,
        TargetState state,
        HistoryRow head,
        Catalog live,
        CancellationToken cancellationToken
    )
    {
        // A migration that is out of order and has not run is no part of the database's state.
        var rows = state.Current.Where(r => r.State == HistoryState.Applied).Select(r => r.Tag).ToHashSet(StringComparer.Ordinal);
        var applied = folder.Only(m => rows.Contains(m.Tag) || m.Entry.Replaces.Count > 0);
        var isAtHead = applied.Migrations.Length == folder.Migrations.Length && head.Tag == folder.Migrations[^1].Tag;
        var wanted = isAtHead
            ? await _replay.HeadAsync(folder, live, cancellationToken).ConfigureAwait(false)
            : await _replay.ReportedAsync(applied, head.Idx, cancellationToken).ConfigureAwait(false);
        return Prover.SameServer(live, wanted)
            ? wanted
            : await _replay.RunAsync(applied, head.Idx, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(Catalog Live, TargetState State, string Target)> DatabaseAsync(CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            throw OperationProblems.NoDatabase.Error(
                target.Name,
                "no database",
                "nothing was done",
                $"correct the path, or create it: {Call.Strata("migrate")}"
            );
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (await workspace.Scope.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false), state, target.Name);
    }
}
