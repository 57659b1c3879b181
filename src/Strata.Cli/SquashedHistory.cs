using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli;

/// <summary>
/// A database that has only some of the migrations that a squash stands for is brought forward by the old files first, which the squash
/// kept beside the folder.
/// </summary>
internal sealed class SquashedHistory(Project project, TimeProvider time)
{
    public async Task BringForwardAsync(
        MigrationFolder folder,
        MigratorOptions options,
        Action<RunEvent> report,
        CancellationToken cancellationToken
    )
    {
        if (
            folder.Migrations.FirstOrDefault(m => m.Entry.Replaces.Count > 0) is not { } squash
            || !await project.ExistsAsync(cancellationToken).ConfigureAwait(false)
        )
            return;
        await using var target = await project.TargetAsync(cancellationToken).ConfigureAwait(false);
        if (!await HasSomeAsync(folder, target, cancellationToken).ConfigureAwait(false))
            return;
        if (await FindAsync(squash, cancellationToken).ConfigureAwait(false) is not { } old)
            return;
        var last = old.Migrations.Last(m => Stands(squash, m));
        await BringForwardAsync(old, options with { To = last.Idx }, report, cancellationToken).ConfigureAwait(false);
        project.Report.Note(
            $"{target.Name} has only some of the migrations that {squash.Tag} stands for: the others are run from {project.Shown(old.Path)}"
                + $" first"
        );
        await new Migrator(target, options with { To = last.Idx }, time, report).MigrateAsync(old, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> HasSomeAsync(MigrationFolder folder, IMigrationTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            HistoryCheck.Compare(folder.Migrations, await target.ReadAsync(cancellationToken).ConfigureAwait(false), target.Name, to: null);
            return false;
        }
        catch (ProblemException e) when (e.Problem.Code == HistoryCheck.SomeReplaced)
        {
            return true;
        }
        catch (ProblemException e) when (e.Kind is ProblemKind.Inconsistent or ProblemKind.NoConnection)
        {
            // Said again, and better, by the run itself, which may also make the database.
            return false;
        }
    }

    /// <summary>The kept folder that holds every migration the squash stands for, as it was.</summary>
    private async Task<MigrationFolder?> FindAsync(Migration squash, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(project.MigrationsFolder);
        foreach (
            var kept in Directory
                .EnumerateDirectories(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "-backup-*")
                .OrderDescending(StringComparer.Ordinal)
        )
        {
            var folder = await MigrationFolder.ReadAsync(kept, project.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
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
