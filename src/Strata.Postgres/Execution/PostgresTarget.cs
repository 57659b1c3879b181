using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Postgres.Connections;
using Strata.Postgres.Record;

namespace Strata.Postgres.Execution;

/// <summary>A PostgreSQL database that migrations run against.</summary>
/// <param name="connectionString">Npgsql's key-value form.</param>
/// <param name="searchPath">Where unqualified names are looked for and created.</param>
public sealed class PostgresTarget(string connectionString, string searchPath = SessionSettings.SearchPath) : IMigrationTarget
{
    private const int OldestVersion = 120000;
    private readonly NpgsqlConnectionStringBuilder _settings = new(connectionString);
    private NpgsqlConnection? _connection;
    private bool _exists;
    private string? _place;
    private bool _pooled;
    private int _version;
    private long _fence;
    private long _key;

    /// <summary>Nothing will be written: a replica will do, and a login that may only read.</summary>
    public bool ReadsOnly { get; init; }

    /// <summary>Between transactions the session is somebody else's.</summary>
    internal bool IsPooled => _pooled;

    public SqlSyntax Syntax => PostgresSyntax.Instance;
    public string Name => $"{_settings.Database ?? _settings.Username} on {_settings.Host}";
    public DbConnection Connection => Open;

    private NpgsqlConnection Open => _connection ?? throw new InvalidOperationException("The target is not open.");

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null)
            await _connection.DisposeAsync().ConfigureAwait(false);
        _connection = ConnectionFactory.Create(connectionString);
        _place = null;
        try
        {
            await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await PreflightAsync(_connection, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.Connecting(e, Name);
        }
        catch (Exception e) when (e is TimeoutException or SocketException)
        {
            throw PostgresErrors.Connecting(new NpgsqlException(e.Message, e), Name);
        }
    }

    private async Task PreflightAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Facts =
            "SELECT pg_catalog.current_setting('server_version_num')::integer, pg_catalog.pg_backend_pid(), "
            + "pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only') = 'on', "
            + "pg_catalog.current_database()::text";
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new(Facts));
            batch.BatchCommands.Add(Settle(connection));
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                _version = reader.GetInt32(0);

                // A pooler answers the login itself, with a process number of its own.
                _pooled = reader.GetInt32(1) != connection.ProcessID;
                _key = BinaryPrimitives.ReadInt64BigEndian(
                    SHA256.HashData(Encoding.UTF8.GetBytes(RecordTables.LockName + reader.GetString(4)))
                );
                if (_version < OldestVersion)
                    throw Unfit("ST1210", $"the server is PostgreSQL {_version / 10000}; the oldest that works is 12", "update the server");
                if (ReadsOnly)
                    return;
                if (reader.GetBoolean(2))
                    throw Unfit(
                        "ST1211",
                        "the server is a replica that takes no writes",
                        "point the URL at the primary, or add: Target Session Attributes=primary"
                    );
                if (reader.GetBoolean(3))
                    throw Unfit(
                        "ST1212",
                        "transactions are read-only here",
                        "ALTER DATABASE … SET default_transaction_read_only = off, or use another role"
                    );
            }
        }
    }

    private ProblemException Unfit(string code, string what, string fix) =>
        new(ProblemKind.Preflight, new Problem(code, Name, what, "nothing was run", fix));

    // Whatever the role or the database presets must not decide what a migration does. Behind a pooler the session is another's next: there
    // each transaction sets its own.
    private NpgsqlBatchCommand Settle(NpgsqlConnection connection) =>
        Bookkeeper.Command(SessionSettings.OfSession, searchPath, connection.ProcessID);

    public Task<bool> TryLockAsync(CancellationToken cancellationToken) =>
        _pooled
            ? Task.FromResult(true)
            : Guarded(async () =>
                await ScalarAsync("SELECT pg_catalog.pg_try_advisory_lock($1)", _key, cancellationToken).ConfigureAwait(false) is true
            );

    public Task UnlockAsync(CancellationToken cancellationToken) =>
        _pooled ? Task.CompletedTask : Guarded(() => ScalarAsync("SELECT pg_catalog.pg_advisory_unlock($1)", _key, cancellationToken));

    public Task<string> DescribeHolderAsync(CancellationToken cancellationToken)
    {
        const string Holder = """
            SELECT pg_catalog.format('process %s, %s as %s%s, %s since %s', a.pid, coalesce(nullif(a.application_name, ''), 'unnamed'), a.usename, coalesce(' from ' || a.client_addr::text, ''), a.state, pg_catalog.to_char(a.state_change, 'HH24:MI:SS'))
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
              AND ((l.classid::bigint << 32) | l.objid::bigint) = $1
            """;
        return Guarded(async () =>
            await ScalarAsync(Holder, _key, cancellationToken).ConfigureAwait(false) as string ?? "a process that has just ended"
        );
    }

    public Task<TargetState> ReadAsync(CancellationToken cancellationToken) =>
        Guarded(async () =>
        {
            var state = await new RecordReader(Name).ReadAsync(Open, cancellationToken).ConfigureAwait(false);
            // A stamp without a place may be one of before there were places: the tables are then made complete, which changes nothing
            // where they are.
            _exists = state.Exists && state.Stamp?.Place is not null;
            _place ??= await PlaceAsync(Open, cancellationToken).ConfigureAwait(false);
            return state with { Place = _place };
        });

    private static async Task<string> PlaceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Number = "(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())";
        try
        {
            return await TextAsync(
                    connection,
                    $"SELECT (SELECT c.system_identifier FROM pg_catalog.pg_control_system() c) || '/' || {Number}",
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Some hosts take it from everybody; the number of the database is then all there is.
            return await TextAsync(connection, $"SELECT '/' || {Number}", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> TextAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public Task<ImmutableArray<RetainedObject>?> ReadRetainedAsync(bool sizes, CancellationToken cancellationToken) =>
        Guarded(() => PostgresRetained.ReadAsync(Open, sizes, cancellationToken));

    public Task<string> WritePurgeAsync(IReadOnlyList<string> places, CancellationToken cancellationToken) =>
        Guarded(() => PostgresRetained.WriteAsync(Open, places, cancellationToken));

    public Task PrepareAsync(RunInfo run, CancellationToken cancellationToken) =>
        Guarded(async () =>
        {
            var batch = new NpgsqlBatch(Open);
            await using (batch.ConfigureAwait(false))
            {
                batch.BatchCommands.Add(new("BEGIN"));
                if (_pooled)
                    batch.BatchCommands.Add(Bookkeeper.Command("SELECT pg_catalog.pg_advisory_xact_lock($1)", _key));
                if (!_exists || _pooled)
                    foreach (var sql in RecordTables.Create)
                        batch.BatchCommands.Add(new(sql));

                // Through a pooler no lock outlives a transaction, so nobody may be shut out by number.
                batch.BatchCommands.Add(Bookkeeper.Command(Bookkeeper.Raise, _pooled ? 0L : 1L, $"{run.By}@{run.Host}, {run.Tool}"));
                batch.BatchCommands.Add(new("COMMIT"));
                _fence = await FenceAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            return _fence;
        });

    private static async Task<long> FenceAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var fence = 0L;
            do
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (reader.GetName(0) == "fence")
                        fence = reader.GetInt64(0);
                }
            } while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
            return fence;
        }
    }

    public ImmutableArray<StatementGroup> Group(SqlScript script)
    {
        var groups = script.Groups;
        foreach (var alone in groups.Where(g => g.Transaction == TransactionMode.None).Select(g => g.Statements[0]))
        {
            if (_pooled)
                throw Unfit(
                    "ST1213",
                    $"{alone.Where}: {alone.Summary()} cannot run in a transaction, and this connection goes through a "
                        + $"pooler, where only a transaction keeps its server",
                    "point the URL at the server itself"
                );
            PostgresStatements.RequireAlone(alone, Name);
            if (_version is >= 140000 and < 140004 && alone.IndexOf("CONCURRENTLY") >= 0)
                throw Unfit(
                    "ST1215",
                    $"PostgreSQL 14.{_version % 10000} can build corrupt indexes with CONCURRENTLY (fixed in 14.4)",
                    "update the server, or build the index without CONCURRENTLY"
                );
        }
        return groups;
    }

    public async Task RunAsync(TransactionUnit unit, Action<SqlStatement> completed, CancellationToken cancellationToken)
    {
        await new PostgresTransaction(Open, unit, _fence, _pooled ? _key : null, searchPath)
            .RunAsync(cancellationToken)
            .ConfigureAwait(false);
        foreach (var statement in unit.Statements)
            completed(statement);
        if (!_pooled && unit.Statements.Any(SessionSettings.IsChangedBy))
            await Guarded(() => ResetAsync(cancellationToken)).ConfigureAwait(false);
    }

    // What a migration SETs is meant for itself, not for the next one.
    private async Task<bool> ResetAsync(CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(Open);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new("RESET ALL"));
            batch.BatchCommands.Add(Settle(Open));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        return true;
    }

    public async Task RunAloneAsync(SqlStatement statement, TimeSpan statementTimeout, CancellationToken cancellationToken)
    {
        try
        {
            // Every transaction sets its own; this one stays for the looks and clean-ups that follow.
            await ExecuteAsync($"SET statement_timeout = {(long)statementTimeout.TotalMilliseconds}", cancellationToken)
                .ConfigureAwait(false);
            await ExecuteAsync(statement.Text, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.From(e, statement);
        }
        catch (InvalidOperationException e) when (_connection is { State: not ConnectionState.Open })
        {
            throw PostgresErrors.Lost(e, statement);
        }
    }

    public Task<Probe> ProbeAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        Guarded(() => PostgresProbes.ProbeAsync(Open, statement, cancellationToken), statement);

    public Task CleanUpAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        Guarded(
            async () =>
            {
                await PostgresProbes.CleanUpAsync(Open, statement, cancellationToken).ConfigureAwait(false);
                return true;
            },
            statement
        );

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<T> Guarded<T>(Func<Task<T>> work, SqlStatement? statement = null)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.From(e, statement);
        }
        catch (InvalidOperationException e) when (_connection is { State: not ConnectionState.Open })
        {
            throw PostgresErrors.Lost(e, statement);
        }
    }

    private async Task<object?> ScalarAsync(string sql, long parameter, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, Open);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, Open);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
