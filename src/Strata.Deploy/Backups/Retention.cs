using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Deploy.Backups;

/// <summary>
/// Deletes old backups of one environment. Only folders whose manifest is whole count: what cannot be read is nobody's to delete. The one
/// that was just made stays
/// whatever is said, so that the last good one is never deleted.
/// </summary>
public sealed class Retention(TimeProvider time)
{
    /// <returns>The folders that were deleted.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(
        string parent,
        string made,
        BackupManifest of,
        Keep keep,
        CancellationToken cancellationToken
    )
    {
        List<(string Folder, BackupManifest Manifest)> others = [];
        foreach (var folder in Directory.EnumerateDirectories(parent).Where(f => f != made))
        {
            if (
                await TryReadAsync(folder, cancellationToken).ConfigureAwait(false) is { } m
                && m.Environment == of.Environment
                && m.Dialect == of.Dialect
            )
                others.Add((folder, m));
        }
        var newest = others.OrderByDescending(o => o.Manifest.MadeAt).ToList();
        var old = keep.Count is { } count ? newest.Skip(count - 1) : newest.Where(o => time.GetUtcNow() - o.Manifest.MadeAt > keep.Time);
        List<string> deleted = [];
        foreach (var (folder, _) in old.ToList())
        {
            new BackupFolder(folder).Delete();
            deleted.Add(folder);
        }
        return deleted;
    }

    private static async Task<BackupManifest?> TryReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await new BackupFolder(folder).ManifestAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
