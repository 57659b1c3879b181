using System.Security.Cryptography;
using Strata.Core.Problems;

namespace Strata.Backups;

/// <summary>A backup on a disk: <c>manifest.json</c>, and the files that it lists below <c>data</c>.</summary>
/// <param name="path">The absolute path of the folder.</param>
internal sealed class BackupFolder(string path)
{
    /// <summary>The beginning of the name of a folder that is not finished; its maker holds its lock file open.</summary>
    public const string Unfinished = ".strata-backup-";
    public const string LockName = ".lock";
    private const string Data = "data";
    private const int BufferSize = 1 << 20;

    public string Path => path;

    public string DataPath => System.IO.Path.Combine(path, Data);

    public string ManifestPath => System.IO.Path.Combine(path, BackupManifest.FileName);

    /// <summary>Reads the manifest alone.</summary>
    /// <exception cref="ProblemException">There is no such folder (ST5009, exit 2); it is no intact backup (ST5010), or of a newer format
    /// (ST5017): exit 13.</exception>
    public async Task<BackupManifest> ManifestAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            throw BackupProblems.NoFolder.Error(
                path,
                "no such folder",
                "nothing was touched",
                $"name the folder of a backup: {Call.Strata("restore").Argument("DIR")}"
            );
        if (!File.Exists(ManifestPath))
            throw BackupProblems.Damaged(
                path,
                "the folder has no manifest.json, so it is no whole backup: it was not finished, or is something else"
            );
        return BackupManifest.Read(await File.ReadAllBytesAsync(ManifestPath, cancellationToken).ConfigureAwait(false), ManifestPath);
    }

    /// <summary>Reads every file and compares it with the manifest.</summary>
    /// <exception cref="ProblemException">As <see cref="ManifestAsync"/>; or a file is missing, altered, or unknown (ST5010, exit
    /// 13).</exception>
    public async Task<BackupManifest> VerifyAsync(CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(cancellationToken).ConfigureAwait(false);
        foreach (var file in manifest.Files)
        {
            var full = System.IO.Path.Combine(path, file.Path);
            if (!File.Exists(full))
                throw BackupProblems.Damaged(full, "a file of the backup is missing");
            if (new FileInfo(full).Length != file.Bytes)
                throw BackupProblems.Damaged(full, $"a file of the backup has {new FileInfo(full).Length} bytes instead of {file.Bytes}");
            if (await HashAsync(full, cancellationToken).ConfigureAwait(false) != file.Sha256)
                throw BackupProblems.Damaged(full, "a file of the backup was altered: its SHA-256 is another");
        }
        var listed = manifest.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        if (Files().FirstOrDefault(f => !listed.Contains(f)) is { } foreign)
            throw BackupProblems.Damaged(System.IO.Path.Combine(path, foreign), "a file in the backup was not there when it was made");
        return manifest;
    }

    /// <summary>The files below <c>data</c>, hashed.</summary>
    public async Task<List<FilePart>> HashAsync(CancellationToken cancellationToken)
    {
        List<FilePart> parts = [];
        foreach (var file in Files())
        {
            var full = System.IO.Path.Combine(path, file);
            parts.Add(new(file, new FileInfo(full).Length, await HashAsync(full, cancellationToken).ConfigureAwait(false)));
        }
        return parts;
    }

    /// <summary>Deletes the backup, its manifest first: the rest of an interrupted deletion is no backup.</summary>
    public void Delete()
    {
        File.Delete(ManifestPath);
        Directory.Delete(path, recursive: true);
    }

    private IEnumerable<string> Files()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        return !Directory.Exists(DataPath)
            ? []
            : Directory
                .EnumerateFiles(DataPath, "*", options)
                .Select(f => System.IO.Path.GetRelativePath(path, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal);
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        const FileOptions Options = FileOptions.Asynchronous | FileOptions.SequentialScan;
        var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, Options);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }
}
