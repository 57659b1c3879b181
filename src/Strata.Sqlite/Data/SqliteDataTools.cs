using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Strata.Core.Data;
using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Record;

namespace Strata.Sqlite.Data;

/// <summary>
/// A SQLite file as a whole, by the backup API, which copies what one transaction sees: https://www.sqlite.org/backup.html
/// </summary>
public sealed class SqliteDataTools : IDataTools
{
    /// <summary>The one file of a backup.</summary>
    public const string FileName = "database.db";

    public string ChecksumMethod => SqliteSums.Method;

    public IRestoreMark? Mark => null;

    public async Task<DumpContents> DumpAsync(string connection, string folder, DataOptions options, CancellationToken cancellationToken)
    {
        var name = new SqliteConnectionStringBuilder(connection).DataSource;
        try
        {
            var source = await OpenAsync(connection, SqliteOpenMode.ReadOnly, cancellationToken).ConfigureAwait(false);
            await using var sourceScope = source.ConfigureAwait(false);
            await source.ExecuteAsync("BEGIN", null, cancellationToken).ConfigureAwait(false);
            var state = await new SqliteRecordReader(source, name).ReadAsync(cancellationToken).ConfigureAwait(false);
            var sums = await SqliteSums.ReadAsync(source, options.Progress, cancellationToken).ConfigureAwait(false);
            var file = Path.Combine(folder, FileName);
            options.Progress("the file");
            await CopyAsync(source, file, cancellationToken).ConfigureAwait(false);
            var broken = await RequireWholeAsync(file, sums, options.Progress, cancellationToken).ConfigureAwait(false);
            return new DumpContents(state, sums)
            {
                Database = name,
                ServerVersion = source.ServerVersion,
                ServerMajor = 3,
                Tool = $"SQLite {source.ServerVersion}",
                BrokenReferences = broken,
            };
        }
        catch (Exception e) when (e is SqliteException or StatementException)
        {
            throw e is SqliteException { SqliteErrorCode: 5 or 6 } or StatementException { Kind: FailureKind.LockTimeout }
            && (e as SqliteException ?? e.InnerException as SqliteException) is { } busy
                ? SqliteErrors.Opening(busy, name)
                : DataToolProblems.BackupFailed.Error(
                    name,
                    $"the backup failed: {Text(e)}",
                    "there is no backup; the database is as it was",
                    "remove the cause, then run the same command again",
                    e
                );
        }
    }

    /// <summary>The copy is one file that is read without making others beside it: in WAL mode there would be three.</summary>
    private static async Task CopyAsync(SqliteConnection source, string file, CancellationToken cancellationToken)
    {
        var copy = await OpenAsync(
                new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString,
                SqliteOpenMode.ReadWriteCreate,
                cancellationToken
            )
            .ConfigureAwait(false);
        await using var copyScope = copy.ConfigureAwait(false);
        source.BackupDatabase(copy);
        await copy.ExecuteAsync("PRAGMA journal_mode = DELETE", null, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The number of rows that break a foreign key: they do in the original as well.</returns>
    private static async Task<int> RequireWholeAsync(
        string file,
        ImmutableArray<TableSum> sums,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var copy = await OpenAsync(
                new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString,
                SqliteOpenMode.ReadOnly,
                cancellationToken
            )
            .ConfigureAwait(false);
        await using var copyScope = copy.ConfigureAwait(false);
        var found = await copy.QueryAsync("PRAGMA integrity_check", r => r.GetString(0), cancellationToken).ConfigureAwait(false);
        if (found is not ["ok"])
            throw DataToolProblems.BackupFailed.Error(
                file,
                $"the copy is damaged, and so is the original: {string.Join("; ", found.Take(3))}",
                "there is no backup; the database is as it was",
                "bring back an earlier backup, or save what can be read: https://www.sqlite.org/recovery.html"
            );
        if (!(await SqliteSums.ReadAsync(copy, progress, cancellationToken).ConfigureAwait(false)).SequenceEqual(sums))
            throw DataToolProblems.BackupFailed.Error(
                file,
                "the copy does not hold what the original does",
                "there is no backup; the database is as it was",
                "run the same command again"
            );
        return (int)await copy.NumberAsync("SELECT count(*) FROM pragma_foreign_key_check", cancellationToken).ConfigureAwait(false);
    }

    public async Task<ImmutableArray<string>> ContentsAsync(string connection, CancellationToken cancellationToken)
    {
        var settings = new SqliteConnectionStringBuilder(connection);
        if (settings.Mode != SqliteOpenMode.Memory && !File.Exists(settings.DataSource))
            return [];
        var open = await OpenAsync(connection, settings.Mode, cancellationToken).ConfigureAwait(false);
        await using var openScope = open.ConfigureAwait(false);
        try
        {
            return
            [
                .. await open.QueryAsync(
                        "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY "
                            + "name LIKE '\\_\\_strata\\_%' ESCAPE '\\', type <> 'table', name LIMIT 6",
                        r => r.GetString(0),
                        cancellationToken
                    )
                    .ConfigureAwait(false),
            ];
        }
        catch (StatementException e) when (e.InnerException is SqliteException inner)
        {
            throw SqliteErrors.Opening(inner, settings.DataSource);
        }
    }

    /// <summary>Every version reads every file of format 3.</summary>
    public Task RequireRestorableAsync(string connection, int serverMajor, int toolMajor, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <remarks>The pages are written in one transaction of the file that is written to: killed in the middle, it is empty as
    /// before.</remarks>
    public async Task RestoreAsync(string connection, string folder, DataOptions options, CancellationToken cancellationToken)
    {
        var name = new SqliteConnectionStringBuilder(connection).DataSource;
        try
        {
            var source = await OpenAsync(
                    new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, FileName) }.ConnectionString,
                    SqliteOpenMode.ReadOnly,
                    cancellationToken
                )
                .ConfigureAwait(false);
            await using var sourceScope = source.ConfigureAwait(false);
            var target = await OpenAsync(connection, new SqliteConnectionStringBuilder(connection).Mode, cancellationToken)
                .ConfigureAwait(false);
            await using var targetScope = target.ConfigureAwait(false);
            source.BackupDatabase(target);
        }
        catch (SqliteException e)
        {
            throw e.SqliteErrorCode is 5 or 6
                ? SqliteErrors.Opening(e, name)
                : DataToolProblems.NotRestored.Error(
                    name,
                    $"the backup could not be restored: {SqliteErrors.Message(e)}",
                    "the database is empty as before",
                    "remove the cause, then run the same command again",
                    e
                );
        }
    }

    public string? DatabaseIn(string folder) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, FileName), Mode = SqliteOpenMode.ReadOnly }.ConnectionString;

    /// <summary>Finds none, as SQLite has no roles.</summary>
    public Task<IReadOnlyList<string>> MissingRolesAsync(
        string connection,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<ImmutableArray<TableSum>> MeasureAsync(
        string connection,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var open = await OpenAsync(connection, new SqliteConnectionStringBuilder(connection).Mode, cancellationToken).ConfigureAwait(false);
        await using var openScope = open.ConfigureAwait(false);
        try
        {
            await open.ExecuteAsync("BEGIN", null, cancellationToken).ConfigureAwait(false);
            return await SqliteSums.ReadAsync(open, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e)
        {
            throw DataToolProblems.Uncounted.Error(
                open.DataSource,
                $"the rows could not be counted: {Text(e)}",
                "nothing was changed by counting",
                "see whether another process keeps the file locked, then run the same command again",
                e
            );
        }
    }

    public Task<IShadow?> ScratchAsync(string connection, CancellationToken cancellationToken) => Task.FromResult<IShadow?>(null);

    /// <exception cref="ProblemException">The file cannot be opened (exit 6, 11 or 12).</exception>
    internal static async Task<SqliteConnection> OpenAsync(string connection, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var settings = new SqliteConnectionStringBuilder(connection)
        {
            Pooling = false,
            DefaultTimeout = 5,
            Mode = mode,
        };
        var open = new SqliteConnection(settings.ConnectionString);
        try
        {
            await open.OpenAsync(cancellationToken).ConfigureAwait(false);
            return open;
        }
        catch (SqliteException e)
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw SqliteErrors.Opening(e, settings.DataSource);
        }
    }

    private static string Text(Exception e) => e is SqliteException s ? SqliteErrors.Message(s) : e.Message;
}
