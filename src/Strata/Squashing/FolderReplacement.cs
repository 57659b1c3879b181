using System.Collections.Immutable;
using System.Globalization;
using Strata.Core.MigrationFiles;

namespace Strata.Squashing;

/// <summary>Replaces folded files in a migrations folder, after a copy of the whole folder was put beside it.</summary>
/// <param name="path">The folder's absolute path.</param>
/// <param name="time">Names the copy.</param>
internal sealed class FolderReplacement(string path, TimeProvider time)
{
    /// <returns>The absolute path of the copy.</returns>
    public async Task<string> ReplaceAsync(ImmutableArray<Migration> chosen, FoldedMigrations folded, CancellationToken cancellationToken)
    {
        var backup = FreeName();
        var batch = new FileBatch(path);
        try
        {
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(backup, Path.GetRelativePath(path, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
            foreach (var migration in chosen)
                batch.Remove(migration.Tag + ".sql").Remove(migration.Tag + ".down.sql");
            foreach (var changed in folded.Changed)
                batch.Add(changed, folded.Files[changed]);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return backup;
        }
        catch
        {
            // Nothing was replaced: a copy of it would only be in the way.
            if (Directory.Exists(backup))
                Directory.Delete(backup, recursive: true);
            throw;
        }
    }

    private string FreeName()
    {
        var stamp = time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var name = $"{path.TrimEnd(Path.DirectorySeparatorChar)}-backup-{stamp}";
        return Enumerable
            .Range(1, int.MaxValue)
            .Select(n => n == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{n}"))
            .First(n => !Directory.Exists(n));
    }
}
