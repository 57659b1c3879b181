using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Project.Guards;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Generating;

/// <summary>Removes the last migration: its file, its down-script, its journal entry and its snapshot.</summary>
/// <param name="workspace">The project.</param>
/// <param name="request">The request.</param>
internal sealed class UndoGenerateOperation(Workspace workspace, PendingRequest request)
{
    private const string Unchanged = "nothing was changed";

    /// <exception cref="ProblemException">There is no migration (exit 2), another one is inconsistent (exit 3), a database has run it or it
    /// is a squash (exit 9), or a database cannot be read (exit 10).</exception>
    public async Task<UndoGenerateResult> RunAsync(CancellationToken cancellationToken)
    {
        var last = await workspace.Migrations.ReadWithoutLastAsync(cancellationToken).ConfigureAwait(false);
        var entry = last.Removed;
        if (entry.Replaces.Count > 0)
            throw GenerateProblems.RemovedSquash.Error(
                last.Path,
                $"{entry.Tag} is a squash, and the migrations that it replaces are not in the folder any more",
                Unchanged,
                $"get the folder as it was from the backup beside it, or from git: {Call.Git("log", "--", last.Path)}"
            );
        var restore = await RestoreAsync(last, cancellationToken).ConfigureAwait(false);
        await new PendingGuard(workspace, request.NotApplied)
            .RequireUnusedAsync(entry.Tag, restore, cancellationToken)
            .ConfigureAwait(false);
        await RequireKeptAsync(last, cancellationToken).ConfigureAwait(false);
        await last.CommitAsync(await SnapshotAsync(last, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return new(entry.Tag, last.Path);
    }

    /// <summary>SQL that a person wrote and that no commit has is removed only when a person says so.</summary>
    private async Task RequireKeptAsync(ShortenedFolder last, CancellationToken cancellationToken)
    {
        if (!File.Exists(last.Path))
            return;
        var bytes = await File.ReadAllBytesAsync(last.Path, cancellationToken).ConfigureAwait(false);
        if (
            !IsHandWritten(last, bytes)
            || await workspace.Migrations.IsCommittedAsync(last.Path, bytes, cancellationToken).ConfigureAwait(false)
        )
            return;
        var missing = GenerateProblems.HandWritten.At(
            last.Path,
            $"{last.Removed.Tag} holds SQL that was written by hand and is in no commit",
            Unchanged,
            $"to remove it: {Call.Option("yes")}"
        );
        await new Verdict.NeedsConfirmation(
            new(QuestionKind.ChangeWritten, $"{last.Removed.Tag} was written by hand and is in no commit. Remove it?")
            {
                IsOrdinary = true,
            },
            missing,
            missing with
            {
                Kind = ProblemKind.Refused,
            }
        )
            .RequireAsync(workspace.Host.Decisions, cancellationToken)
            .ConfigureAwait(false);
    }

    private bool IsHandWritten(ShortenedFolder last, byte[] bytes) =>
        Parsed(last, bytes) is not { } script
        || (last.Removed.Fingerprint is null ? !script.Statements.IsEmpty : script.ScriptHash != last.Removed.Hash);

    /// <summary>Makes the file what was run, without which nothing can be rolled back; null where it is.</summary>
    private async Task<Remedy?> RestoreAsync(ShortenedFolder last, CancellationToken cancellationToken)
    {
        var bytes = File.Exists(last.Path) ? await File.ReadAllBytesAsync(last.Path, cancellationToken).ConfigureAwait(false) : null;
        if (last.Removed.Hash is not { } hash || (bytes is not null && Parsed(last, bytes)?.ScriptHash == hash))
            return null;
        return await workspace.Migrations.OriginalAsync(last.Path, hash, cancellationToken).ConfigureAwait(false) is { } commit
            ? (Remedy)$"restore the file: {Call.Git("checkout", commit, "--", last.Path)}"
            : "get the file as it was from another clone or a backup";
    }

    private SqlScript? Parsed(ShortenedFolder last, byte[] bytes)
    {
        try
        {
            return SqlScript.Parse(SourceText.Decode(bytes, last.Path), workspace.Dialect.Syntax, allowEmpty: true);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.Inconsistent)
        {
            return null;
        }
    }

    private async Task<KeyValuePair<string, byte[]>?> SnapshotAsync(ShortenedFolder last, CancellationToken cancellationToken) =>
        last.Folder.Migrations.IsEmpty
            ? null
            : workspace.Migrations.SnapshotFile(
                await new Replay(workspace).ReportedAsync(last.Folder, null, cancellationToken).ConfigureAwait(false)
            );
}
