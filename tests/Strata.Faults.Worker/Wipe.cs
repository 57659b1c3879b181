using Strata.Backups;
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
    public static Task<int> RunAsync(string dialect, string source, string target, string folder, KillAt failpoint) =>
        WithAsync(
            dialect,
            source,
            target,
            failpoint,
            (replacer, from, to) =>
                replacer.RunAsync(from, to, s_options, s_retention, folder, new DataOptions(2, _ => { }), CancellationToken.None)
        );

    /// <summary>Backs one up, and restores the backup into an empty one.</summary>
    public static Task<int> RestoreAsync(string dialect, string source, string target, string folder, KillAt failpoint) =>
        WithAsync(
            dialect,
            source,
            target,
            failpoint,
            async (replacer, from, to) =>
            {
                var (backup, data) = (new BackupFolder(Path.Combine(folder, Guid.NewGuid().ToString("N"))), new DataOptions(1, _ => { }));
                var manifest = await new BackupMaker(TimeProvider.System, s_options.Run).MakeAsync(
                    from,
                    backup.Path,
                    data,
                    CancellationToken.None
                );
                await replacer.RestoreAsync(backup, manifest, to, s_options, s_retention, data, CancellationToken.None);
            }
        );

    private static readonly RunOptions s_options = new() { Environment = "staging" };
    private static readonly TimeSpan s_retention = TimeSpan.FromDays(7);

    private static async Task<int> WithAsync(
        string dialect,
        string source,
        string target,
        KillAt failpoint,
        Func<DatabaseReplacer, DataEndpoint, DataEndpoint, Task> work
    )
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
            await work(replacer, from, to);
            return 0;
        }
        catch (ProblemException e)
        {
            await Console.Error.WriteLineAsync($"{e.Problem}");
            return (int)e.Kind;
        }
    }
}
