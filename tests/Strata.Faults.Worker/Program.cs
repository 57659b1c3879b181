using System.Diagnostics;
using Strata.Core.Execution;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Postgres.Execution;
using Strata.Postgres.Shadow;
using Strata.Sqlite.Execution;

if (args is ["serve"])
{
    // A shadow server, until this process is killed.
    await using var server = await ShadowServer.StartAsync(new ShadowServerOptions(), CancellationToken.None);
    Console.WriteLine(server.Directory);
    await Task.Delay(Timeout.Infinite);
}

if (args is ["restore", var dialectOfBackup, var backedUp, var empty, var folderOfBackup])
    return await Wipe.RestoreAsync(dialectOfBackup, backedUp, empty, folderOfBackup, Failpoint());
if (args is ["wipe", var kind, var source, var replaced, var place])
    return await Wipe.RunAsync(kind, source, replaced, place, Failpoint());

// postgresql|sqlite CONNECTION FOLDER [rollback]: one run, in a process that a test can kill. STRATA_FAILPOINT=N kills it at the Nth
// boundary; every boundary is printed.
var (dialect, connection, folder) = (args[0], args[1], args[2]);
await using IMigrationTarget target = dialect == "sqlite" ? new SqliteTarget(connection) : new PostgresTarget(connection);
var options = new RunOptions
{
    LockWait = TimeSpan.FromSeconds(60),
    LockTimeout = TimeSpan.FromMilliseconds(100),
    LockRetry = TimeSpan.FromSeconds(30),
};
var failpoint = Failpoint();
try
{
    var migrations = await MigrationFolder.ReadAsync(folder, target.Syntax, CancellationToken.None);
    if (args is [.., "rollback"])
        await new Rollback(target, options, TimeProvider.System, _ => { }) { Failpoint = failpoint }.RunAsync(
            migrations,
            steps: null,
            to: -1,
            CancellationToken.None
        );
    else
        await new MigrationRunner(target, options, TimeProvider.System, _ => { }) { Failpoint = failpoint }.MigrateAsync(
            migrations,
            CancellationToken.None
        );
    return 0;
}
catch (ProblemException e)
{
    await Console.Error.WriteLineAsync($"{e.Problem}");
    return (int)e.Kind;
}

static KillAt Failpoint() =>
    new(int.TryParse(Environment.GetEnvironmentVariable("STRATA_FAILPOINT"), out var number) ? number : int.MaxValue);

internal sealed class KillAt(int number) : IFailpoint
{
    private int _hits;

    public ValueTask HitAsync(string point, CancellationToken cancellationToken)
    {
        Console.WriteLine(point);
        if (++_hits == number)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
        return ValueTask.CompletedTask;
    }
}
