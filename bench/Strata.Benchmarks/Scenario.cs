using System.Diagnostics;
using System.Globalization;

namespace Strata.Benchmarks;

/// <summary>One thing to time.</summary>
/// <param name="Name">As printed.</param>
/// <param name="Prepare">Before each run, not timed.</param>
/// <param name="Run">Timed.</param>
internal sealed record Contestant(string Name, Func<Task> Prepare, Func<Task> Run);

/// <summary>Contestants that do the same job, run in turn: A B C A B C …; the first is ours.</summary>
internal sealed record Scenario(string Name, Func<Task<IReadOnlyList<Contestant>>> SetUp)
{
    public async Task RunAsync(int runs)
    {
        var contestants = await SetUp().ConfigureAwait(false);
        var times = contestants.ToDictionary(c => c.Name, _ => new List<double>());
        for (var i = 0; i <= runs; i++)
        {
            foreach (var contestant in contestants)
            {
                await contestant.Prepare().ConfigureAwait(false);
                var started = Stopwatch.GetTimestamp();
                await contestant.Run().ConfigureAwait(false);
                // The first round warms caches and is not counted.
                if (i > 0)
                    times[contestant.Name].Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }
        var ours = Median(times[contestants[0].Name]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name}: {contestants[0].Name} {ours:F3} s"));
        foreach (var other in contestants.Skip(1))
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {other.Name} {Median(times[other.Name]):F3} s; ours is {ours / Median(times[other.Name]):F2}x of it"
                )
            );
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[values.Count / 2 - 1] + values[values.Count / 2]) / 2;
    }
}

/// <summary>Runs programs, and stops the benchmark when one fails: a failed run is no time.</summary>
internal static class Shell
{
    public static async Task RunAsync(string program, string folder, params string[] arguments) =>
        await OutputAsync(program, folder, arguments).ConfigureAwait(false);

    public static async Task<string> OutputAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(Path.GetTempPath(), "strata-bench-cache");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? await output.ConfigureAwait(false)
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output.ConfigureAwait(false)}"
                    + $"\n{await errors.ConfigureAwait(false)}"
            );
    }
}
