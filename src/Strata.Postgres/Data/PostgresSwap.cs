using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Strata.Core.Data;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Data;

/// <summary>
/// PostgreSQL renames databases in transactions: the two names change at one COMMIT, and the lock that the first renaming takes keeps new
/// connections waiting until then.
/// https://www.postgresql.org/docs/current/sql-alterdatabase.html
/// </summary>
public sealed class PostgresSwap(TimeProvider time) : ISwapTools
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    public async Task<DatabasePlace> LocateAsync(string connection, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = true };
        await using var targetScope = target.ConfigureAwait(false);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        // A server that was made by copying another one's files has its identifier, and every database its number; it was started at
        // another moment.
        var batch = OwnSql.Batch(
            (NpgsqlConnection)target.Connection,
            "SELECT pg_catalog.concat_ws(' ', (SELECT system_identifier FROM pg_catalog.pg_control_system()), "
                + "(extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint), (SELECT oid::text FROM "
                + "pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
        );
        await using var batchScope = batch.ConfigureAwait(false);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new(reader.GetString(0), reader.GetString(1));
    }

    public async Task<IAsyncDisposable> LockAsync(string connection, CancellationToken cancellationToken)
    {
        var name = Database(connection);
        var session = await MaintenanceAsync(connection, cancellationToken).ConfigureAwait(false);
        var key = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"strata wipe of {name}")));
        if (
            await DataSession
                .ScalarAsync(session, $"SELECT pg_catalog.pg_try_advisory_lock({key})", cancellationToken)
                .ConfigureAwait(false)
            is true
        )
            return session;
        await session.DisposeAsync().ConfigureAwait(false);
        throw DataToolProblems.ReplacedElsewhere.Error(
            name,
            "another process is replacing this database at this moment",
            "nothing was changed",
            "wait for it to end, then run the same command again"
        );
    }

    public async Task<ImmutableArray<SideDatabase>> SidesAsync(string connection, CancellationToken cancellationToken)
    {
        var names = new SideNames(Database(connection));
        var session = await MaintenanceAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var command = new NpgsqlCommand(
            "SELECT datname::text FROM pg_catalog.pg_database WHERE datname LIKE '%\\_strata\\_%' ORDER BY 1",
            session
        );
        await using var commandScope = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        List<SideDatabase> sides = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var name = reader.GetString(0);
            var until = names.UntilOf(name);
            if (until is not null || names.IsUnfinished(name))
                sides.Add(new(name, At(connection, name), until));
        }
        return [.. sides.OrderByDescending(s => s.Until ?? DateTimeOffset.MinValue)];
    }

    public async Task<SideDatabase> CreateAsync(string connection, CancellationToken cancellationToken)
    {
        var name = new SideNames(Database(connection)).Unfinished();
        var session = await MaintenanceAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        try
        {
            await new LikeDatabase(session, Database(connection)).CreateAsync(name, cancellationToken).ConfigureAwait(false);
            return new(name, At(connection, name), null);
        }
        catch (PostgresException e)
        {
            throw DataToolProblems.NoNewDatabase.Error(
                Database(connection),
                $"a new database cannot be made beside it: {e.MessageText} [{e.SqlState}]",
                "nothing was changed",
                "give this login the right: ALTER ROLE … CREATEDB, and membership in the role that owns the database",
                e
            );
        }
    }

    public async Task<SideDatabase> SwapAsync(
        string connection,
        SideDatabase side,
        DateTimeOffset until,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var (name, former) = (Database(connection), new SideNames(Database(connection)).Former(until));
        var holder = new PostgresTarget(connection);
        await using var holderScope = holder.ConfigureAwait(false);
        await LockOutMigrationsAsync(holder, name, say, cancellationToken).ConfigureAwait(false);
        var session = await MaintenanceAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var ending = await MaintenanceAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var endingScope = ending.ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = EndAsync(ending, name, side.Name, ((NpgsqlConnection)holder.Connection).ProcessID, over.Token);
        try
        {
            var transaction = await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionScope = transaction.ConfigureAwait(false);
            await RenameAsync(session, name, former, cancellationToken).ConfigureAwait(false);
            await RenameAsync(session, side.Name, name, cancellationToken).ConfigureAwait(false);
            // The swap itself is not stopped half-way: it would not be known whether it was done.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return new(former, At(connection, former), until);
        }
        catch (NpgsqlException e)
        {
            throw NotSwapped(name, e, ended.Exception?.InnerException);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Waits for a running migration to end: its writes belong into the database that will be there. A pooler keeps no lock, and a
    /// replacement does not go through one.
    /// </summary>
    private async Task LockOutMigrationsAsync(PostgresTarget holder, string name, Action<string> say, CancellationToken cancellationToken)
    {
        var isSaid = false;
        await new LockedRun(
            holder,
            new RunOptions(),
            time,
            e =>
            {
                if (e is not WaitingForLock waiting || isSaid)
                    return;
                isSaid = true;
                say($"waits for the lock holder of {name}: {waiting.Holder}");
            },
            null
        ).LockAsync(null, _ => true, cancellationToken).ConfigureAwait(false);
    }

    private static Task RenameAsync(NpgsqlConnection session, string from, string to, CancellationToken cancellationToken) =>
        ExecuteAsync(session, $"ALTER DATABASE {PostgresSql.Q(from)} RENAME TO {PostgresSql.Q(to)}", cancellationToken);

    private static ProblemException NotSwapped(string name, NpgsqlException cause, Exception? ending)
    {
        var unended = ending is null ? "" : $"; and connections could not be ended: {ending.Message}";
        return DataToolProblems.NotSwapped.Error(
            name,
            $"the databases could not be swapped: {cause.Message}{unended}",
            "both are as they were",
            "end what is connected to it, or use a login that may (pg_signal_backend, and the owner's role); then "
                + "run the same command again",
            cause
        );
    }

    /// <summary>
    /// Ends whoever is connected, again and again: who was ended connects anew, until the renaming holds the lock that keeps them waiting.
    /// Only then the one that keeps migrations out is ended too: nobody can come in its place.
    /// </summary>
    private static async Task EndAsync(NpgsqlConnection session, string name, string side, int holder, CancellationToken cancellationToken)
    {
        const string End = """
            SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a
            WHERE a.datname IN ($1, $2) AND a.pid <> pg_catalog.pg_backend_pid() AND (a.pid <> $3 OR EXISTS (
              SELECT FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_database d ON d.oid = l.objid
              WHERE d.datname = $1 AND l.locktype = 'object' AND l.classid = 'pg_catalog.pg_database'::regclass
                AND l.mode = 'AccessExclusiveLock' AND l.granted))
            """;
        while (true)
        {
            var command = new NpgsqlCommand(End, session);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.Add(new NpgsqlParameter { Value = name });
                command.Parameters.Add(new NpgsqlParameter { Value = side });
                command.Parameters.Add(new NpgsqlParameter { Value = holder });
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task DropAsync(string connection, SideDatabase side, CancellationToken cancellationToken)
    {
        var session = await MaintenanceAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        await ExecuteAsync(
                session,
                $"DROP DATABASE IF EXISTS {PostgresSql.Q(side.Name)}{(session.PostgreSqlVersion.Major >= 13 ? " WITH (FORCE)" : "")}",
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public string PlaceAfter(string connection, string place) => place;

    private static string Database(string connection) =>
        new NpgsqlConnectionStringBuilder(connection) is var s ? s.Database ?? s.Username ?? Environment.UserName : "";

    private static string At(string connection, string database) =>
        new NpgsqlConnectionStringBuilder(connection) { Database = database }.ConnectionString;

    /// <summary>A database cannot be renamed from within.</summary>
    private static async Task<NpgsqlConnection> MaintenanceAsync(string connection, CancellationToken cancellationToken)
    {
        var name = Database(connection) == "postgres" ? "template1" : "postgres";
        return await DataSession.OpenDirectAsync(new PostgresTarget(At(connection, name)), cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection session, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, session);
        await using var commandScope = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
