using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite.Data;

/// <summary>
/// SQLite files change places by one renaming. A program that has the file open goes on with the one it has: it must be ended before, and
/// is, where it is in the middle
/// of something, noticed.
/// </summary>
public sealed partial class SqliteSwap : ISwapTools
{
    public Task<DatabasePlace> LocateAsync(string connection, CancellationToken cancellationToken)
    {
        var path = FileOf(connection);
        return Task.FromResult(
            new DatabasePlace(Environment.MachineName, new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path)
        );
    }

    public Task<IAsyncDisposable> LockAsync(string connection, CancellationToken cancellationToken)
    {
        var path = FileOf(connection);
        try
        {
            return Task.FromResult<IAsyncDisposable>(
                new FileStream(
                    $"{path}.strata-wipe",
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 0,
                    FileOptions.DeleteOnClose
                )
            );
        }
        catch (IOException e)
        {
            throw DataToolProblems.ReplacedElsewhere.Error(
                path,
                "another process is replacing this database at this moment",
                "nothing was changed",
                "wait for it to end, then run the same command again",
                e
            );
        }
    }

    public Task<ImmutableArray<SideDatabase>> SidesAsync(string connection, CancellationToken cancellationToken)
    {
        var path = FileOf(connection);
        var files = Directory.Exists(Path.GetDirectoryName(path))
            ? Directory
                .EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".strata-*")
                .Select(f => (File: f, Name: SideName().Match(f[path.Length..])))
                .Where(f => f.Name.Success)
                .ToList()
            : [];
        // What took a former one's place is gone under its own name. While it is still there, the former one is the same file under a
        // second name.
        var own = files.Select(f => f.Name.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        return Task.FromResult<ImmutableArray<SideDatabase>>([
            .. files
                .Select(f => new SideDatabase(
                    f.File,
                    At(connection, f.File),
                    f.Name.Groups["until"] is { Success: true } u && !own.Contains(f.Name.Groups["by"].Value)
                        ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(u.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                        : null
                ))
                .OrderByDescending(s => s.Until ?? DateTimeOffset.MinValue),
        ]);
    }

    public Task<SideDatabase> CreateAsync(string connection, CancellationToken cancellationToken)
    {
        var file = $"{FileOf(connection)}.strata-new-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        return Task.FromResult(new SideDatabase(file, At(connection, file), null));
    }

    public async Task<SideDatabase> SwapAsync(
        string connection,
        SideDatabase side,
        DateTimeOffset until,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var path = FileOf(connection);
        var by = SideName().Match(side.Name[path.Length..]).Groups["id"].Value;
        var former = string.Create(
            CultureInfo.InvariantCulture,
            $"{path}.strata-old-{until.ToUnixTimeSeconds():x8}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}-{by}"
        );
        try
        {
            // A database that is not there yet is an empty one.
            await File.Open(path, FileMode.OpenOrCreate).DisposeAsync().ConfigureAwait(false);
            var mode = await SettleAsync(At(connection, path), cancellationToken).ConfigureAwait(false);
            await SettleAsync(side.Connection, cancellationToken).ConfigureAwait(false);
            var now = await SqliteDataTools.OpenAsync(side.Connection, SqliteOpenMode.ReadWrite, cancellationToken).ConfigureAwait(false);
            await using (now.ConfigureAwait(false))
                if (mode == "wal")
                    await now.ExecuteAsync("PRAGMA journal_mode = WAL", null, cancellationToken).ConfigureAwait(false);
            // A second name for the one that goes, then one renaming over it: there is no moment without the file.
            File.Replace(side.Name, path, former);
            return new(former, At(connection, former), until);
        }
        catch (Exception e) when (e is StatementException or IOException or UnauthorizedAccessException)
        {
            throw DataToolProblems.NotSwapped.Error(
                path,
                $"the files could not be swapped: {e.Message.TrimEnd('.')}",
                "both are as they were",
                "end the programs that have the file open, then run the same command again",
                e
            );
        }
    }

    /// <summary>
    /// All of it in the one file, and nobody in the middle of something: what stands in files beside it would be taken for the other's.
    /// https://www.sqlite.org/wal.html
    /// </summary>
    /// <returns>The journal mode before.</returns>
    private static async Task<string> SettleAsync(string connection, CancellationToken cancellationToken)
    {
        var open = await SqliteDataTools.OpenAsync(connection, SqliteOpenMode.ReadWrite, cancellationToken).ConfigureAwait(false);
        await using var openScope = open.ConfigureAwait(false);
        var before = (await open.QueryAsync("PRAGMA journal_mode", r => r.GetString(0), cancellationToken).ConfigureAwait(false))[0];
        if (before == "wal")
            await open.ExecuteAsync("PRAGMA journal_mode = DELETE", null, cancellationToken).ConfigureAwait(false);
        await open.ExecuteAsync("BEGIN EXCLUSIVE", null, cancellationToken).ConfigureAwait(false);
        await open.ExecuteAsync("ROLLBACK", null, cancellationToken).ConfigureAwait(false);
        return before;
    }

    public Task DropAsync(string connection, SideDatabase side, CancellationToken cancellationToken)
    {
        foreach (var ending in (string[])["-journal", "-wal", "-shm", ""])
            File.Delete(side.Name + ending);
        return Task.CompletedTask;
    }

    public string PlaceAfter(string connection, string place) => FileOf(connection);

    private static string FileOf(string connection) => Path.GetFullPath(new SqliteConnectionStringBuilder(connection).DataSource);

    private static string At(string connection, string file) =>
        new SqliteConnectionStringBuilder(connection) { DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate }.ConnectionString;

    [GeneratedRegex(@"^\.strata-(new|old-(?<until>[0-9a-f]{8}))-(?<id>[0-9a-f]{8})(-(?<by>[0-9a-f]{8}))?$")]
    private static partial Regex SideName();
}
