using Strata.Testing;

namespace Strata.Faults.Tests;

/// <summary>Starts the program that runs migrations in a process of its own.</summary>
internal static class Worker
{
    private static readonly string s_path = Path.Combine(AppContext.BaseDirectory, "Strata.Faults.Worker.dll");

    /// <summary>How many kills a random test makes; more on a machine that has the time.</summary>
    public static int Kills { get; } = int.TryParse(Environment.GetEnvironmentVariable("STRATA_KILLS"), out var kills) ? kills : 12;

    public static Task<ProcessResult> RunAsync(string dialect, string connection, string folder, int? failpoint = null, TimeSpan? killAfter = null, bool rollback = false) => ProcessRunner.RunAsync(
        Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : "dotnet",
        rollback ? [s_path, dialect, connection, folder, "rollback"] : [s_path, dialect, connection, folder],
        new Dictionary<string, string?> { ["STRATA_FAILPOINT"] = failpoint?.ToString() }, killAfter);
}
