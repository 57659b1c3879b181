using System.Diagnostics;

namespace Strata.Testing;

/// <summary>What a finished process left.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Errors);

/// <summary>Runs programs.</summary>
public static class ProcessRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path, or a name to look up in PATH.</param>
    /// <param name="arguments">Each as one argument.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="killAfter">Kills it, as <c>kill -9</c> does, when this much time has passed.</param>
    public static async Task<ProcessResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? killAfter = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (killAfter is { } limit)
        {
            using var timer = new CancellationTokenSource(limit);
            try
            {
                await process.WaitForExitAsync(timer.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
        await process.WaitForExitAsync();
        return new ProcessResult(process.ExitCode, await output, await errors);
    }
}
