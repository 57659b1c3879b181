using System.Collections.Immutable;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Examining;
using Strata.Generating;
using Strata.Operations;
using Strata.Planning;
using Strata.Project.Guards;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Checking;

/// <summary>
/// Checks a migrations folder: journal, files, hashes, chain and head snapshot; replayed it must lead to the snapshot, and that must be the
/// schema. Writes nothing.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class CheckOperation(Workspace workspace)
{
    private const string Unchanged = "nothing was changed";
    private readonly List<Problem> _findings = [];

    /// <exception cref="ProblemException">The journal cannot be read (exit 3), there is no git for staged files (exit 2), or a named
    /// environment's database cannot be reached (exit 11).</exception>
    public async Task<CheckResult> RunAsync(CheckRequest request, CancellationToken cancellationToken)
    {
        using var staged =
            request.Scope == CheckScope.Staged
                ? await StagedFolder
                    .ExportAsync(workspace.Migrations.Path, workspace.Config.Schema, workspace.Config.Directory, cancellationToken)
                    .ConfigureAwait(false)
                : null;
        Problem Local(Problem problem) => staged?.Localize(problem) ?? problem;
        var directory = staged is null ? workspace.Migrations : new MigrationsDirectory(staged.Path, workspace.Dialect);
        var folder = await directory.FindAsync(cancellationToken).ConfigureAwait(false);
        _findings.AddRange((folder?.Problems ?? []).Select(Local));
        foreach (var note in (folder?.Notes ?? []).Select(Local))
            workspace.Progress.Note($"{note.What} ({note.Where})");
        if (folder is { Migrations.IsEmpty: false })
            await SnapshotAsync(folder, directory, Local, cancellationToken).ConfigureAwait(false);
        if (workspace.IsNamed && folder is { Problems.IsEmpty: true })
            await HistoryAsync(folder, cancellationToken).ConfigureAwait(false);
        if (staged?.Schema is { } schema && _findings.Count == 0)
            await StagedSchemaAsync(schema, folder, Local, cancellationToken).ConfigureAwait(false);
        if (request.Scope == CheckScope.Everything && _findings.Count == 0)
            await StatesAsync(folder, cancellationToken).ConfigureAwait(false);
        return new(folder?.Migrations.Length ?? 0, _findings);
    }

    /// <summary>The schema that is staged has no change without a migration that is staged.</summary>
    private async Task StagedSchemaAsync(
        string schema,
        MigrationFolder? folder,
        Func<Problem, Problem> local,
        CancellationToken cancellationToken
    )
    {
        var missing = await new SchemaComparison(workspace) { SchemaFolder = schema }
            .FindAsync(folder, cancellationToken)
            .ConfigureAwait(false);
        if (missing is not null)
            _findings.Add(local(missing));
    }

    /// <summary>The snapshot can be read, and belongs to the last migration.</summary>
    private async Task SnapshotAsync(
        MigrationFolder folder,
        MigrationsDirectory directory,
        Func<Problem, Problem> local,
        CancellationToken cancellationToken
    )
    {
        var path = workspace.Migrations.SnapshotPath;
        if (!File.Exists(directory.SnapshotPath))
        {
            _findings.Add(
                CheckProblems.NoSnapshot.At(
                    path,
                    "the snapshot of the last migration is missing",
                    Unchanged,
                    $"write it again: {Call.Strata("generate").With("amend")}"
                )
            );
            return;
        }
        try
        {
            var snapshot = await directory.SnapshotAsync(cancellationToken).ConfigureAwait(false);
            var last = folder.Migrations[^1].Entry;
            if (last.Fingerprint is { } fingerprint && fingerprint != directory.Fingerprint(snapshot))
                _findings.Add(
                    CheckProblems.OtherSnapshot.At(
                        path,
                        $"the snapshot is not that of the last migration, {last.Tag}: it was edited, or a merge took one file "
                            + $"from ours and the other from theirs",
                        Unchanged,
                        $"write it again from the migrations: {Call.Strata("generate").With("amend")}"
                    )
                );
        }
        catch (ProblemException e)
        {
            _findings.Add(local(e.Problem));
        }
    }

    /// <summary>The history of the named environment's database is consistent with the folder.</summary>
    private async Task HistoryAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        var target = await workspace.Databases.ReaderAsync(workspace.Environment, cancellationToken).ConfigureAwait(false);
        await using var targetScope = target.ConfigureAwait(false);
        if (!await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false))
            return;
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        var state = await target.ReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var treatment = workspace.Policies.OutOfOrder(workspace.Environment);
            var pending = HistoryCheck.Compare(folder.Migrations, state, target.Name, to: null, treatment);
            await HazardsAsync(folder, pending, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            _findings.Add(e.Problem);
        }
    }

    /// <summary>On a protected environment the hazards of what is pending are acknowledged.</summary>
    private async Task HazardsAsync(MigrationFolder folder, ImmutableArray<PendingMigration> pending, CancellationToken cancellationToken)
    {
        if (workspace.Policy != EnvironmentPolicy.Protected)
            return;
        List<Migration> running = [.. pending.Where(p => !p.Record && p.Done == 0).Select(p => p.Migration)];
        var guard = new RunGuard(workspace, HazardAcknowledgement.None);
        await guard.FindAsync(folder, running, cancellationToken).ConfigureAwait(false);
        if (guard.Judge(running) is Verdict.Refused refused)
            _findings.Add(refused.Problem);
    }

    /// <summary>Replayed, the migrations lead to the snapshot; and the snapshot is the schema.</summary>
    private async Task StatesAsync(MigrationFolder? folder, CancellationToken cancellationToken)
    {
        var replayed = new ObservedState(Catalog.Empty, null);
        if (folder is { Migrations.IsEmpty: false })
        {
            var snapshot = await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false);
            replayed = await new Replay(workspace).ObservedAsync(folder, null, cancellationToken).ConfigureAwait(false);
            if (folder.Migrations[^1].Entry.Fingerprint is not null && Differences(replayed.Catalog, snapshot) is { } fromSnapshot)
                _findings.Add(
                    CheckProblems.NotTheSnapshot.At(
                        workspace.Migrations.SnapshotPath,
                        $"replayed, the migrations do not lead to the snapshot: {fromSnapshot}",
                        Unchanged,
                        $"restore the snapshot from git; or write a new one: {Call.Strata("generate").With("custom")}"
                    )
                );
        }
        var (changes, wanted) = await new SchemaComparison(workspace).CompareAsync(replayed, cancellationToken).ConfigureAwait(false);
        await new UnobservedNote(workspace).SayAsync(cancellationToken).ConfigureAwait(false);
        if (changes.AreUnread)
        {
            _findings.Add(Unread(changes));
            return;
        }
        if (SchemaComparison.Text(changes.Objects) is not { } fromSchema)
            return;
        _findings.Add(
            CheckProblems.NotTheSchema.At(
                workspace.Config.Schema,
                $"the schema has changes without a migration: {fromSchema}",
                Unchanged,
                $"write it: {Call.Strata("generate")}"
            )
        );
        ReportLints(replayed.Catalog, wanted);
    }

    private Problem Unread(StateDifferences changes) =>
        StateComparison
            .Unread(
                changes.Objects,
                changes.Observer!,
                workspace.Config.Schema,
                Unchanged,
                $"make it by a migration written by hand: {Call.Strata("generate").With("custom")}; or take it out of the schema"
            )
            .Problem;

    /// <summary>The findings in the migration that is missing, as far as planning tells.</summary>
    private void ReportLints(Catalog replayed, Catalog wanted)
    {
        try
        {
            workspace.Progress.Findings(workspace.Dialect.Plan(replayed, wanted));
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Refused)
        {
            // No plan, and nothing to judge: generate names the change that would lose rows.
        }
    }

    private string? Differences(Catalog reached, Catalog wanted) =>
        SchemaComparison.Text(Prover.Differences(reached, workspace.Dialect.Align(wanted, reached)));
}
