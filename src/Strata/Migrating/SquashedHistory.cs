using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Examining;
using Strata.Project.Workspaces;

namespace Strata.Migrating;

/// <summary>
/// Brings a database that has only some of the migrations that a squash replaces forward by the old files first, which the squash left
/// beside the folder.
/// </summary>
/// <param name="workspace">The project.</param>
/// <param name="guard">Judges the old migrations as it does the others.</param>
internal sealed class SquashedHistory(Workspace workspace, RunGuard guard)
{
    /// <param name="target">The database, which is opened for it.</param>
    /// <param name="folder">The migrations as they are.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="report">Called with each event.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task BringForwardAsync(
        IMigrationTarget target,
        MigrationFolder folder,
        RunOptions options,
        Action<RunEvent> report,
        CancellationToken cancellationToken
    )
    {
        if (
            folder.Migrations.FirstOrDefault(m => m.Entry.Replaces.Count > 0) is not { } squash
            || !await workspace.Databases.ExistsAsync(workspace.Environment, cancellationToken).ConfigureAwait(false)
        )
            return;
        if (!await HasSomeAsync(folder, target, cancellationToken).ConfigureAwait(false))
            return;
        if (await FindAsync(squash, cancellationToken).ConfigureAwait(false) is not { } old)
            return;
        var last = old.Migrations.Last(m => Stands(squash, m));
        await BringForwardAsync(target, old, options with { To = last.Idx }, report, cancellationToken).ConfigureAwait(false);
        workspace.Progress.Note(
            $"{target.Name} has only some of the migrations that {squash.Tag} replaces: the others are run from {old.Path}" + $" first"
        );
        await guard.ExamineAsync(old, options with { To = last.Idx }, target, cancellationToken).ConfigureAwait(false);
        await new MigrationRunner(target, options with { To = last.Idx }, workspace.Host.Time, report) { Approve = guard.Require }
            .MigrateAsync(old, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task<bool> HasSomeAsync(MigrationFolder folder, IMigrationTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            HistoryCheck.Compare(folder.Migrations, await target.ReadAsync(cancellationToken).ConfigureAwait(false), target.Name, to: null);
            return false;
        }
        catch (ProblemException e) when (e.Problem.Code == RecordProblems.SomeReplaced.Code)
        {
            return true;
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.Inconsistent or ProblemKind.NoConnection)
        {
            // Said again, and better, by the run itself, which may also make the database.
            return false;
        }
    }

    /// <summary>The retained folder that holds every migration the squash replaces, as it was.</summary>
    private async Task<MigrationFolder?> FindAsync(Migration squash, CancellationToken cancellationToken)
    {
        var path = workspace.Migrations.Path;
        foreach (
            var kept in Directory
                .EnumerateDirectories(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "-backup-*")
                .OrderDescending(StringComparer.Ordinal)
        )
        {
            var folder = await MigrationFolder.ReadAsync(kept, workspace.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
            if (
                folder.Problems.IsEmpty
                && folder.Migrations.Count(m => Stands(squash, m))
                    == squash.Entry.Replaces.Count(r => r is { Hash: not null, IsEarlier: false })
            )
                return folder;
        }
        return null;
    }

    private static bool Stands(Migration squash, Migration old) =>
        squash.Entry.Replaces.Contains(new ReplacedMigration(old.Tag, old.Hash, IsEarlier: false));
}
