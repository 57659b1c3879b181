using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Renames;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.RollingBack;

/// <summary>
/// Plans the reversal of the schema alone, for migrations whose retained rows are gone. The schema before them is what the replayed
/// migrations lead to.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="folder">Its migrations.</param>
internal sealed class SchemaReversal(Workspace workspace, MigrationFolder folder)
{
    private const string NothingRun = "nothing was run";
    private readonly Replay _replay = new(workspace);

    /// <summary>The scripts that replace down-scripts, by the migrations' names; none where the down-scripts themselves will do.</summary>
    /// <exception cref="ProblemException">A part of the retained data still exists (ST9034, exit 9), a rename cannot be told from a drop
    /// (ST3059, exit 3), or the reversal loses rows (exit 9).</exception>
    public async Task<Dictionary<string, SqlScript>> ReplacementsAsync(
        IReadOnlyList<RollbackCandidate> candidates,
        CancellationToken cancellationToken
    )
    {
        var scripts = new Dictionary<string, SqlScript>(StringComparer.Ordinal);
        foreach (var candidate in candidates.Where(c => !c.Gone.IsEmpty))
        {
            RequireAllGone(candidate);
            var text = await PlanAsync(candidate.Migration, cancellationToken).ConfigureAwait(false);
            scripts.Add(
                candidate.Migration.Tag,
                SqlScript.Parse(text, workspace.Dialect.Syntax, candidate.Migration.DownPath, allowEmpty: true)
            );
        }
        return scripts;
    }

    /// <summary>The schema before a migration.</summary>
    public async Task<Catalog> BeforeAsync(Migration migration, CancellationToken cancellationToken)
    {
        var index = folder.Migrations.IndexOf(migration);
        return index == 0
            ? Catalog.Empty
            : await _replay.RunAsync(folder, folder.Migrations[index - 1].Idx, cancellationToken).ConfigureAwait(false);
    }

    // The schema alone would come back, and what is still retained would be in the way of the migration when it is run again.
    private static void RequireAllGone(RollbackCandidate candidate)
    {
        var (gone, places) = (candidate.Gone, candidate.Places);
        if (gone.Length < places.Length)
            throw RollbackProblems.PartlyGone.Error(
                candidate.Migration.DownPath,
                $"of the data that {candidate.Migration.Tag} retained, {string.Join(", ", gone)} is gone "
                    + $"and {string.Join(", ", places.Except(gone))} exists",
                NothingRun,
                $"copy the rows that you need; then delete it: {Call.Strata("purge").With("all")}; then roll back"
            );
    }

    private async Task<string> PlanAsync(Migration migration, CancellationToken cancellationToken)
    {
        var before = await BeforeAsync(migration, cancellationToken).ConfigureAwait(false);
        var after = await _replay.RunAsync(folder, migration.Idx, cancellationToken).ConfigureAwait(false);
        if (new RenameDetector(workspace.Dialect.Kinds).Find(after, before).Any() || !RenameDetector.FindParts(after, before).IsEmpty)
            throw RollbackProblems.Ambiguous.Error(
                migration.DownPath,
                $"the rows that {migration.Tag} retained are gone, and without them a rename cannot be told from a drop",
                NothingRun,
                $"write the reversal by hand: {Call.Strata("generate").With("custom")}"
            );
        return new MigrationText(workspace.Dialect).Up(workspace.Dialect.Plan(after, before));
    }
}
