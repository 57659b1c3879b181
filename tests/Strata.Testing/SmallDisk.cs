namespace Strata.Testing;

/// <summary>A file system of a few megabytes, for a server's tablespace. Only root may mount one.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>The directory.</summary>
    public string Path => _folder.Path;

    /// <summary>Mounts it, for the account that PostgreSQL runs as.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path);
        await RunAsync("chown", "postgres", disk.Path);
        return disk;
    }

    /// <summary>Makes it larger.</summary>
    public Task GrowAsync(int megabytes) => RunAsync("mount", "-o", $"remount,size={megabytes}m", Path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(program, arguments);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {result.Errors}");
    }
}
