namespace Strata.SchemaHost;

/// <summary>Compiled schemas, by the hash of everything that the compilation depends on.</summary>
internal sealed class AssemblyCache(string folder)
{
    // Bytes.
    private const long Capacity = 16L << 20;

    public async Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(key), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Missing, or being replaced by another process: compiling again takes a second and is always correct.
            return null;
        }
    }

    public async Task StoreAsync(string key, byte[] image, CancellationToken cancellationToken)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var temporary = Path.Combine(folder, $"{key}.{Environment.ProcessId}.tmp");
            await File.WriteAllBytesAsync(temporary, image, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, PathOf(key), overwrite: true);
            var size = 0L;
            foreach (var file in new DirectoryInfo(folder).GetFiles("*.dll").OrderByDescending(f => f.LastWriteTimeUtc))
                if ((size += file.Length) > Capacity)
                    file.Delete();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"note: the compiled schema cannot be cached: {unwritable.Message}").ConfigureAwait(false);
        }
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.dll");
}
