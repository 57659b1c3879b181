using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Project.Workspaces;
using Strata.Replaying;

namespace Strata.Rebasing;

/// <summary>A migration as it will be in the folder.</summary>
/// <param name="Entry">Its journal entry.</param>
/// <param name="Chain">The chain hash with it and all before it.</param>
/// <param name="Sql">Its file.</param>
/// <param name="Down">Its down-script; null for none.</param>
/// <param name="From">The migration before the rebase.</param>
internal sealed record PlacedMigration(JournalEntry Entry, string Chain, byte[] Sql, byte[]? Down, JournalNode From)
{
    /// <summary>True when it has another number, or stands on other migrations.</summary>
    public bool IsMoved => Chain != From.Chain;

    /// <summary>A migration that stays as it is.</summary>
    public static PlacedMigration Of(JournalNode node) => new(node.Entry, node.Chain, node.Sql, node.Down, node);
}

/// <summary>
/// A temporary folder and a shadow database in which a linear history is run, one migration after the other, by the executor that runs
/// them on the others.
/// </summary>
/// <param name="workspace">The project.</param>
internal sealed class ReplayWorkspace(Workspace workspace) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("strata-rebase-").FullName;
    private IShadow? _shadow;
    private IMigrationTarget? _target;

    /// <summary>The schema after some migrations; those that the database has are not run again.</summary>
    /// <exception cref="ProblemException">One of them fails; the database is given up.</exception>
    public async Task<Catalog> RunAsync(IReadOnlyList<PlacedMigration> history, CancellationToken cancellationToken)
    {
        if (history.Count == 0)
            return Catalog.Empty;
        var folder = await WriteAsync(history, cancellationToken).ConfigureAwait(false);
        try
        {
            folder.ThrowIfBroken();
            _shadow ??= await workspace.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
            _target ??= workspace.Provider.Target(_shadow.ConnectionString);
            await ShadowMigrations
                .RunAsync(_target, folder, new RunOptions(), workspace.Host.Time, _ => { }, cancellationToken)
                .ConfigureAwait(false);
            return await workspace.Dialect.ReadAsync(_target.Connection, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            await ResetAsync().ConfigureAwait(false);
            throw new ProblemException(Localize(e.Problem), e);
        }
    }

    /// <summary>
    /// The schema after the last migration was rolled back; the migration is then run again. Null when the down-script fails.
    /// </summary>
    public async Task<Catalog?> RollBackAsync(IReadOnlyList<PlacedMigration> history, CancellationToken cancellationToken)
    {
        try
        {
            var folder = await WriteAsync(history, cancellationToken).ConfigureAwait(false);
            await new Rollback(_target!, new RunOptions(), workspace.Host.Time, _ => { })
                .RunAsync(folder, 1, null, cancellationToken)
                .ConfigureAwait(false);
            var before = await workspace.Dialect.ReadAsync(_target!.Connection, cancellationToken).ConfigureAwait(false);
            await RunAsync(history, cancellationToken).ConfigureAwait(false);
            return before;
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            await ResetAsync().ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>
    /// Gives the database up: the next run begins at the first migration. There is one shadow database at a time, so whoever needs it for
    /// something else calls this first.
    /// </summary>
    public async Task ResetAsync()
    {
        if (_target is not null)
            await _target.DisposeAsync().ConfigureAwait(false);
        if (_shadow is not null)
            await _shadow.DisposeAsync().ConfigureAwait(false);
        (_target, _shadow) = (null, null);
    }

    private async Task<MigrationFolder> WriteAsync(IReadOnlyList<PlacedMigration> history, CancellationToken cancellationToken)
    {
        foreach (var old in Directory.EnumerateFiles(_folder, "*.sql"))
            File.Delete(old);
        Directory.CreateDirectory(Path.Combine(_folder, "meta"));
        foreach (var placed in history)
        {
            var file = Path.Combine(_folder, placed.Entry.Tag);
            await File.WriteAllBytesAsync(file + ".sql", placed.Sql, cancellationToken).ConfigureAwait(false);
            if (placed.Down is { } down)
                await File.WriteAllBytesAsync(file + ".down.sql", down, cancellationToken).ConfigureAwait(false);
        }
        var journal = Journal.Empty(workspace.Dialect.Name) with { Entries = [.. history.Select(p => p.Entry)] };
        await File.WriteAllBytesAsync(MigrationFolder.JournalPath(_folder), JournalJson.Write(journal), cancellationToken)
            .ConfigureAwait(false);
        return await MigrationFolder.ReadAsync(_folder, workspace.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
    }

    private Problem Localize(Problem problem) =>
        problem with
        {
            Where = Original(problem.Where),
            What = Original(problem.What),
            Next = problem.Next.Map(Original),
        };

    private string Original(string text) => text.Replace(_folder, workspace.Migrations.Path, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await ResetAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }
}
