using System.Diagnostics;
using System.Globalization;
using Strata.Core.Hosting;

namespace Strata.Postgres.Shadow;

/// <summary>Where shadow servers live, and what became of those whose process is gone.</summary>
internal static class ServerDirectories
{
    private const string Prefix = "strata-pg-";
    private const string AliveName = "alive";

    // A socket's path has 107 bytes at most: https://www.man7.org/linux/man-pages/man7/unix.7.html
    private const int LongestDirectory = 80;

    // Memory, where the system offers it: copying the thousand small files of a data directory takes a disk twenty times as long.
    private const string Memory = "/dev/shm";

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
        var id = Guid.NewGuid().ToString("N")[..12];
        var root = Root(onDisk);
        var directory = Path.Combine(root, Prefix + id);
        var making = Path.Combine(root, "strata-new-" + id);
        ServerTemplate.MakeDirectory(making, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var alive = Hold(making);

        // Under this name others sweep: it must hold its lock from the first moment on.
        Directory.Move(making, directory);
        return (directory, alive);
    }

    /// <summary>Ends servers and deletes directories whose process is gone; only those of the current user.</summary>
    public static async Task SweepAsync(CancellationToken cancellationToken)
    {
        var roots = new[] { Disk, Memory }.Where(Directory.Exists);
        foreach (var directory in roots.SelectMany(r => Directory.EnumerateDirectories(r, Prefix + "*")))
        {
            try
            {
                using var alive = Hold(directory);
                await KillAsync(directory, cancellationToken).ConfigureAwait(false);
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its process lives and holds the lock, or it is another user's, or its own guardian is deleting it right now.
            }
        }
    }

    private static FileStream Hold(string directory) =>
        new(Path.Combine(directory, AliveName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

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
