using System.Security.Cryptography;
using Strata.Core.Problems;

namespace Strata.Deploy.Backups;

/// <summary>A backup on a disk: <c>manifest.json</c>, and the files it lists below <c>data</c>.</summary>
/// <param name="path">The folder.</param>
public sealed class BackupFolder(string path)
{
    internal const string Data = "data";

    // A folder under this name is not finished; whoever makes it holds its file open.
    internal const string Unfinished = ".strata-backup-";
    internal const string LockName = ".lock";

    public string Path => path;

    public string DataPath => System.IO.Path.Combine(path, Data);

    /// <summary>Reads the manifest alone.</summary>
    /// <exception cref="ProblemException">There is no such folder (ST5009, exit 2), or it is no backup, or altered (ST5010, exit
    /// 13).</exception>
    public async Task<BackupManifest> ManifestAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST5009",
                    path,
                    "there is no such folder",
                    "nothing was touched",
                    "name the folder of a backup: strata restore DIR --env NAME"
                )
            );
        var file = System.IO.Path.Combine(path, BackupManifest.FileName);
        if (!File.Exists(file))
            throw BackupManifest.Bad(
                path,
                "the folder has no manifest.json, so it is no whole backup: it was not finished, or is something else"
            );
        return BackupManifest.Read(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), file);
    }

    /// <summary>Reads everything and compares it with the manifest.</summary>
    /// <exception cref="ProblemException">As for <see cref="ManifestAsync"/>; or a file is missing, altered, or too many (ST5010, exit
    /// 13).</exception>
    public async Task<BackupManifest> VerifyAsync(CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(cancellationToken).ConfigureAwait(false);
        foreach (var file in manifest.Files)
        {
            var full = System.IO.Path.Combine(path, file.Path);
            if (!File.Exists(full))
                throw BackupManifest.Bad(full, "a file of the backup is missing");
            if (new FileInfo(full).Length != file.Bytes)
                throw BackupManifest.Bad(full, $"a file of the backup has {new FileInfo(full).Length} bytes instead of {file.Bytes}");
            if (await HashAsync(full, cancellationToken).ConfigureAwait(false) != file.Sha256)
                throw BackupManifest.Bad(full, "a file of the backup was altered: its SHA-256 is another");
        }
        var listed = manifest.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        if (Files().FirstOrDefault(f => !listed.Contains(f)) is { } foreign)
            throw BackupManifest.Bad(System.IO.Path.Combine(path, foreign), "a file is in the backup that was not there when it was made");
        return manifest;
    }

    /// <summary>What is below <c>data</c>, hashed.</summary>
    internal async Task<List<FilePart>> HashAsync(CancellationToken cancellationToken)
    {
        List<FilePart> parts = [];
        foreach (var file in Files())
        {
            var full = System.IO.Path.Combine(path, file);
            parts.Add(new(file, new FileInfo(full).Length, await HashAsync(full, cancellationToken).ConfigureAwait(false)));
        }
        return parts;
    }

    private IEnumerable<string> Files() =>
        !Directory.Exists(DataPath)
            ? []
            : Directory
                .EnumerateFiles(
                    DataPath,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
                )
                .Select(f => System.IO.Path.GetRelativePath(path, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal);

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 1 << 20,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes it so that what is left after an interruption is no backup.</summary>
    internal void Delete()
    {
        File.Delete(System.IO.Path.Combine(path, BackupManifest.FileName));
        Directory.Delete(path, recursive: true);
    }
}
