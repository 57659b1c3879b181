using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Sql;

namespace Strata.Faults.Tests;

/// <summary>Folders and databases that Strata 0.1.0 wrote: see Legacy/README.md.</summary>
internal static class Legacy
{
    public static string At(SqlSyntax syntax, string name) => Path.Combine(AppContext.BaseDirectory, "Legacy", syntax.Name, name);

    public static Task<MigrationFolder> FolderAsync(SqlSyntax syntax, string name = "migrations") =>
        MigrationFolder.ReadAsync(At(syntax, name), syntax, TestContext.Current.CancellationToken);

    /// <summary>Its hashes, its chain and its journal are what they were.</summary>
    public static async Task AssertUnchangedAsync(SqlSyntax syntax, string name)
    {
        var folder = await FolderAsync(syntax, name);
        Assert.Empty(folder.Problems);
        Assert.Empty(folder.Notes);
        Assert.Equal(folder.Journal.Entries.Select(e => e.Hash), folder.Migrations.Select(m => m.Hash));
        Assert.Equal(folder.Journal.Entries.Select(e => e.Parent), folder.Migrations.Select(m => m.Parent));
        Assert.Equal(
            await File.ReadAllBytesAsync(At(syntax, Path.Combine(name, "meta", "_journal.json"))),
            JournalJson.Write(folder.Journal)
        );
    }

    public static async Task<(RunResult Result, List<RunEvent> Events)> MigrateAsync(IMigrationTarget target, MigrationFolder folder)
    {
        var events = new List<RunEvent>();
        var migrator = new MigrationRunner(target, Postgres.Run.Options, TimeProvider.System, events.Add);
        return (await migrator.MigrateAsync(folder, TestContext.Current.CancellationToken), events);
    }

    /// <summary>Rolls back everything.</summary>
    public static Task<RunResult> RollbackAsync(IMigrationTarget target, MigrationFolder folder) =>
        new Rollback(target, Postgres.Run.Options, TimeProvider.System, _ => { }).RunAsync(
            folder,
            steps: null,
            to: -1,
            TestContext.Current.CancellationToken
        );
}
