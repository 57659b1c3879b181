using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Strata.Postgres.Shadow;
using Strata.Testing;

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

    [Fact]
    public async Task What_another_account_planted_is_neither_followed_nor_deleted()
    {
        using var planted = new TempFolder();
        var target = Path.Combine(planted.Path, "made-by-us");
        foreach (var name in (string[])["strata-pg-planted", $"strata-{Guid.NewGuid():N}"])
        {
            var directory = Path.Combine(Path.GetTempPath(), name);
            Directory.CreateDirectory(directory);
            try
            {
                foreach (var file in (string[])["alive", "pg-0.lock"])
                    File.CreateSymbolicLink(Path.Combine(directory, file), target);
                await ServerDirectories.SweepAsync(CancellationToken.None);
                Assert.False(File.Exists(target));
                Assert.True(Directory.Exists(directory));
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    [Theory, InlineData("link"), InlineData("dangling"), InlineData("file"), InlineData("writable"), InlineData("foreign")]
    public async Task A_name_that_somebody_else_has_taken_is_not_used(string way)
    {
        using var root = new TempFolder();
        using var elsewhere = new TempFolder();
        var usual = PrivateFolder.Ensure(root.Path, "strata", isPassable: false);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(usual));
        Assert.Equal(usual, PrivateFolder.Ensure(root.Path, "strata", isPassable: true));
        Assert.Equal(PrivateFolder.Passable, File.GetUnixFileMode(usual));
        Directory.Delete(usual);
        if (way == "file")
            await File.WriteAllTextAsync(usual, "", TestContext.Current.CancellationToken);
        else if (way is "link" or "dangling")
            Directory.CreateSymbolicLink(usual, way == "link" ? elsewhere.Path : Path.Combine(elsewhere.Path, "none"));
        else
            Directory.CreateDirectory(usual);
        if (way == "writable")
            File.SetUnixFileMode(usual, PrivateFolder.Passable | UnixFileMode.OtherWrite);
        if (way == "foreign")
        {
            Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder away");
            Assert.Equal(0, (await ProcessRunner.RunAsync("chown", ["65534", usual])).ExitCode);
        }
        Assert.Empty(PrivateFolder.Find(root.Path, "strata"));
        var other = PrivateFolder.Ensure(root.Path, "strata", isPassable: false);
        Assert.StartsWith(usual + "-", other, StringComparison.Ordinal);
        Assert.Equal([other], PrivateFolder.Find(root.Path, "strata"));
        Assert.Equal(other, PrivateFolder.Ensure(root.Path, "strata", isPassable: false));
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere.Path));
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
