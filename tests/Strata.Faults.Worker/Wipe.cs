using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Data;
using Strata.Postgres.Data;
using Strata.Postgres.Execution;
using Strata.Replacing;
using Strata.Sqlite.Data;
using Strata.Sqlite.Execution;

/// <summary>One replacement, in a process that a test can kill.</summary>
internal static class Wipe
{
    public static async Task<int> RunAsync(string dialect, string source, string target, string folder, KillAt failpoint)
    {
        var lite = dialect == "sqlite";
        IDataTools tools = lite ? new SqliteDataTools() : new PostgresDataTools(EnvironmentVariables.OfProcess());
        var replacer = new DatabaseReplacer(
            lite ? new SqliteSwap() : new PostgresSwap(TimeProvider.System),
            c => lite ? new SqliteTarget(c) : new PostgresTarget(c),
            TimeProvider.System,
            Console.Error.WriteLine
        )
        {
            Failpoint = point => failpoint.HitAsync(point, CancellationToken.None),
        };
        var (from, to) = (new DataEndpoint("local", dialect, tools, source), new DataEndpoint("staging", dialect, tools, target));
        try
        {
            await using var alone = await replacer.LockAsync(to, CancellationToken.None);
            await replacer.TidyAsync(to, CancellationToken.None);
            await replacer.RunAsync(
                from,
                to,
                new RunOptions { Environment = "staging" },
                TimeSpan.FromDays(7),
                folder,
                new DataOptions(2, _ => { }),
                CancellationToken.None
            );
            return 0;
        }
        catch (ProblemException e)
        {
            await Console.Error.WriteLineAsync($"{e.Problem}");
            return (int)e.Kind;
        }
    }
}
