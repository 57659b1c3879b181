using System.Data.Common;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Project.Workspaces;

namespace Strata.Drifting;

/// <summary>
/// Looks whether a database is still what its last run was verified to leave. Where the fingerprint of the record is that of the schema,
/// that is one reading of the catalog.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class DriftCheck(Workspace workspace)
{
    private const int Named = 10;

    /// <summary>
    /// The drift of the environment's database; none where it is not looked for, or a migration is running or was interrupted: what that
    /// has done and left is no drift.
    /// </summary>
    /// <param name="folder">The migrations.</param>
    /// <param name="connection">The database.</param>
    /// <param name="state">Its record.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<DriftFinding> FindAsync(
        MigrationFolder folder,
        DbConnection connection,
        TargetState state,
        CancellationToken cancellationToken
    )
    {
        if (state.IsBetweenStates || workspace.Policies.Drift(workspace.Environment) == DriftTreatment.Ignore)
            return DriftFinding.None;
        var head = HistoryCheck.Head(folder.Migrations, state);
        if (head is { Fingerprint: null })
            return DriftFinding.None;
        var live = await workspace.Scope.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        try
        {
            var snapshot = await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false);
            var managed = workspace.Scope.Managed(live, snapshot);
            // Nothing was run here yet: whatever is there is not of the migrations.
            if (head is null)
                return new([.. await workspace.Scope.DifferencesAsync(managed, Catalog.Empty, cancellationToken).ConfigureAwait(false)]);
            if (workspace.Migrations.Fingerprint(managed) == head.Fingerprint)
                return DriftFinding.None;
            var wanted = await new LiveStateReader(workspace)
                .WantedAsync(folder, state, head, live, cancellationToken)
                .ConfigureAwait(false);
            return new([.. await workspace.Scope.DifferencesAsync(live, wanted, cancellationToken).ConfigureAwait(false)]);
        }
        catch (ProblemException e) when (e.Kind != ProblemKind.Interrupted)
        {
            if (workspace.Policies.Drift(workspace.Environment) == DriftTreatment.Error)
                return new([], e.Problem.What);
            workspace.Progress.Note($"the database was not compared with what {head?.Tag ?? "the folder"} leads to: {e.Problem.What}");
            return DriftFinding.None;
        }
    }

    /// <summary>Reports drift by the environment's policy.</summary>
    /// <param name="finding">The drift, as found.</param>
    /// <param name="target">The database's name for people.</param>
    /// <param name="head">The last migration that it has; null for none.</param>
    /// <param name="state">The work done before, in a sentence.</param>
    /// <exception cref="ProblemException">There is some (ST4013), or that is not known (ST4014), and it is an error here: exit
    /// 4.</exception>
    public void Report(DriftFinding finding, string target, string? head, string state)
    {
        if (Problem(finding, target, head, state) is not { } problem)
            return;
        if (workspace.Policies.Drift(workspace.Environment) == DriftTreatment.Error)
            throw new ProblemException(problem);
        workspace.Progress.Report(new DriftNoted(problem));
    }

    /// <summary>Drift as a problem; null where there is none.</summary>
    public Problem? Problem(DriftFinding finding, string target, string? head, string state)
    {
        var wanted = head ?? "the migrations folder";
        if (finding.Uncompared is { } why)
            return DriftProblems.NotCompared.At(
                target,
                $"the schema is not the one that was verified last, and it cannot be compared with what {wanted} leads to: {why}",
                state,
                $"remove what prevents the comparison, then look again: {Call.Strata("drift").With("env", workspace.Environment.Name)}"
            );
        var differences = finding.Differences;
        if (differences.Count == 0)
            return null;
        var more = differences.Count > Named ? $" and {differences.Count - Named} more" : "";
        return DriftProblems.Drifted.At(
            target,
            $"the database is not what {wanted} leads to: {string.Join("; ", differences.Take(Named))}{more}",
            state,
            $"see the SQL that undoes or keeps it: {Call.Strata("drift").With("env", workspace.Environment.Name).With("sql")}"
        );
    }
}
