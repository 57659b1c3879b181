using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Strata.Core.Hosting;

namespace Strata.Postgres.Shadow;

/// <summary>The directories of shadow servers, and the remains of those whose process is gone.</summary>
internal static class ServerDirectories
{
    // In the shared folder of temporary files; a server's own is below it.
    private const string Name = "strata";
    private const string LockEnding = ".lock";

    // A socket's path has 107 bytes at most: https://www.man7.org/linux/man-pages/man7/unix.7.html
    private const int LongestDirectory = 80;

    // Memory, where the system offers it: copying the thousand small files of a data directory takes a disk twenty times as long.
    private const string Memory = "/dev/shm";

    private const int Attempts = 5;

    // Bytes. Containers often have 64 MiB there, which a server and two databases fill.
    private const long EnoughMemory = 1L << 30;

    private static string Disk => Path.GetTempPath().Length <= LongestDirectory ? Path.GetTempPath() : "/tmp";

    private static string Root(bool onDisk) =>
        !onDisk && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= EnoughMemory ? Memory : Disk;

    /// <summary>The user's cache; for root a place that the server's account can reach.</summary>
    public static string Cache(EnvironmentVariables variables)
    {
        // Not below /var/tmp, where anybody may make a directory first and have root run what is in it.
        if (Environment.IsPrivilegedProcess)
            return Directory.Exists("/var/cache") ? "/var/cache/strata" : "/var/strata-cache";
        var home = variables["HOME"] ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(variables["XDG_CACHE_HOME"] ?? Path.Combine(home, ".cache"), "strata");
    }

    /// <summary>A new directory, and a lock on it that ends with this process, however that ends.</summary>
    public static (string Directory, FileStream Alive) Create(bool onDisk)
    {
        for (var attempt = 1; ; attempt++)
        {
            var directory = Path.Combine(
                PrivateFolder.Ensure(Root(onDisk), Name, isPassable: Environment.IsPrivilegedProcess),
                $"pg-{RandomNumberGenerator.GetHexString(12, lowercase: true)}"
            );
            try
            {
                // Others sweep what no lock is held on: it is there first.
                var alive = Hold(directory, FileMode.CreateNew);
                ServerTemplate.MakeDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                return (directory, alive);
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The last server of another process went, and its folder with it.
            }
        }
    }

    /// <summary>Ends servers and deletes directories whose process is gone; only those below a folder of this account.</summary>
    public static async Task SweepAsync(CancellationToken cancellationToken)
    {
        var folders = new[] { Disk, Memory }.Distinct().SelectMany(r => PrivateFolder.Find(r, Name));
        foreach (var file in folders.SelectMany(f => Directory.EnumerateFiles(f, "*" + LockEnding)))
        {
            try
            {
                var directory = file[..^LockEnding.Length];
                using var alive = Hold(directory, FileMode.Open);
                await KillAsync(directory, cancellationToken).ConfigureAwait(false);
                await RemoveAsync(directory, cancellationToken).ConfigureAwait(false);
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its process lives and holds the lock, or its own guardian is deleting it right now.
            }
        }
    }

    private static FileStream Hold(string directory, FileMode mode) =>
        new(directory + LockEnding, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    // The server's account may write there: of the ways to delete a tree, this one follows no link that it changes meanwhile.
    private static async Task RemoveAsync(string directory, CancellationToken cancellationToken)
    {
        using var remove = Process.Start("rm", ["-rf", "--", directory]);
        await remove.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task KillAsync(string directory, CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory, "data", "postmaster.pid");
        if (
            !File.Exists(file)
            || !int.TryParse((await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false)).FirstOrDefault(), out var id)
        )
            return;

        // The number may belong to another process by now: only one that names this directory is ours.
        if (!(await ArgumentsAsync(id, cancellationToken).ConfigureAwait(false)).Contains(directory, StringComparison.Ordinal))
            return;

        // The shell's own: the program of this name is missing on a bare machine. It may have ended meanwhile, of which kill would
        // complain.
        using var kill = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "kill -QUIT \"$1\" 2>/dev/null", "sh", id.ToString(CultureInfo.InvariantCulture)])
        )!;
        await kill.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The command line of a process; empty where there is none.</summary>
    private static async Task<string> ArgumentsAsync(int id, CancellationToken cancellationToken)
    {
        if (!File.Exists("/proc/self/cmdline"))
        {
            using var ps = Process.Start(
                new ProcessStartInfo("ps", ["-o", "args=", "-p", id.ToString(CultureInfo.InvariantCulture)])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var arguments = await ps.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await ps.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return arguments;
        }
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{id}/cmdline", cancellationToken).ConfigureAwait(false)).Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It has ended.
            return "";
        }
    }
}
