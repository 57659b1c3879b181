using System.Text;
using Strata.Core.Problems;

namespace Strata.Core.MigrationFiles;

/// <summary>
/// Writes several files, all or none. The new contents go into temporary files beside their targets; a plan that lists the renames is put
/// in place by one rename, which is the moment of commitment; then the renames are done. The next command after an interruption finishes a
/// plan that is in place, and deletes temporary files that no plan names.
/// </summary>
public sealed class FileBatch(string folder)
{
    private const string PlanName = ".strata-plan";
    private const string LockName = ".strata-lock";
    private const string Suffix = ".strata-tmp";
    private const char Delete = '-';
    private const char Write = '+';
    private readonly SortedDictionary<string, byte[]?> _files = new(StringComparer.Ordinal);
    private Journal? _read;

    /// <summary>Adds a file; the path is relative to the folder.</summary>
    public FileBatch Add(string relativePath, ReadOnlySpan<byte> contents)
    {
        _files[Checked(relativePath)] = contents.ToArray();
        return this;
    }

    /// <summary>Adds a file's text, written as UTF-8 without a byte order mark.</summary>
    public FileBatch Add(string relativePath, string contents) => Add(relativePath, Encoding.UTF8.GetBytes(contents));

    /// <summary>Adds the removal of a file; it may be gone already.</summary>
    public FileBatch Remove(string relativePath)
    {
        _files[Checked(relativePath)] = null;
        return this;
    }

    /// <summary>Requires that the journal is still the one that the files were made from: another command may have written since.</summary>
    public FileBatch After(Journal read)
    {
        _read = read;
        return this;
    }

    /// <summary>Writes them.</summary>
    /// <exception cref="ProblemException">ST2011, exit 2: the folder cannot be written; ST3072, exit 6: another command wrote to it
    /// meanwhile. No file was changed.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var alone = await LockAsync(folder, cancellationToken).ConfigureAwait(false);
            await CleanAsync(folder, cancellationToken).ConfigureAwait(false);
            await RequireReadAsync(cancellationToken).ConfigureAwait(false);
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
            // Past the commitment there is no way back: a cancelled token must not leave half of the renames to the next command.
            await FinishAsync(folder, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw CannotWrite(folder, e);
        }
    }

    private async Task RequireReadAsync(CancellationToken cancellationToken)
    {
        if (_read is null)
            return;
        var path = MigrationFolder.JournalPath(folder);
        var entries = File.Exists(path)
            ? JournalJson.Read(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path).Entries
            : [];
        if (!JournalJson.Write(_read with { Entries = entries }).AsSpan().SequenceEqual(JournalJson.Write(_read)))
            throw JournalProblems.WrittenMeanwhile.Error(
                path,
                "another command wrote migrations meanwhile",
                "nothing was written",
                "run the command again"
            );
    }

    /// <summary>Everything that can fail, up to and with the moment of commitment; a failure takes its temporary files away.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (path, contents) in _files)
            {
                // No rename puts a file in the place of a folder: found here, it leaves nothing half done.
                if (Directory.Exists(Target(folder, path)))
                    throw new IOException($"a folder stands where the file {path} should be");
                if (contents is not null)
                    await WriteAsync(Target(folder, path) + Suffix, contents, cancellationToken).ConfigureAwait(false);
            }
            var plan = string.Concat(_files.Select(f => $"{(f.Value is null ? Delete : Write)}{f.Key}\n"));
            await WriteAsync(Path.Combine(folder, PlanName + Suffix), Encoding.UTF8.GetBytes(plan), cancellationToken)
                .ConfigureAwait(false);
            File.Move(Path.Combine(folder, PlanName + Suffix), Path.Combine(folder, PlanName), overwrite: true);
        }
        catch
        {
            foreach (var leftover in Leftovers(folder))
                File.Delete(leftover);
            throw;
        }
    }

    /// <summary>Finishes or undoes what an interrupted command left in a folder.</summary>
    /// <returns>True when there was anything to do.</returns>
    public static async Task<bool> RecoverAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder) || (!File.Exists(Path.Combine(folder, PlanName)) && Leftovers(folder).Count == 0))
            return false;
        try
        {
            using var alone = await LockAsync(folder, cancellationToken).ConfigureAwait(false);
            return await CleanAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw CannotWrite(folder, e);
        }
    }

    private static ProblemException CannotWrite(string folder, Exception e) =>
        JournalProblems.FolderUnwritable.Error(
            folder,
            $"the folder cannot be written: {e.Message.TrimEnd('.')}",
            "no file was changed",
            $"give this user write access to {folder}, or free space on its disk",
            e
        );

    private static async Task<bool> CleanAsync(string folder, CancellationToken cancellationToken)
    {
        var finished = await FinishAsync(folder, cancellationToken).ConfigureAwait(false);
        var leftovers = Leftovers(folder);
        foreach (var leftover in leftovers)
            File.Delete(leftover);
        return finished || leftovers.Count > 0;
    }

    // The file lock dies with its process, so there is no stale one; it keeps a reader from taking a living writer's files for leftovers.
    private static async Task<FileStream> LockAsync(string folder, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(
                    Path.Combine(folder, LockName),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 0,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException e) when (attempt < 100 && e is not (DirectoryNotFoundException or FileNotFoundException))
            {
                await Task.Delay(50, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static List<string> Leftovers(string folder) =>
        [
            .. Directory.EnumerateFiles(
                folder,
                "*" + Suffix,
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    MaxRecursionDepth = 2,
                    AttributesToSkip = FileAttributes.None,
                }
            ),
        ];

    private static async Task<bool> FinishAsync(string folder, CancellationToken cancellationToken)
    {
        var plan = Path.Combine(folder, PlanName);
        if (!File.Exists(plan))
            return false;
        foreach (var line in await File.ReadAllLinesAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            var target = Target(folder, Checked(line[1..]));
            if (line[0] == Delete)
                File.Delete(target);
            else if (File.Exists(target + Suffix))
                File.Move(target + Suffix, target, overwrite: true);
        }
        File.Delete(plan);
        return true;
    }

    private static async Task WriteAsync(string path, byte[] contents, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(contents, cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
    }

    private static string Target(string folder, string relativePath) => Path.Combine(folder, relativePath);

    // The plan is read back after a crash: it must not be able to name anything outside of the folder.
    private static string Checked(string relativePath)
    {
        if (Path.IsPathRooted(relativePath) || relativePath.Split('/', '\\').Any(part => part is "" or "." or ".."))
            throw new ArgumentException($"'{relativePath}' does not stay inside the folder.", nameof(relativePath));
        return relativePath;
    }
}
