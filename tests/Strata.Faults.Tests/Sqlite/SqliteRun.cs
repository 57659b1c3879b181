using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Sqlite.Execution;
using Strata.Testing;

namespace Strata.Faults.Tests.Sqlite;

/// <summary>One run of a project against a file, and what the file holds.</summary>
internal static class SqliteRun
{
    public static string Connection(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString;

    public static async Task<RunResult> MigrateAsync(string file, MigrationProject project, RunOptions? options = null)
    {
        await using var target = new SqliteTarget(Connection(file));
        return await new MigrationRunner(target, options ?? Postgres.Run.Options, TimeProvider.System, _ => { }).MigrateAsync(
            await project.ReadAsync(),
            TestContext.Current.CancellationToken
        );
    }

    public static async Task<Problem> FailAsync(ProblemKind kind, string file, MigrationProject project, RunOptions? options = null)
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => MigrateAsync(file, project, options));
        Assert.Equal(kind, problem.Kind);
        return problem.Problem;
    }

    public static async Task ExecuteAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection(Connection(file));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<IReadOnlyList<string>> QueryAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection(Connection(file));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i)))));
        return rows;
    }
}
