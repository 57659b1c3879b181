using System.Diagnostics;
using System.Globalization;
using Strata.Postgres.Shadow;

namespace Strata.Postgres.Tests;

/// <summary>What a killed process left behind is ended and deleted by the next one, and nothing else is.</summary>
public sealed class SweepTests
{
    [Fact]
    public async Task A_server_that_was_left_is_ended_and_a_process_that_has_its_number_is_not()
    {
        using var left = Left(out var its, naming: true);
        using var other = Left(out var reused, naming: false);
        await ServerDirectories.SweepAsync(CancellationToken.None);
        Assert.False(Directory.Exists(its));
        Assert.False(Directory.Exists(reused));
        Assert.True(left.WaitForExit(10_000));
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task A_number_that_nobody_has_is_no_trouble()
    {
        using (var gone = Left(out var directory, naming: true))
        {
            gone.Kill();
            await gone.WaitForExitAsync(TestContext.Current.CancellationToken);
            await ServerDirectories.SweepAsync(CancellationToken.None);
            Assert.False(Directory.Exists(directory));
        }
    }

    /// <summary>A directory whose process is gone, and a process with the number in its postmaster.pid.</summary>
    private static Process Left(out string directory, bool naming)
    {
        (directory, var alive) = ServerDirectories.Create(onDisk: true);
        Directory.CreateDirectory(Path.Combine(directory, "data"));
        var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "read -r line", "sh", naming ? directory : "/elsewhere"])
            {
                RedirectStandardInput = true,
            }
        )!;
        File.WriteAllText(
            Path.Combine(directory, "data", "postmaster.pid"),
            string.Create(CultureInfo.InvariantCulture, $"{process.Id}\n{directory}/data\n")
        );
        alive.Dispose();
        return process;
    }
}
