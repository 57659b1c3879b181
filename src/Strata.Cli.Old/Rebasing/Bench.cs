using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Model;
using Strata.Core.Problems;

namespace Strata.Cli.Rebasing;

/// <summary>A migration as it will be in the folder.</summary>
/// <param name="Chain">Chain hash with it and all before it.</param>
/// <param name="From">What it was before.</param>
internal sealed record Placed(JournalEntry Entry, string Chain, byte[] Sql, byte[]? Down, Node From);

/// <summary>
/// A folder and a throwaway database that nobody sees, in which a row of migrations is run one after the other by the executor that runs
/// them for real.
/// </summary>
internal sealed class Bench(Project project) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("strata-rebase-").FullName;
    private IShadow? _shadow;
    private IMigrationTarget? _target;

    /// <summary>The schema after these migrations; those that the database has are not run again.</summary>
    /// <exception cref="ProblemException">One of them fails; the database is given up.</exception>
    public async Task<Catalog> RunAsync(IReadOnlyList<Placed> row, CancellationToken cancellationToken)
    {
        if (row.Count == 0)
            return Catalog.Empty;
        var folder = await WriteAsync(row, cancellationToken).ConfigureAwait(false);
        try
        {
            folder.ThrowIfBroken();
            _shadow ??= await project.Shadows.OpenAsync(cancellationToken).ConfigureAwait(false);
            _target ??= project.Tools.Target(_shadow.ConnectionString);
            await new Migrator(_target, new MigratorOptions(), TimeProvider.System, _ => { })
                .MigrateAsync(folder, cancellationToken)
                .ConfigureAwait(false);
            return await project.Dialect.ReadAsync(_target.Connection, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            await GiveUpAsync().ConfigureAwait(false);
            throw new ProblemException(e.Kind, Shown(e.Problem), e);
        }
    }

    /// <summary>
    /// The schema after the last one was taken back by its down-script, and is there again after this; null when the script fails.
    /// </summary>
    public async Task<Catalog?> BackAsync(IReadOnlyList<Placed> row, CancellationToken cancellationToken)
    {
        try
        {
            var folder = await WriteAsync(row, cancellationToken).ConfigureAwait(false);
            await new Rollback(_target!, new MigratorOptions(), TimeProvider.System, _ => { })
                .RunAsync(folder, 1, null, cancellationToken)
                .ConfigureAwait(false);
            var back = await project.Dialect.ReadAsync(_target!.Connection, cancellationToken).ConfigureAwait(false);
            await RunAsync(row, cancellationToken).ConfigureAwait(false);
            return back;
        }
        catch (ProblemException e) when (e.Kind is not ProblemKind.Interrupted)
        {
            await GiveUpAsync().ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>
    /// The next run begins at the first migration again. There is one throwaway database at a time, so whoever needs one for something else
    /// says so by this.
    /// </summary>
    public async Task GiveUpAsync()
    {
        if (_target is not null)
            await _target.DisposeAsync().ConfigureAwait(false);
        if (_shadow is not null)
            await _shadow.DisposeAsync().ConfigureAwait(false);
        (_target, _shadow) = (null, null);
    }

    private async Task<MigrationFolder> WriteAsync(IReadOnlyList<Placed> row, CancellationToken cancellationToken)
    {
        foreach (var old in Directory.EnumerateFiles(_folder, "*.sql"))
            File.Delete(old);
        Directory.CreateDirectory(Path.Combine(_folder, "meta"));
        foreach (var placed in row)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder, placed.Entry.Tag + ".sql"), placed.Sql, cancellationToken)
                .ConfigureAwait(false);
            if (placed.Down is { } down)
                await File.WriteAllBytesAsync(Path.Combine(_folder, placed.Entry.Tag + ".down.sql"), down, cancellationToken)
                    .ConfigureAwait(false);
        }
        var journal = Journal.Empty(project.Dialect.Name) with { Entries = [.. row.Select(p => p.Entry)] };
        await File.WriteAllBytesAsync(MigrationFolder.JournalPath(_folder), JournalJson.Write(journal), cancellationToken)
            .ConfigureAwait(false);
        return await MigrationFolder.ReadAsync(_folder, project.Dialect.Syntax, cancellationToken).ConfigureAwait(false);
    }

    private Problem Shown(Problem problem) =>
        problem with
        {
            Where = problem.Where.Replace(_folder, project.MigrationsFolder, StringComparison.Ordinal),
            What = problem.What.Replace(_folder, project.MigrationsFolder, StringComparison.Ordinal),
            Next = problem.Next.Map(t => t.Replace(_folder, project.MigrationsFolder, StringComparison.Ordinal)),
        };

    public async ValueTask DisposeAsync()
    {
        await GiveUpAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }
}
