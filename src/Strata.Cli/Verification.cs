using System.Data.Common;
using System.Text.Json.Nodes;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;

namespace Strata.Cli;

/// <summary>
/// Success of a run is the schema that was wanted, not a number of files run: the database is read, and compared with what the migrations
/// lead to.
/// </summary>
internal sealed class Verification(Project project, MigrationFolder folder)
{
    private IReadOnlyList<string> _differences = [];
    private string _head = "";

    /// <returns>The fingerprint; null where the database is not what the migrations up to <paramref name="head"/> lead to.</returns>
    public async Task<string?> LookAsync(DbConnection connection, string head, CancellationToken cancellationToken)
    {
        _head = head;
        var live = await project.Ignoring.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var reached = project.Managed(live, await project.SnapshotAsync(cancellationToken).ConfigureAwait(false));
        var fingerprint = Fingerprint(reached);
        var entry = folder.Migrations.First(m => m.Tag == head).Entry;
        if (entry.Fingerprint == fingerprint || await WantedAsync(entry, cancellationToken).ConfigureAwait(false) is not { } wanted)
            return fingerprint;
        if (!Prover.SameServer(live, wanted))
            project.Report.Note(
                $"this server is PostgreSQL {live.ServerVersion}, the snapshot was made on {wanted.ServerVersion}, and "
                    + $"they print definitions differently: only what is there was compared"
            );
        _differences = await project.DifferencesAsync(live, wanted, cancellationToken).ConfigureAwait(false);
        return _differences.Count == 0 ? fingerprint : null;
    }

    /// <exception cref="ProblemException">ST4001, exit 4.</exception>
    public void ThrowIfDifferent()
    {
        if (_differences.Count == 0)
            return;
        foreach (var difference in _differences)
            project.Report.Event("difference", new JsonObject { ["text"] = difference });
        throw new ProblemException(
            ProblemKind.Differences,
            new(
                "ST4001",
                _head,
                $"every migration is applied, and the database is not what they lead to: {string.Join("; ", _differences.Take(10))}{(_differences.Count > 10 ? $" and {_differences.Count - 10} more" : "")}",
                $"all migrations up to {_head} are applied and recorded",
                "see the SQL between them: strata diff --from env:" + (project.Environment?.Name ?? "local") + " --to migrations"
            )
        );
    }

    private string Fingerprint(Catalog catalog) => Snapshot.Fingerprint(catalog, project.Dialect.Kinds, project.Dialect.Name);

    /// <summary>
    /// The head snapshot where it belongs to the migration, else a replay; null where there is no throwaway database to replay in.
    /// </summary>
    private async Task<Catalog?> WantedAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        if (
            entry.Fingerprint is not null
            && await project.SnapshotAsync(cancellationToken).ConfigureAwait(false) is var snapshot
            && Fingerprint(snapshot) == entry.Fingerprint
        )
            return snapshot;
        try
        {
            return await Replay.RunAsync(project, folder, entry.Idx, _ => { }, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            // No throwaway server on this machine; or a hand-written migration that cannot run without the rows of the real database.
            project.Report.Note($"the result was not compared with what the migrations lead to: {e.Problem.What}");
            return null;
        }
    }
}
