using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Record;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Execution;

/// <summary>
/// A SQLite file that migrations run against. <c>BEGIN IMMEDIATE</c> is the lock: it is taken for each transaction, and the record is read
/// again inside it. A file that does not exist is an empty database, and is made by the first transaction: to look makes
/// nothing.
/// </summary>
/// <param name="connectionString">Microsoft.Data.Sqlite's form.</param>
public sealed class SqliteTarget(string connectionString) : IMigrationTarget
{
    private readonly SqliteConnectionStringBuilder _settings = new(connectionString) { Pooling = false, DefaultTimeout = 1 };
    private SqliteConnection? _connection;
    private bool _isMissing;

    // The number of the schema's version when the lock was taken, and as this run has changed it since: BEGIN IMMEDIATE keeps nobody out
    // between two transactions. https://www.sqlite.org/pragma.html#pragma_schema_version
    private long _version;

    /// <summary>True where the file is made when the target is opened, and not by the first transaction.</summary>
    internal bool MakesFile { get; init; }

    public SqlSyntax Syntax => SqliteSyntax.Instance;
    public string Name => _settings.DataSource;
    public DbConnection Connection => Open;

    private SqliteRecordReader Reader => new(Open, Name);

    private SqliteConnection Open => _connection ?? throw new InvalidOperationException("The target is not open.");

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _isMissing = !MakesFile && SqliteFile.IsMissing(_settings);
        return ConnectAsync(
            _isMissing ? new SqliteConnectionStringBuilder { DataSource = ":memory:", Pooling = false } : _settings,
            cancellationToken
        );
    }

    // What was decided on an empty database does not hold for one that somebody else has made since.
    private Task MakeFileAsync(CancellationToken cancellationToken)
    {
        if (!_isMissing)
            return Task.CompletedTask;
        _isMissing = false;
        return File.Exists(_settings.DataSource)
            ? throw Superseded("another process has made the database meanwhile")
            : ConnectAsync(_settings, cancellationToken);
    }

    private async Task ConnectAsync(SqliteConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        if (_connection is not null)
            await _connection.DisposeAsync().ConfigureAwait(false);
        _connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var command = _connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.CommandText = "PRAGMA foreign_keys = ON; SELECT count(*) FROM sqlite_schema";
                await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Opening(e, Name);
        }
    }

    public async Task<bool> TryLockAsync(CancellationToken cancellationToken)
    {
        _version = 0;
        if (_isMissing)
            return true;
        try
        {
            await Open.ExecuteAsync("BEGIN IMMEDIATE", null, cancellationToken).ConfigureAwait(false);
            try
            {
                // The lock needs the file alone; the first page that is written needs its directory too.
                var version = await Open.NumberAsync("PRAGMA user_version", cancellationToken).ConfigureAwait(false);
                await Open.ExecuteAsync($"PRAGMA user_version = {version}", null, cancellationToken).ConfigureAwait(false);
                _version = await VersionAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (SQLitePCL.raw.sqlite3_get_autocommit(Open.Handle) == 0)
                    await Open.ExecuteAsync("ROLLBACK", null, CancellationToken.None).ConfigureAwait(false);
            }
            return true;
        }
        catch (StatementException e) when (e.Kind == FailureKind.LockTimeout)
        {
            return false;
        }
        catch (StatementException e) when (e.InnerException is SqliteException inner)
        {
            throw SqliteErrors.Writing(inner, Name);
        }
    }

    public Task<string> DescribeHolderAsync(CancellationToken cancellationToken) =>
        Task.FromResult("another process that writes to the file");

    public Task UnlockAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<TargetState> ReadAsync(CancellationToken cancellationToken) =>
        await Reader.ReadAsync(cancellationToken).ConfigureAwait(false) with
        {
            Place = Path.GetFullPath(_settings.DataSource),
        };

    public async Task<ImmutableArray<RetainedObject>?> ReadRetainedAsync(bool sizes, CancellationToken cancellationToken) =>
        await SqliteRetained.ReadAsync(Open, sizes, cancellationToken).ConfigureAwait(false);

    public Task<string> WritePurgeAsync(IReadOnlyList<string> places, CancellationToken cancellationToken) =>
        SqliteRetained.WriteAsync(Open, places, cancellationToken);

    public Task PrepareAsync(RunInfo run, CancellationToken cancellationToken) =>
        InTransactionAsync(
            async () =>
            {
                foreach (var sql in SqliteRecordTables.Create)
                    await Open.ExecuteAsync(sql, null, cancellationToken).ConfigureAwait(false);
                await Reader.CompleteAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken
        );

    public ImmutableArray<StatementGroup> Group(SqlScript script) => script.Groups;

    public async Task RunAsync(TransactionUnit unit, Action<SqlStatement> completed, CancellationToken cancellationToken)
    {
        var off = unit.Statements.Any(SqliteStatements.SwitchesOff);
        if (off)
            await SwitchAsync(on: false, cancellationToken).ConfigureAwait(false);
        try
        {
            await InTransactionAsync(() => WorkAsync(unit, off, completed, cancellationToken), cancellationToken, unit.IsPlanned)
                .ConfigureAwait(false);
        }
        catch when (off)
        {
            await SwitchAsync(on: true, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        if (off)
            await SwitchBackAsync().ConfigureAwait(false);
    }

    // The transaction is committed: a connection that stays without foreign keys is given up for another one.
    private async Task SwitchBackAsync()
    {
        try
        {
            await SwitchAsync(on: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StatementException e)
        {
            throw new StatementException(FailureKind.Lost, null, e.Code, e.Message, e);
        }
    }

    private async Task WorkAsync(TransactionUnit unit, bool off, Action<SqlStatement> completed, CancellationToken cancellationToken)
    {
        await RefuseOvertakenAsync(unit, cancellationToken).ConfigureAwait(false);
        var guard = await RebuildGuard.BeginAsync(Open, unit.Rebuilds, off, cancellationToken).ConfigureAwait(false);
        foreach (var statement in unit.Statements)
        {
            if (!SqliteStatements.SwitchesForeignKeys(statement))
                await Open.ExecuteAsync(statement.Text, statement, cancellationToken).ConfigureAwait(false);
            await guard.LookAsync(cancellationToken).ConfigureAwait(false);
            completed(statement);
        }
        await guard.VerifyAsync(off, cancellationToken).ConfigureAwait(false);
        foreach (var change in unit.Bookkeeping)
            await SqliteBookkeeper.WriteAsync(Open, change, cancellationToken).ConfigureAwait(false);
    }

    private async Task RefuseOvertakenAsync(TransactionUnit unit, CancellationToken cancellationToken)
    {
        // A row that takes the place of another is decided on what that one was, not on how far it came.
        var replaced = unit.Bookkeeping.OfType<SaveRollback>().Where(b => b.Seen is not null).ToList();
        foreach (var seen in replaced.Select(b => b.Seen!))
            if (!await IsUnchangedAsync(seen, cancellationToken).ConfigureAwait(false))
                throw Superseded($"another run has changed the record of {seen.Tag} meanwhile");
        foreach (var row in unit.Bookkeeping.OfType<SaveHistory>().Select(s => s.Row))
        {
            if (row.State == HistoryState.Failed || replaced.Exists(b => b.Tag == row.Tag))
                continue;
            var done = await DoneAsync(row.Tag, cancellationToken).ConfigureAwait(false);

            // An announcement changes no number; statements do.
            if (done > (unit.Statements.IsEmpty ? row.StatementsDone : row.StatementsDone - 1))
                throw Superseded($"another run has applied {row.Tag} meanwhile");
        }
    }

    private async Task<bool> IsUnchangedAsync(HistoryRow seen, CancellationToken cancellationToken)
    {
        const string Same = "SELECT count(*) FROM __strata_history WHERE tag = $1 AND state = $2 AND statements_done = $3 AND hash = $4";
        var state = RecordWords.Of(seen.State);
        return await Open.NumberAsync(Same, cancellationToken, seen.Tag, state, seen.StatementsDone, seen.Hash).ConfigureAwait(false) > 0;
    }

    private Task<long> DoneAsync(string tag, CancellationToken cancellationToken)
    {
        const string Done = """
            SELECT CASE WHEN state = 'applied' THEN 2147483647 ELSE statements_done END FROM __strata_history
            WHERE tag = $1 AND state <> 'rolled_back'
            """;
        return Open.NumberAsync(Done, cancellationToken, tag);
    }

    private static StatementException Superseded(string message) => new(FailureKind.Superseded, null, "STRATA", message);

    private async Task SwitchAsync(bool on, CancellationToken cancellationToken)
    {
        await Open.ExecuteAsync($"PRAGMA foreign_keys = {(on ? "ON" : "OFF")}", null, cancellationToken).ConfigureAwait(false);
        if (await Open.NumberAsync("PRAGMA foreign_keys", cancellationToken).ConfigureAwait(false) == (on ? 1 : 0))
            return;
        throw new StatementException(FailureKind.Server, null, "STRATA", $"foreign keys could not be switched {(on ? "on" : "off")}");
    }

    private Task<long> VersionAsync(CancellationToken cancellationToken) => Open.NumberAsync("PRAGMA schema_version", cancellationToken);

    private async Task InTransactionAsync(Func<Task> work, CancellationToken cancellationToken, bool isPlanned = false)
    {
        await MakeFileAsync(cancellationToken).ConfigureAwait(false);
        await Open.ExecuteAsync("BEGIN IMMEDIATE", null, cancellationToken).ConfigureAwait(false);
        try
        {
            var isSame = await VersionAsync(cancellationToken).ConfigureAwait(false) == _version;
            if (isPlanned && !isSame)
                throw Superseded("another process has changed the schema meanwhile");
            await work().ConfigureAwait(false);
            var version = isSame ? await VersionAsync(cancellationToken).ConfigureAwait(false) : _version;
            await Open.ExecuteAsync("COMMIT", null, cancellationToken).ConfigureAwait(false);
            _version = version;
        }
        catch
        {
            // Some errors end the transaction by themselves; a ROLLBACK then would fail and hide them.
            if (SQLitePCL.raw.sqlite3_get_autocommit(Open.Handle) == 0)
                await Open.ExecuteAsync("ROLLBACK", null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public async Task RunAloneAsync(SqlStatement statement, TimeSpan statementTimeout, CancellationToken cancellationToken)
    {
        await MakeFileAsync(cancellationToken).ConfigureAwait(false);
        var isSame = await VersionAsync(cancellationToken).ConfigureAwait(false) == _version;
        await Open.ExecuteAsync(statement.Text, statement, cancellationToken).ConfigureAwait(false);
        if (isSame)
            _version = await VersionAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<Probe> ProbeAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        Task.FromResult(SqliteStatements.RunsAlone(statement) ? Probe.Repeatable : Probe.Unknown);

    /// <exception cref="NotSupportedException">Always: no statement of SQLite leaves an invalid object.</exception>
    public Task CleanUpAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No statement of SQLite leaves an invalid object.");

    public async Task<T> UseAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(Open, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.From(e, null, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
