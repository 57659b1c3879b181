using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Strata.Postgres.Shadow;

/// <summary>
/// A folder of this account in one that all accounts share, such as <c>/tmp</c> and <c>/dev/shm</c>. Nothing that somebody else made there
/// is used, followed or listed: the folder must be a directory, owned by us, that nobody else can write to.
/// </summary>
internal static partial class PrivateFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Every account may pass through to what it was given below, and list or write nothing.</summary>
    public const UnixFileMode Passable = Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The folder, made where it is not there. Where somebody else has taken its name, another one is used.</summary>
    /// <param name="root">The shared folder.</param>
    /// <param name="name">The beginning of its name; the account's number follows.</param>
    /// <param name="isPassable">Other accounts pass through it.</param>
    public static string Ensure(string root, string name, bool isPassable)
    {
        var usual = Usual(root, name);
        foreach (var path in (string[])[usual, .. Others(usual), $"{usual}-{Guid.NewGuid():N}"])
        {
            if (!TryMake(path))
                continue;
            if (isPassable && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, Passable);
            return path;
        }
        throw new IOException($"no folder could be made in {root}");
    }

    private static bool TryMake(string path)
    {
        try
        {
            ServerTemplate.MakeDirectory(path, Owner);
        }
        catch (IOException)
        {
            // Somebody else's file, or a link that leads nowhere, has the name.
            return false;
        }
        return IsOurs(path);
    }

    /// <summary>Those that are there.</summary>
    public static IReadOnlyList<string> Find(string root, string name)
    {
        var usual = Usual(root, name);
        return [.. new[] { usual }.Concat(Others(usual)).Where(IsOurs)];
    }

    private static string Usual(string root, string name) => Path.Combine(root, $"{name}-{GetEffectiveUser()}");

    private static IEnumerable<string> Others(string usual) =>
        Directory.Exists(Path.GetDirectoryName(usual))
            ? Directory.EnumerateDirectories(Path.GetDirectoryName(usual)!, Path.GetFileName(usual) + "-*").Where(IsOurs)
            : [];

    /// <summary>A directory, not a link to one, that is owned by this account and that no other can write to.</summary>
    public static bool IsOurs(string path)
    {
        const int Directory = 0b0100_000_000_000_000;
        const int Kind = 0b1111_000_000_000_000;
        const int WritableByOthers = 0b000_010_010;
        return Facts(path) is var (user, mode)
            && user == GetEffectiveUser()
            && (mode & Kind) == Directory
            && (mode & WritableByOthers) == 0;
    }

    /// <summary>Owner and mode of a file, links not followed.</summary>
    private static (uint User, int Mode)? Facts(string path)
    {
        if (!OperatingSystem.IsLinux())
            return FactsOfProgram(path);
        // https://man7.org/linux/man-pages/man2/statx.2.html: the offsets are the same on every architecture.
        const int WorkingDirectory = -100;
        const int NoFollow = 0x100;
        const uint TypeModeOwner = 0x1 | 0x2 | 0x8;
        const int UserAt = 20;
        const int ModeAt = 28;
        var found = new byte[256];
        return StatX(WorkingDirectory, path, NoFollow, TypeModeOwner, found) == 0
            ? (BitConverter.ToUInt32(found, UserAt), BitConverter.ToUInt16(found, ModeAt))
            : null;
    }

    // https://man.freebsd.org/cgi/man.cgi?query=stat&sektion=1, as on macOS: links are not followed.
    private static (uint User, int Mode)? FactsOfProgram(string path)
    {
        using var stat = Process.Start(
            new ProcessStartInfo("stat", ["-f", "%u %p", path]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var words = stat.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        stat.WaitForExit();
        return words is [var user, var mode] ? (uint.Parse(user, null), Convert.ToInt32(mode, 8)) : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, [Out] byte[] found);
}
