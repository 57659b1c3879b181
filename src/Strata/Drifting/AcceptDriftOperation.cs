using System.Collections.Immutable;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Operations;
using Strata.Planning;
using Strata.Project.Workspaces;

namespace Strata.Drifting;

/// <summary>
/// Writes the drift of a live database as the next migration, and records it as applied there: what somebody changed by hand becomes part
/// of the history, and reaches every other database as a migration.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class AcceptDriftOperation(Workspace workspace, AcceptDriftRequest request)
{
    private const string Unchanged = "nothing was changed";

    /// <exception cref="ProblemException">As <see cref="LiveStateReader.ReadAsync"/>; migrations are pending (ST2134, exit 2), a rename is
    /// undecided (exit 10), or the database was changed meanwhile (ST9064, exit 9).</exception>
    public async Task<AcceptDriftResult> RunAsync(CancellationToken cancellationToken)
    {
        workspace.RequireNamed();
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var state = await new LiveStateReader(workspace).ReadAsync(cancellationToken).ConfigureAwait(false);
        if (state.Head != folder.Migrations[^1].Tag)
            throw DriftProblems.NotAtHead.Error(
                state.Target,
                $"migrations after {state.Head} are pending, and the drift would be written as a migration after them",
                Unchanged,
                $"run them first: {Call.Strata("migrate")}"
            );
        var made = await new MigrationMaker(workspace, new ChangePlanner(workspace, request.Renames))
            .MakeAsync(state.Wanted, new(state.Live, null), [], request.Name, cancellationToken)
            .ConfigureAwait(false);
        if (made.Migration is not { } migration)
            return new(null, state.Target);
        workspace.Progress.Notes(made.Plan);
        var entry = await RecordAsync(folder, migration, state, cancellationToken).ConfigureAwait(false);
        workspace.Progress.Note(
            $"Schema.cs does not declare it: change it too, or the next {Call.Strata("generate")} takes {entry.Tag} back"
        );
        return new(entry, state.Target);
    }

    /// <summary>Writes the files and the record under the lock; where the record fails, the files are removed again.</summary>
    private async Task<JournalEntry> RecordAsync(
        MigrationFolder folder,
        NewMigration migration,
        LiveState seen,
        CancellationToken cancellationToken
    )
    {
        var target = await workspace.Databases.TargetAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        var options = workspace.RunOptions();
        JournalEntry? entry = null;
        try
        {
            await new HistoryEditor(target, options, workspace.Host.Time, workspace.Progress.Report)
                .EditAsync(
                    async (state, ct) =>
                    {
                        await RequireSameAsync(target, state, seen, ct).ConfigureAwait(false);
                        entry = await new MigrationWriter(workspace.Dialect.Syntax, workspace.Host.Time, workspace.Host.Variables)
                            .AppendAsync(folder, migration, ct)
                            .ConfigureAwait(false);
                        return await RowAsync(entry, options, ct).ConfigureAwait(false);
                    },
                    StampMode.Migrate,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return entry!;
        }
        catch (ProblemException e) when (entry is not null && e.Kind != ProblemKind.OutcomeUnknown)
        {
            var written = await workspace.Migrations.ReadWithoutLastAsync(CancellationToken.None).ConfigureAwait(false);
            await written.CommitAsync(workspace.Migrations.SnapshotFile(seen.Wanted), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ImmutableArray<Bookkeeping>> RowAsync(JournalEntry entry, RunOptions options, CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.ReadAsync(cancellationToken).ConfigureAwait(false);
        var migration = folder.Migrations[^1];
        var row = HistoryRow.Of(migration, HistoryState.Applied, migration.Script.Statements.Length, options.Run);
        return [new SaveHistory(row with { Kind = HistoryKind.Baseline, Fingerprint = entry.Fingerprint })];
    }

    /// <summary>Compares once more under the lock: the plan is of a moment before.</summary>
    private async Task RequireSameAsync(IMigrationTarget target, TargetState state, LiveState seen, CancellationToken cancellationToken)
    {
        var live = await workspace.Scope.ReadAsync(target.Connection, cancellationToken).ConfigureAwait(false);
        var differences = await workspace
            .Scope.CompareAsync(workspace.Scope.Managed(live, seen.Live), seen.Live, cancellationToken)
            .ConfigureAwait(false);
        var head = state.Current.Where(r => r.State == HistoryState.Applied).Select(r => r.Tag);
        if (differences.Count > 0 || !head.Contains(seen.Head))
            throw DriftProblems.ChangedMeanwhile.Error(
                target.Name,
                $"the database was changed meanwhile{string.Concat(differences.Take(5).Select(d => $"; {d}"))}",
                Unchanged,
                $"look again: {Call.Strata("drift")}"
            );
    }
}
