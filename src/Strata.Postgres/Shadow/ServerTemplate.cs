using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Strata.Postgres.Shadow;

/// <summary>
/// A data directory made by <c>initdb</c> once per version and kept as one archive: unpacking it takes a twentieth of making it.
/// </summary>
internal sealed class ServerTemplate(PostgresBinaries binaries, ServerAccount account, string cacheDirectory)
{
    // Part of the directory's name: whoever changes the arguments of initdb gets a new directory.
    private const int Recipe = 2;

    /// <summary>The server's account passes through it.</summary>
    internal const UnixFileMode CacheMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        // Two installations of one version differ: in the collations of their libraries, for one.
        var place = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(binaries.Directory)))[..8];
        var owner = (account.Owner ?? "own").Replace(':', '-');
        var path = Path.Combine(cacheDirectory, $"initdb-{Recipe}-{binaries.Version}-{place}-{owner}.tar");
        if (File.Exists(path))
            return path;
        MakeDirectory(cacheDirectory, CacheMode);
        var making = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}";
        MakeDirectory(making, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            if (account.Owner is not null)
                await RunAsync(["chown", account.Owner, making], cancellationToken).ConfigureAwait(false);
            await RunAsync(Initdb(making), cancellationToken).ConfigureAwait(false);
            await RunAsync(["tar", "-cf", making + ".tar", "-C", making, "."], cancellationToken).ConfigureAwait(false);

            // Where another process made the same one in the meantime, either will do.
            File.Move(making + ".tar", path, overwrite: true);
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }
        return path;
    }

    private string[] Initdb(string directory) =>
        [
            .. account.Prefix,
            binaries.Initdb,
            "-D",
            directory,
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "-N",
            "-E",
            "UTF8",
            "--locale=C",
            "--wal-segsize=1",
        ];

    internal static void MakeDirectory(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, mode);
    }

    private static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        // The account that runs it may not be allowed to read our working directory.
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode == 0)
            return;
        throw ShadowProblems.NoDataDirectory.Error(
            command[0],
            $"a shadow server's data directory could not be made: {errors.Trim()}",
            "nothing was run",
            "look at free space and permissions of the cache directory"
        );
    }
}
