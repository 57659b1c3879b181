using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Drifting;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Migrating;

/// <summary>
/// Verifies the result of a run: success is the schema that was wanted, not a number of files. The database is read, and compared with
/// what the migrations lead to. What differed before the run is drift, and no result of it.
/// </summary>
internal sealed class Verification(Workspace workspace, MigrationFolder folder)
{
    private readonly Replay _replay = new(workspace);
    private readonly Dictionary<string, Catalog?> _wanted = new(StringComparer.Ordinal);
    private DriftFinding? _drift;
    private IReadOnlyList<string> _differences = [];
    private string _head = "";

    /// <summary>The differences that were there before the run, and are there still.</summary>
    public DriftFinding Drift => _drift ?? DriftFinding.None;

    /// <summary>Looks at the database before the run, and builds what it will be compared with: nobody waits for a lock then.</summary>
    public async Task BeforeAsync(
        DbConnection connection,
        TargetState state,
        ImmutableArray<PendingMigration> pending,
        CancellationToken cancellationToken
    )
    {
        // A run that has connected again is past this.
        if (_drift is not null)
            return;
        _drift = await new DriftCheck(workspace).FindAsync(folder, connection, state, cancellationToken).ConfigureAwait(false);
        if (pending.IsEmpty)
            return;
        var known = pending.Select(p => p.Migration.Tag).Append(HistoryCheck.Head(folder.Migrations, state)?.Tag).ToHashSet();
        // A hand-written migration has no snapshot: the state that it leads to is not known yet.
        if (folder.Migrations.Last(m => known.Contains(m.Tag)).Entry is { Fingerprint: null } entry)
            await WantedAsync(Catalog.Empty, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compares a database.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="head">The last migration that it has.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The fingerprint; null where the database is not what the migrations up to <paramref name="head"/> lead to.</returns>
    public async Task<string?> CompareAsync(DbConnection connection, string head, CancellationToken cancellationToken)
    {
        _head = head;
        var live = await workspace.Scope.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var snapshot = await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var fingerprint = workspace.Migrations.Fingerprint(workspace.Scope.Managed(live, snapshot));
        var entry = folder.Migrations.First(m => m.Tag == head).Entry;
        if (entry.Fingerprint == fingerprint)
            return Equal(fingerprint);
        if (await WantedAsync(snapshot, entry, cancellationToken).ConfigureAwait(false) is not { } wanted)
            return Drift.IsNone ? fingerprint : null;
        if (!Prover.SameServer(live, wanted))
            workspace.Progress.Note(
                $"this server is {workspace.Provider.ProductName} {live.ServerVersion}, the snapshot was made on {wanted.ServerVersion}"
                    + $", and they print definitions differently: only the presence of objects was compared"
            );
        var found = await workspace.Scope.DifferencesAsync(live, wanted, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
            return Equal(fingerprint);
        var isIgnored = workspace.Policies.Drift(workspace.Environment) == DriftTreatment.Ignore;
        _drift = new([.. isIgnored ? found : found.Intersect(Drift.Differences)]);
        _differences = [.. found.Except(_drift.Differences)];
        // The drift stays one: the next look finds another fingerprint than this.
        return _differences.Count == 0 ? workspace.Migrations.Fingerprint(wanted) : null;
    }

    private string Equal(string fingerprint)
    {
        _drift = DriftFinding.None;
        return fingerprint;
    }

    /// <summary>Requires that the last comparison found no difference but drift.</summary>
    /// <exception cref="ProblemException">It found some (ST4001, exit 4).</exception>
    public void RequireEqual()
    {
        if (_differences.Count == 0)
            return;
        var shown = workspace.Progress.Differences(_differences);
        throw MigrateProblems.ResultDiffers.Error(
            _head,
            $"every migration is applied, and the database is not what they lead to: {shown}",
            $"all migrations up to {_head} are applied and recorded",
            $"see the SQL between them: {Call.Strata("diff").With("from", $"env:{workspace.Environment.Name}").With("to", "migrations")}"
        );
    }

    /// <summary>
    /// The head snapshot where it belongs to the migration, else a replay; null where there is no shadow database to replay in.
    /// </summary>
    private async Task<Catalog?> WantedAsync(Catalog snapshot, JournalEntry entry, CancellationToken cancellationToken)
    {
        if (_replay.IsOf(snapshot, entry))
            return snapshot;
        if (_wanted.TryGetValue(entry.Tag, out var known))
            return known;
        try
        {
            return _wanted[entry.Tag] = await _replay.ReportedAsync(folder, entry.Idx, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            // No shadow server on this machine; or a hand-written migration that cannot run without the rows of the real database.
            workspace.Progress.Note($"the result is not compared with what the migrations lead to: {e.Problem.What}");
            return _wanted[entry.Tag] = null;
        }
    }
}
