using Strata.Core.Hosting;

namespace Strata.Project.SchemaSources.CSharp;

/// <summary>Files by the hash of everything they depend on; the newest are kept.</summary>
/// <param name="folder">Owned by the user alone: what is in it becomes SQL.</param>
internal sealed class UserCache(string folder)
{
    // Bytes.
    private const long Kept = 64L << 20;

    /// <summary>The user's own: $XDG_CACHE_HOME/strata, ~/.cache/strata, or %LOCALAPPDATA%\strata.</summary>
    public static string Folder(EnvironmentVariables variables)
    {
        if (variables["XDG_CACHE_HOME"] is { } given && Path.IsPathRooted(given))
            return Path.Combine(given, "strata");
        if (OperatingSystem.IsWindows() && variables["LOCALAPPDATA"] is { } local)
            return Path.Combine(local, "strata");
        return variables["HOME"] is { } home
            ? Path.Combine(home, ".cache", "strata")
            : Directory.CreateTempSubdirectory("strata-").FullName;
    }

    /// <summary>Null where it is not there or cannot be read.</summary>
    public async Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(key), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            // Cached files are made again, which says whatever there is to say.
            return null;
        }
    }

    public async Task StoreAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        var temporary = $"{PathOf(key)}.{Environment.ProcessId}.tmp";
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await File.WriteAllBytesAsync(temporary, content, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, PathOf(key), overwrite: true);
            var size = 0L;
            foreach (var file in new DirectoryInfo(folder).GetFiles("*.json").OrderByDescending(f => f.LastWriteTimeUtc))
                if ((size += file.Length) > Kept)
                    file.Delete();
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written costs a second next time and is no reason to fail; what was to be kept is right.
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
