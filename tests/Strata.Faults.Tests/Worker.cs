using System.Diagnostics;
using Strata.Testing;

namespace Strata.Faults.Tests;

/// <summary>Starts the program that runs migrations in a process of its own.</summary>
internal static class Worker
{
    private static readonly string s_path = Path.Combine(AppContext.BaseDirectory, "Strata.Faults.Worker.dll");

    /// <summary>The number of kills of a random test; more on a machine that has the time.</summary>
    public static int Kills { get; } = int.TryParse(Environment.GetEnvironmentVariable("STRATA_KILLS"), out var kills) ? kills : 12;

    /// <summary>The number of times that a race is run.</summary>
    public static int Repeats { get; } = int.TryParse(Environment.GetEnvironmentVariable("STRATA_REPEATS"), out var repeats) ? repeats : 3;

    /// <summary>Starts a shadow server in another process; returns that process and the server's directory.</summary>
    public static async Task<(Process Process, string Directory)> ServeAsync()
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [s_path, "serve"]) { RedirectStandardOutput = true })!;
        return (
            process,
            await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The worker ended without a word.")
        );
    }

    /// <summary>A run that is killed when the token says so; its exit code.</summary>
    public static async Task<int> KillableAsync(string dialect, string connection, string folder, CancellationToken kill)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [s_path, dialect, connection, folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(CancellationToken.None),
            process.StandardError.ReadToEndAsync(CancellationToken.None)
        );
        using (kill.Register(process.Kill))
            await process.WaitForExitAsync(CancellationToken.None);
        await output;
        return process.ExitCode;
    }

    public static Task<ProcessResult> RunAsync(
        string dialect,
        string connection,
        string folder,
        int? failpoint = null,
        TimeSpan? killAfter = null,
        bool rollback = false
    ) =>
        ProcessRunner.RunAsync(
            "dotnet",
            rollback ? [s_path, dialect, connection, folder, "rollback"] : [s_path, dialect, connection, folder],
            new Dictionary<string, string?> { ["STRATA_FAILPOINT"] = failpoint?.ToString() },
            killAfter
        );

    /// <summary>A database replaced by a copy of another one.</summary>
    public static Task<ProcessResult> WipeAsync(
        string dialect,
        string source,
        string target,
        string folder,
        int? failpoint = null,
        string operation = "wipe"
    ) =>
        ProcessRunner.RunAsync(
            "dotnet",
            [s_path, operation, dialect, source, target, folder],
            new Dictionary<string, string?> { ["STRATA_FAILPOINT"] = failpoint?.ToString() }
        );
}
