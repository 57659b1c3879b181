using System.Collections.Immutable;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Planning;
using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Operations;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Generating;

/// <summary>
/// Records the edits of pending migrations, after they were run in a shadow database: each leads to the state that it led to before, and
/// its down-script leads back.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class AmendOperation(Workspace workspace, PendingRequest request)
{
    private const string Unchanged = "nothing was changed; the edits are in the files, and not recorded";
    private readonly Replay _replay = new(workspace);

    private sealed record States(Catalog Before, Catalog After, ImmutableArray<string> Missing);

    /// <exception cref="ProblemException">The folder has other problems than edits (exit 3), a deployed migration was edited (exit 9), a
    /// database cannot be read (exit 10), an edit leads to another state (exit 4), or it does not run (exit 7 or 8).</exception>
    public async Task<AmendResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = await workspace.Migrations.FindAsync(cancellationToken).ConfigureAwait(false);
        if (folder is null)
            return new([]);
        var amended = await AmendedFolder.OfAsync(folder, workspace.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
        var snapshot = await SnapshotAsync(amended.Folder, cancellationToken).ConfigureAwait(false);
        if (amended.Edited.IsEmpty && (snapshot is not null || amended.Folder.Migrations.IsEmpty))
            return new([]);
        var edited = amended.Edited.Where(e => e.IsChanged || e.IsDownChanged).ToImmutableArray();
        var open = await new PendingGuard(workspace, request.NotApplied)
            .RequireUndeployedAsync([.. edited.Where(e => e.IsChanged).Select(e => e.Migration)], cancellationToken)
            .ConfigureAwait(false);
        var (downs, head) = await workspace
            .Progress.WorkAsync(
                "Running the edited migrations in a shadow database",
                () => ProveAsync(amended, edited, snapshot, cancellationToken)
            )
            .ConfigureAwait(false);
        KeyValuePair<string, byte[]>? file = snapshot is null && head is not null ? workspace.Migrations.SnapshotFile(head) : null;
        await amended.CommitAsync(downs, file, workspace.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
        foreach (var name in open)
            workspace.Progress.Note(
                $"{name} has run it as it was before the edit; see what to do there: {Call.Strata("repair").With("env", name)}"
            );
        return new([.. amended.Edited.Select(e => e.Migration.Tag)]) { Snapshot = file is not null };
    }

    /// <summary>
    /// The head snapshot; null where it is missing, cannot be read, or is not that of the last migration: it is written again.
    /// </summary>
    private async Task<Catalog?> SnapshotAsync(MigrationFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await workspace.Migrations.SnapshotAsync(cancellationToken).ConfigureAwait(false);
            var isThere = File.Exists(workspace.Migrations.SnapshotPath);
            return isThere && folder.Migrations is [.., var last] && (last.Entry.Fingerprint is null || _replay.IsOf(snapshot, last.Entry))
                ? snapshot
                : null;
        }
        catch (ProblemException e) when (e.Problem.Code == JournalProblems.UnreadableSnapshot.Code)
        {
            return null;
        }
    }

    /// <summary>The down-scripts that get another head, and the state of the last migration where it was looked at.</summary>
    private async Task<(Dictionary<string, string> Downs, Catalog? Head)> ProveAsync(
        AmendedFolder amended,
        ImmutableArray<EditedMigration> edited,
        Catalog? snapshot,
        CancellationToken cancellationToken
    )
    {
        var downs = new Dictionary<string, string>(StringComparer.Ordinal);
        var last = amended.Folder.Migrations[^1];
        Catalog? head = null;
        foreach (var one in edited)
        {
            var states = await RunAsync(amended.Folder, one, cancellationToken).ConfigureAwait(false);
            RequireSame(amended.Folder, one.Migration, states.After, snapshot);
            if (Down(one, states.Missing) is { } text)
                downs.Add(one.Migration.Tag, text);
            head = one.Migration.Tag == last.Tag ? states.After : null;
        }
        if (head is null)
        {
            head = await _replay.RunAsync(amended.Folder, null, cancellationToken).ConfigureAwait(false);
            RequireSame(amended.Folder, last, head, snapshot);
        }
        return (downs, head);
    }

    /// <summary>The states before and after an edited migration, and what its down-script does not lead back to.</summary>
    private async Task<States> RunAsync(MigrationFolder folder, EditedMigration edited, CancellationToken cancellationToken)
    {
        var shadow = await workspace.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var shadowScope = shadow.ConfigureAwait(false);
        var target = workspace.Provider.Target(shadow.ConnectionString);
        await using var targetScope = target.ConfigureAwait(false);
        var before = await workspace.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false);
        foreach (var migration in folder.Migrations.TakeWhile(m => m.Tag != edited.Migration.Tag).TakeLast(1))
            before = await ToAsync(target, shadow, folder, migration.Idx, cancellationToken).ConfigureAwait(false);
        var after = await ToAsync(target, shadow, folder, edited.Migration.Idx, cancellationToken).ConfigureAwait(false);
        if (edited.Down is not { } down)
            return new(before, after, []);
        try
        {
            var back = await _replay.DownAsync(shadow, folder, edited.Migration, down, cancellationToken).ConfigureAwait(false);
            return new(before, after, [.. Prover.Differences(back, workspace.Dialect.Align(before, back))]);
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.FailedUnchanged or ProblemKind.FailedPartial)
        {
            return new(before, after, [e.Problem.What.ReplaceLineEndings(" ")]);
        }
    }

    private async Task<Catalog> ToAsync(
        IMigrationTarget target,
        IShadow shadow,
        MigrationFolder folder,
        int to,
        CancellationToken cancellationToken
    )
    {
        await ShadowMigrations
            .RunAsync(target, folder, new RunOptions { To = to }, workspace.Host.Time, _ => { }, cancellationToken)
            .ConfigureAwait(false);
        return await workspace.Dialect.ReadAsync(shadow.Connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A generated migration leads to the state that it was generated for. One written by hand leads wherever it leads.</summary>
    private void RequireSame(MigrationFolder folder, Migration migration, Catalog reached, Catalog? snapshot)
    {
        if (migration.Entry.Fingerprint is not { } fingerprint || workspace.Migrations.Fingerprint(reached) == fingerprint)
            return;
        var isLast = migration.Tag == folder.Migrations[^1].Tag;
        if (!isLast && snapshot is not null && !Prover.SameServer(reached, snapshot))
            return;
        IReadOnlyList<string> differences =
            isLast && snapshot is not null
                ? Prover.Differences(reached, workspace.Dialect.Align(snapshot, reached))
                : ["its fingerprint in the journal is another one"];
        if (differences.Count > 0)
            throw GenerateProblems.OtherState.Error(
                migration.Path,
                $"edited, the migrations lead to another state than {migration.Tag} was generated for: "
                    + workspace.Progress.Differences(differences),
                Unchanged,
                isLast
                    ? (Remedy)$"correct the file; or change Schema.cs, and generate it again after {Call.Strata("generate").With("undo")}"
                    : "correct the file; a change of the schema is the next migration"
            );
    }

    /// <summary>The down-script with another head; null where it stays.</summary>
    private static string? Down(EditedMigration edited, ImmutableArray<string> missing)
    {
        if (edited.Down is not { } down)
            return null;
        var lines = down.Source.Text.ReplaceLineEndings("\n").Split('\n').TakeWhile(l => l.StartsWith("-- ", StringComparison.Ordinal));
        var before = Reversal.Read([.. lines.Select(l => l[3..])]);
        if (missing.Length > 0 && before is not { Class: ReversalClass.Impossible })
            throw GenerateProblems.NotBack.Error(
                edited.Migration.DownPath,
                $"the down-script of {edited.Migration.Tag} does not lead back: {string.Join("; ", missing.Take(10))}",
                Unchanged,
                "correct the down-script; or delete its file, and the migration has none"
            );
        return before is null ? null : AmendedFolder.WithHead(down, before, Renewed(before, edited, missing));
    }

    private static Reversal Renewed(Reversal before, EditedMigration edited, ImmutableArray<string> unproven)
    {
        ImmutableArray<string> missing =
        [
            .. before.Missing,
            .. edited
                .NewStatements.Where(RowEffects.MayChange)
                .Select(s => $"rows may be changed by: {s.Summary()}")
                .Where(line => !before.Missing.Contains(line)),
        ];
        return before with
        {
            Missing = missing,
            Unproven = unproven,
            Class =
                !unproven.IsEmpty ? ReversalClass.Impossible
                : !missing.IsEmpty ? ReversalClass.NeedsRows
                : !before.Lost.IsEmpty ? ReversalClass.Loses
                : ReversalClass.Exact,
        };
    }
}
