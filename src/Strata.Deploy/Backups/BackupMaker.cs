using System.Globalization;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Deploy.Backups;

/// <summary>A database that is backed up or restored into.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Dialect">As in strata.json.</param>
/// <param name="Tools">The dialect's.</param>
/// <param name="Connection">Resolved; holds secrets.</param>
public sealed record DataTarget(string Environment, string Dialect, IDataTools Tools, string Connection);

/// <summary>
/// Makes backups. One is written into a folder under another name, its manifest last, and renamed when it is whole: what has the name of a
/// backup and a manifest is
/// one. What a run that was killed left behind is deleted by the next.
/// </summary>
/// <param name="time">When it was made.</param>
/// <param name="run">Who makes it.</param>
public sealed class BackupMaker(TimeProvider time, RunInfo run)
{
    /// <summary>Makes one.</summary>
    /// <param name="source">The database.</param>
    /// <param name="folder">The backup's own folder, which must not be there.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops; nothing is left then.</param>
    /// <exception cref="ProblemException">Exit 2: the folder is there or cannot be written; 11, 12, 13: see
    /// <see cref="IDataTools.DumpAsync"/>.</exception>
    public async Task<BackupManifest> MakeAsync(DataTarget source, string folder, DataOptions options, CancellationToken cancellationToken)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(folder) || File.Exists(folder))
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST5008",
                    folder,
                    "something is there already, and a backup never overwrites anything",
                    "nothing was done",
                    "name a folder that is not there: strata dump --out DIR"
                )
            );
        var parent = Path.GetDirectoryName(folder)!;
        Directory.CreateDirectory(parent);
        Sweep(parent);
        var unfinished = new BackupFolder(Path.Combine(parent, $"{BackupFolder.Unfinished}{Guid.NewGuid():n}"));
        CreatePrivate(unfinished.Path);
        try
        {
            BackupManifest manifest;
            using (
                new FileStream(
                    Path.Combine(unfinished.Path, BackupFolder.LockName),
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0
                )
            )
            {
                CreatePrivate(unfinished.DataPath);
                var contents = await source
                    .Tools.DumpAsync(source.Connection, unfinished.DataPath, options, cancellationToken)
                    .ConfigureAwait(false);
                options.Progress("checksums of the files");
                manifest = Describe(source, contents, await unfinished.HashAsync(cancellationToken).ConfigureAwait(false));
                await WriteAsync(Path.Combine(unfinished.Path, BackupManifest.FileName), manifest.Write(), cancellationToken)
                    .ConfigureAwait(false);
                Directory.Move(unfinished.Path, folder);
                File.Delete(Path.Combine(folder, BackupFolder.LockName));
            }
            return BackupManifest.Read(manifest.Write(), folder);
        }
        catch (Exception e)
        {
            if (Directory.Exists(unfinished.Path))
                Directory.Delete(unfinished.Path, recursive: true);
            if (e is IOException or UnauthorizedAccessException)
                throw new ProblemException(
                    ProblemKind.BackupUnverified,
                    new(
                        "ST5003",
                        folder,
                        $"the backup failed: {e.Message.TrimEnd('.')}",
                        "there is no backup; the database is as it was",
                        "free space on that disk, or name another folder: strata dump --out DIR"
                    ),
                    e
                );
            throw;
        }
    }

    private BackupManifest Describe(DataTarget source, DumpContents contents, List<FilePart> files)
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

    /// <summary>The usual name: two backups within a second do not get in each other's way.</summary>
    public string NameFor(string environment, string parent)
    {
        var name = $"{Plain(environment)}-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        return Enumerable
            .Range(1, int.MaxValue)
            .Select(n => Path.Combine(parent, n == 1 ? name : $"{name}-{n}"))
            .First(f => !Directory.Exists(f) && !File.Exists(f));
    }

    /// <summary>An environment may be called what a file may not.</summary>
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));

    /// <summary>Rows are in it: for nobody else to read.</summary>
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
        var stream = new FileStream(
            temporary,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            FileOptions.Asynchronous
        );
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, file);
    }

    /// <summary>Whoever makes a backup holds its lock; one that nobody holds was left by a run that was killed.</summary>
    private static void Sweep(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, BackupFolder.Unfinished + "*"))
        {
            try
            {
                using (new FileStream(Path.Combine(folder, BackupFolder.LockName), FileMode.Open, FileAccess.Write, FileShare.None)) { }
            }
            catch (FileNotFoundException)
            {
                // Between the folder and its lock, or the lock and the renaming: too young to tell.
                if (Directory.GetLastWriteTimeUtc(folder) > DateTime.UtcNow.AddHours(-1))
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
