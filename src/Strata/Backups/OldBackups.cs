using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Backups;

/// <summary>
/// Deletes old backups of one environment. Only folders with an intact manifest count: others are not Strata's to delete. The newest one
/// stays whatever is asked for, so that the last good one is never deleted.
/// </summary>
/// <param name="time">Tells the age of a backup.</param>
internal sealed class OldBackups(TimeProvider time)
{
    /// <param name="newest">The backup that was just made; the others are beside it.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="keep">The number or the age of those that stay.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The folders that were deleted.</returns>
    public async Task<IReadOnlyList<string>> DeleteAsync(
        BackupFolder newest,
        BackupManifest manifest,
        Keep keep,
        CancellationToken cancellationToken
    )
    {
        List<(BackupFolder Folder, DateTimeOffset MadeAt)> others = [];
        foreach (var path in Directory.EnumerateDirectories(Path.GetDirectoryName(newest.Path)!).Where(f => f != newest.Path))
        {
            var folder = new BackupFolder(path);
            if (
                await ReadAsync(folder, cancellationToken).ConfigureAwait(false) is { } other
                && other.Environment == manifest.Environment
                && other.Dialect == manifest.Dialect
            )
                others.Add((folder, other.MadeAt));
        }
        var sorted = others.OrderByDescending(o => o.MadeAt).ToList();
        var old = keep.Count is { } count ? sorted.Skip(count - 1) : sorted.Where(o => time.GetUtcNow() - o.MadeAt > keep.Time);
        List<string> deleted = [];
        foreach (var (folder, _) in old.ToList())
        {
            folder.Delete();
            deleted.Add(folder.Path);
        }
        return deleted;
    }

    private static async Task<BackupManifest?> ReadAsync(BackupFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            return await folder.ManifestAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
