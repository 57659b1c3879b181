namespace Strata.Project.Secrets;

/// <summary>The accounts that can read a file.</summary>
internal static class FileAccess
{
    /// <summary>
    /// Every account can read the file: its mode says so, and that of each folder above lets them pass. A symbolic link is followed.
    /// </summary>
    public static bool IsOpenToAll(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return false;
        try
        {
            var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            if ((File.GetUnixFileMode(file) & UnixFileMode.OtherRead) == 0)
                return false;
            for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
                if ((File.GetUnixFileMode(folder) & UnixFileMode.OtherExecute) == 0)
                    return false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // We read it by a way that does not show its folders.
            return false;
        }
    }
}
