using System.Globalization;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Data;

namespace Strata.Backups;

/// <summary>
/// Makes backups. One is written into a folder under another name, its manifest last, and renamed when it is whole: a folder with the name
/// of a backup and a manifest is one. The rest of a run that was killed is deleted by the next.
/// </summary>
/// <param name="time">Tells when it is made.</param>
/// <param name="run">The user, the host and the tool.</param>
internal sealed class BackupMaker(TimeProvider time, RunInfo run)
{
    // A folder without a lock may be between its creation and its lock, or its lock and its renaming.
    private static readonly TimeSpan s_young = TimeSpan.FromHours(1);

    /// <summary>Makes a backup.</summary>
    /// <param name="source">The database.</param>
    /// <param name="folder">The absolute path of the backup's own folder, which must not exist.</param>
    /// <param name="options">The number of connections, and the report of progress.</param>
    /// <param name="cancellationToken">Stops; nothing is left then.</param>
    /// <exception cref="ProblemException">The folder exists (ST5008, exit 2), it cannot be written (ST5003, exit 13), or as
    /// <see cref="IDataTools.DumpAsync"/> (exit 11, 12, 13).</exception>
    public async Task<BackupManifest> MakeAsync(
        DataEndpoint source,
        string folder,
        DataOptions options,
        CancellationToken cancellationToken
    )
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        if (Directory.Exists(folder) || File.Exists(folder))
            throw BackupProblems.Exists.Error(
                folder,
                "the folder exists, and a backup never overwrites anything",
                "nothing was done",
                $"name a folder that does not exist: {Call.Strata("dump").With("out", "DIR")}"
            );
        var parent = Path.GetDirectoryName(folder)!;
        Directory.CreateDirectory(parent);
        Sweep(parent);
        var unfinished = new BackupFolder(Path.Combine(parent, $"{BackupFolder.Unfinished}{Guid.NewGuid():n}"));
        CreatePrivate(unfinished.Path);
        try
        {
            return await WriteAsync(source, unfinished, folder, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (Directory.Exists(unfinished.Path))
                Directory.Delete(unfinished.Path, recursive: true);
            if (e is IOException or UnauthorizedAccessException)
                throw DataToolProblems.BackupFailed.Error(
                    folder,
                    $"the backup failed: {e.Message.TrimEnd('.')}",
                    "there is no backup; the database is as it was",
                    $"free space on that disk, or name another folder: {Call.Strata("dump").With("out", "DIR")}",
                    e
                );
            throw;
        }
    }

    private async Task<BackupManifest> WriteAsync(
        DataEndpoint source,
        BackupFolder unfinished,
        string folder,
        DataOptions options,
        CancellationToken cancellationToken
    )
    {
        var lockFile = Path.Combine(unfinished.Path, BackupFolder.LockName);
        using (new FileStream(lockFile, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            CreatePrivate(unfinished.DataPath);
            var contents = await source
                .Tools.DumpAsync(source.Connection, unfinished.DataPath, options, cancellationToken)
                .ConfigureAwait(false);
            options.Progress("checksums of the files");
            var manifest = Describe(source, contents, await unfinished.HashAsync(cancellationToken).ConfigureAwait(false));
            await WriteAsync(unfinished.ManifestPath, manifest.Write(), cancellationToken).ConfigureAwait(false);
            Directory.Move(unfinished.Path, folder);
            File.Delete(Path.Combine(folder, BackupFolder.LockName));
            return BackupManifest.Read(manifest.Write(), folder);
        }
    }

    private BackupManifest Describe(DataEndpoint source, DumpContents contents, List<FilePart> files)
    {
        var applied = contents.State.Current.Where(h => h.State == HistoryState.Applied).ToList();
        var head = applied.MaxBy(h => h.Idx);
        return new BackupManifest(BackupManifest.CurrentFormat, source.Environment, source.Dialect)
        {
            Database = contents.Database,
            MadeAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            By = run.By,
            Host = run.Host,
            Commit = run.Commit,
            Strata = run.Tool,
            Tool = contents.Tool,
            Server = contents.ServerVersion,
            ServerMajor = contents.ServerMajor,
            Stamp = contents.State.Stamp is { } s
                ? new(s.Environment, s.Mode.ToString().ToLowerInvariant(), s.Policy.ToString().ToLowerInvariant(), s.Identity)
                : null,
            History = new(head?.Tag, head?.Parent, head?.Hash, head?.Fingerprint, applied.Count),
            Roles = contents.Roles,
            Checksum = source.Tools.ChecksumMethod,
            Tables = contents.Tables,
            Files = files,
        };
    }

    /// <summary>The usual path of a new backup: two backups within a second get two names.</summary>
    public string PathFor(string environment, string parent)
    {
        var name = $"{Plain(environment)}-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        return Enumerable
            .Range(1, int.MaxValue)
            .Select(n => Path.Combine(parent, n == 1 ? name : $"{name}-{n}"))
            .First(f => !Directory.Exists(f) && !File.Exists(f));
    }

    /// <summary>An environment may have a name that a file may not.</summary>
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));

    /// <summary>Creates a folder that nobody else can read: rows are in it.</summary>
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task WriteAsync(string file, byte[] bytes, CancellationToken cancellationToken)
    {
        var temporary = file + ".tmp";
        var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, file);
    }

    /// <summary>Deletes unfinished backups whose lock nobody holds: their makers were killed.</summary>
    private void Sweep(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, BackupFolder.Unfinished + "*"))
        {
            try
            {
                using (new FileStream(Path.Combine(folder, BackupFolder.LockName), FileMode.Open, FileAccess.Write, FileShare.None)) { }
            }
            catch (FileNotFoundException)
            {
                if (Directory.GetLastWriteTimeUtc(folder) > time.GetUtcNow() - s_young)
                    continue;
            }
            catch (IOException)
            {
                continue;
            }
            Directory.Delete(folder, recursive: true);
        }
    }
}
