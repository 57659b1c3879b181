using Strata.Core.Hosting;
using Strata.Core.MigrationFiles;
using Strata.Core.Sql;

namespace Strata.Testing;

/// <summary>A folder of migrations for one test.</summary>
public sealed class MigrationProject(SqlSyntax syntax) : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();

    /// <summary>Adds the next migration.</summary>
    public async Task<JournalEntry> AddAsync(string sql, string name, string? down = null) =>
        await new MigrationWriter(syntax, TimeProvider.System, EnvironmentVariables.OfProcess()).AppendAsync(
            await ReadAsync(),
            new NewMigration(sql) { Name = name, Down = down },
            CancellationToken.None
        );

    public Task<MigrationFolder> ReadAsync() => MigrationFolder.ReadAsync(Path, syntax, CancellationToken.None);
}
