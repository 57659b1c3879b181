using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Postgres.Execution;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>One run of a project against a database, and what it reported.</summary>
internal static class Run
{
    public static RunOptions Options { get; } =
        new()
        {
            LockWait = TimeSpan.FromSeconds(60),
            LockTimeout = TimeSpan.FromMilliseconds(100),
            LockRetry = TimeSpan.FromSeconds(20),
            Run = new RunInfo("tester", "here", "strata test", "abc123"),
        };

    public static async Task<(RunResult Result, List<RunEvent> Events)> MigrateAsync(
        string connectionString,
        MigrationProject project,
        RunOptions? options = null,
        CancellationTokenSource? cancelledBy = null,
        Action<RunEvent>? seen = null
    )
    {
        var cancellationToken = cancelledBy?.Token ?? TestContext.Current.CancellationToken;
        var events = new List<RunEvent>();
        await using var target = new PostgresTarget(connectionString);
        var migrator = new MigrationRunner(
            target,
            options ?? Options,
            TimeProvider.System,
            e =>
            {
                events.Add(e);
                seen?.Invoke(e);
            }
        );
        return (await migrator.MigrateAsync(await project.ReadAsync(), cancellationToken), events);
    }

    public static async Task<Problem> FailAsync(
        ProblemKind kind,
        string connectionString,
        MigrationProject project,
        RunOptions? options = null
    )
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => MigrateAsync(connectionString, project, options));
        Assert.Equal(kind, problem.Kind);
        return problem.Problem;
    }

    public static Task<IReadOnlyList<string>> HistoryAsync(string connectionString) =>
        PostgresFixture.QueryAsync(connectionString, "select tag, state, statements_done from strata.history order by seq");
}
