using System.Collections.Immutable;
using System.Data.Common;
using System.Net.Sockets;
using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Postgres.Connections;
using Strata.Postgres.Record;
using Strata.Postgres.Syntax;

namespace Strata.Postgres.Execution;

/// <summary>A PostgreSQL database that migrations run against.</summary>
/// <param name="connectionString">Npgsql's key-value form.</param>
/// <param name="searchPath">The schemas in which unqualified names are looked for and created.</param>
public sealed class PostgresTarget(string connectionString, string searchPath = SessionSettings.SearchPath) : IMigrationTarget
{
    private readonly NpgsqlConnectionStringBuilder _settings = new(connectionString);
    private PostgresSession? _session;
    private ServerFacts? _facts;
    private bool _exists;
    private string? _place;
    private long _fence;

    /// <summary>Nothing will be written: a replica will do, and a login that may only read.</summary>
    public bool ReadsOnly { get; init; }

    /// <summary>For a connection that answers no more.</summary>
    internal WatchTimes Times { get; init; } = WatchTimes.Default;

    /// <summary>Another client gets the session between transactions.</summary>
    internal bool IsPooled => Facts.IsPooled;

    public SqlSyntax Syntax => PostgresSyntax.Instance;
    public string Name => $"{_settings.Database ?? _settings.Username} on {_settings.Host}";
    public DbConnection Connection => Open;

    private ServerFacts Facts => _facts ?? throw new InvalidOperationException("The target is not open.");

    private PostgresSession Session => _session ?? throw new InvalidOperationException("The target is not open.");

    private NpgsqlConnection Open => Session.Connection;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_session is not null)
            await _session.DisposeAsync().ConfigureAwait(false);
        var connection = ConnectionFactory.Create(connectionString);
        _session = new PostgresSession(connection, new SessionWatch(connectionString, connection, Times), searchPath);
        _place = null;
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            _facts = await PreflightAsync(connection, cancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(connection.ConnectionTimeout), cancellationToken)
                .ConfigureAwait(false);
            _session.Begin(_facts);
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

    private async Task<ServerFacts> PreflightAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new(ServerFacts.Query));
            batch.BatchCommands.Add(Settings(connection));
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var facts = ServerFacts.Read(reader, connection.ProcessID, Name);
                facts.Require(Name, ReadsOnly);
                return facts;
            }
        }
    }

    // The presets of a role or a database must not decide the effect of a migration. Behind a pooler the session is another client's next:
    // there each transaction sets its own.
    private static NpgsqlBatchCommand Settings(NpgsqlConnection connection) =>
        Bookkeeper.Command(SessionSettings.OfSession, connection.ProcessID);

    public Task<bool> TryLockAsync(CancellationToken cancellationToken) =>
        IsPooled
            ? Task.FromResult(true)
            : Session.GuardedAsync(
                async token =>
                    await SessionQueries
                        .ScalarAsync(Open, "SELECT pg_catalog.pg_try_advisory_lock($1)", token, Facts.LockKey)
                        .ConfigureAwait(false)
                        is true,
                cancellationToken
            );

    public Task UnlockAsync(CancellationToken cancellationToken) =>
        IsPooled
            ? Task.CompletedTask
            : Session.GuardedAsync(
                token => SessionQueries.ScalarAsync(Open, "SELECT pg_catalog.pg_advisory_unlock($1)", token, Facts.LockKey),
                cancellationToken
            );

    public Task<string> DescribeHolderAsync(CancellationToken cancellationToken)
    {
        const string Holder = """
            SELECT pg_catalog.format('process %s, %s as %s%s, %s since %s', a.pid, coalesce(nullif(a.application_name, ''), 'unnamed'),
              a.usename, coalesce(' from ' || a.client_addr::text, ''), a.state, pg_catalog.to_char(a.state_change, 'HH24:MI:SS'))
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
              AND ((l.classid::bigint << 32) | l.objid::bigint) = $1
            """;
        return Session.ReadingAsync(
            async token =>
                await SessionQueries.ScalarAsync(Open, Holder, token, Facts.LockKey).ConfigureAwait(false) as string
                ?? "a process that has just ended",
            cancellationToken
        );
    }

    public async Task<TargetState> ReadAsync(CancellationToken cancellationToken)
    {
        var state = await Session
            .ReadingAsync(token => new RecordReader(Name).ReadAsync(Open, token), cancellationToken)
            .ConfigureAwait(false);
        // A stamp without a place may be older than that column: the tables are then made complete.
        _exists = state.Exists && state.Stamp?.Place is not null;
        _place ??= await Session
            .GuardedAsync(token => PostgresPlace.ReadAsync(Open, !IsPooled, token), cancellationToken)
            .ConfigureAwait(false);
        return state with { Place = _place };
    }

    public Task<ImmutableArray<RetainedObject>?> ReadRetainedAsync(bool sizes, CancellationToken cancellationToken) =>
        Session.ReadingAsync(token => PostgresRetained.ReadAsync(Open, sizes, token), cancellationToken);

    public Task<string> WritePurgeAsync(IReadOnlyList<string> places, CancellationToken cancellationToken) =>
        Session.ReadingAsync(token => PostgresRetained.WriteAsync(Open, places, token), cancellationToken);

    public Task PrepareAsync(RunInfo run, CancellationToken cancellationToken) =>
        Session.GuardedAsync(token => CreationRace.RepeatAsync(Open, t => PrepareAsync(run, IsPooled, t), token), cancellationToken);

    private async Task<long> PrepareAsync(RunInfo run, bool isPooled, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(Open);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new(OwnSql.Begin));
            batch.BatchCommands.Add(new(OwnSql.Local));
            if (isPooled)
                batch.BatchCommands.Add(Bookkeeper.Command("SELECT pg_catalog.pg_advisory_xact_lock($1)", Facts.LockKey));
            if (!_exists || isPooled)
                foreach (var sql in RecordTables.Create)
                    batch.BatchCommands.Add(new(sql));

            // Through a pooler no lock outlives a transaction, so nobody may be shut out by number.
            batch.BatchCommands.Add(Bookkeeper.Command(Bookkeeper.Raise, isPooled ? 0L : 1L, $"{run.By}@{run.Host}, {run.Tool}"));
            batch.BatchCommands.Add(new("COMMIT"));
            _fence = await Bookkeeper.FenceAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        return _fence;
    }

    public ImmutableArray<StatementGroup> Group(SqlScript script)
    {
        var groups = script.Groups;
        foreach (var alone in groups.Where(g => g.Transaction == TransactionMode.None).Select(g => g.Statements[0]))
            RequireAlone(alone);
        return groups;
    }

    private void RequireAlone(SqlStatement alone)
    {
        if (IsPooled)
            throw ServerFacts.Unfit(
                ServerProblems.Pooled,
                Name,
                $"{alone.Where}: {alone.Summary()} cannot run in a transaction, and this connection goes through a pooler, where only a "
                    + "transaction keeps its server",
                "point the URL at the server itself"
            );
        PostgresStatements.RequireAlone(alone, Name);
        if (Facts.BuildsCorruptIndexes && alone.IndexOf("CONCURRENTLY") >= 0)
            throw ServerFacts.Unfit(
                ServerProblems.CorruptIndexes,
                Name,
                $"PostgreSQL 14.{Facts.Version % 10000} can build corrupt indexes with CONCURRENTLY (fixed in 14.4)",
                "update the server, or build the index without CONCURRENTLY"
            );
    }

    public async Task RunAsync(TransactionUnit unit, Action<SqlStatement> completed, CancellationToken cancellationToken)
    {
        var transaction = new PostgresTransaction(Session, unit, _fence, IsPooled ? Facts.LockKey : null, searchPath);
        await transaction.RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (var statement in unit.Statements)
            completed(statement);
        if (!IsPooled && unit.Statements.Any(SessionSettings.IsChangedBy))
            await ResetAsync().ConfigureAwait(false);
    }

    // The settings of a migration are its own, and not those of the next one. The transaction is committed: nothing may cancel what comes
    // after it, and a connection that cannot be reset is given up for another one.
    private async Task ResetAsync()
    {
        try
        {
            var batch = new NpgsqlBatch(Open);
            await using (batch.ConfigureAwait(false))
            {
                batch.BatchCommands.Add(new("RESET ALL"));
                batch.BatchCommands.Add(Settings(Open));
                await Session.Watch.RunAsync(batch.ExecuteNonQueryAsync, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            throw new StatementException(FailureKind.Lost, null, "08006", $"the session could not be reset: {e.Message}", e);
        }
    }

    public async Task RunAloneAsync(SqlStatement statement, TimeSpan statementTimeout, CancellationToken cancellationToken)
    {
        try
        {
            await Session.AsMigrationAsync(SendAsync, cancellationToken, statement).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!Open.IsOpen())
        {
            throw PostgresErrors.Unanswered(e, statement);
        }

        async Task<int> SendAsync(CancellationToken token)
        {
            // Every transaction sets its own; this one stays for the probes and clean-ups that follow.
            await Session.ExecuteAsync($"SET statement_timeout = {(long)statementTimeout.TotalMilliseconds}", token).ConfigureAwait(false);
            return await Session.ExecuteAsync(statement.Text, token).ConfigureAwait(false);
        }
    }

    public Task<Probe> ProbeAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        Session.AsMigrationAsync(token => PostgresProbes.ProbeAsync(Open, statement, token), cancellationToken, statement);

    public Task CleanUpAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        return Session.AsMigrationAsync(RemoveAsync, cancellationToken, statement);

        async Task<bool> RemoveAsync(CancellationToken token)
        {
            await PostgresProbes.CleanUpAsync(Open, statement, token).ConfigureAwait(false);
            return true;
        }
    }

    public Task<T> UseAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        Session.GuardedAsync(token => work(Open, token), cancellationToken);

    public ValueTask DisposeAsync() => _session?.DisposeAsync() ?? ValueTask.CompletedTask;
}
