using System.Buffers.Binary;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;

namespace Strata.Postgres.Record;

/// <summary>The table <c>strata.run</c>.</summary>
/// <param name="connectionString">Npgsql's key-value form.</param>
public sealed class PostgresRunLog(string connectionString) : IRunLog
{
    private const string Columns =
        "id, command, by_whom, host, tool, git_commit, plan, started_at, heartbeat_at, finished_at, exit, detail";

    private static readonly string[] s_create =
    [
        "CREATE SCHEMA IF NOT EXISTS strata",
        """
            CREATE TABLE IF NOT EXISTS strata.run (id uuid PRIMARY KEY, command text NOT NULL, by_whom text NOT NULL, host text NOT NULL, tool text NOT NULL, git_commit text, plan text,
              started_at timestamptz NOT NULL, heartbeat_at timestamptz NOT NULL, finished_at timestamptz, exit integer, detail text NOT NULL, lease_until timestamptz)
            """,
    ];

    public async Task<IReadOnlyList<CommandRun>> ReadAsync(string? command, int most, CancellationToken cancellationToken)
    {
        await using var target = new PostgresTarget(connectionString) { ReadsOnly = true };
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await Guarded(
                (NpgsqlConnection)target.Connection,
                async connection =>
                {
                    if (!await ExistsAsync(connection, cancellationToken).ConfigureAwait(false))
                        return [];
                    var runs = new List<CommandRun>();
                    await using var query = Command(
                        connection,
                        $"SELECT {Columns} FROM strata.run WHERE $1 IS NULL OR command = $1 ORDER BY started_at DESC, id LIMIT $2",
                        command,
                        most
                    );
                    await using var reader = await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                        runs.Add(Row(reader));
                    return (IReadOnlyList<CommandRun>)runs;
                }
            )
            .ConfigureAwait(false);
    }

    public async Task SaveAsync(CommandRun run, CancellationToken cancellationToken)
    {
        await using var target = new PostgresTarget(connectionString);
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        await Guarded(
                (NpgsqlConnection)target.Connection,
                async connection =>
                {
                    await PrepareAsync(connection, cancellationToken).ConfigureAwait(false);
                    await WriteAsync(connection, run, lease: false, cancellationToken).ConfigureAwait(false);
                    return true;
                }
            )
            .ConfigureAwait(false);
    }

    public async Task<IRunClaim?> ClaimAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var claim = new Claim(connectionString, run);
        var held = false;
        try
        {
            return (held = await claim.TakeAsync(cancellationToken).ConfigureAwait(false)) ? claim : null;
        }
        finally
        {
            if (!held)
                await claim.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// On a connection of its own, a session's lock. Behind a pooler no session is one's own: there the row itself is the claim for as long
    /// as it is written again and again.
    /// Each kind looks for the other.
    /// </summary>
    private sealed class Claim(string connectionString, CommandRun claimed) : IRunClaim
    {
        private PostgresTarget? _target;

        private NpgsqlConnection Open => (NpgsqlConnection)_target!.Connection;

        public async Task<bool> TakeAsync(CancellationToken cancellationToken)
        {
            if (_target is not null)
                await _target.DisposeAsync().ConfigureAwait(false);
            _target = new PostgresTarget(connectionString);
            await _target.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await Guarded(
                    Open,
                    async connection =>
                    {
                        await PrepareAsync(connection, cancellationToken).ConfigureAwait(false);
                        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                        var key = BinaryPrimitives.ReadInt64BigEndian(
                            SHA256.HashData(Encoding.UTF8.GetBytes($"strata {claimed.Command} of {connection.Database}"))
                        );
                        if (
                            await ScalarAsync(
                                    connection,
                                    $"SELECT pg_catalog.pg_try_advisory_{(_target.IsPooled ? "xact_" : "")}lock($1)",
                                    cancellationToken,
                                    key
                                )
                                .ConfigureAwait(false)
                            is not true
                        )
                            return false;
                        if (
                            await ScalarAsync(
                                    connection,
                                    "SELECT 1 FROM strata.run WHERE command = $1 AND id <> $2 AND finished_at IS NULL AND "
                                        + "lease_until > pg_catalog.clock_timestamp() LIMIT 1",
                                    cancellationToken,
                                    claimed.Command,
                                    claimed.Id
                                )
                                .ConfigureAwait(false)
                            is not null
                        )
                            return false;
                        await WriteAsync(connection, claimed, _target.IsPooled, cancellationToken).ConfigureAwait(false);
                        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                        return true;
                    }
                )
                .ConfigureAwait(false);
        }

        public async Task SaveAsync(CommandRun run, CancellationToken cancellationToken)
        {
            if (run.Id == claimed.Id)
                claimed = run;
            try
            {
                await Guarded(
                        Open,
                        async connection =>
                        {
                            await WriteAsync(connection, run, _target!.IsPooled && run.Id == claimed.Id, cancellationToken)
                                .ConfigureAwait(false);
                            return true;
                        }
                    )
                    .ConfigureAwait(false);
            }
            catch (StatementException e) when (e.Kind == FailureKind.Lost)
            {
                // The lock went with the connection. It is ours again unless somebody was quicker.
                if (!await TakeAsync(cancellationToken).ConfigureAwait(false))
                    throw new StatementException(
                        FailureKind.Superseded,
                        null,
                        "STRATA",
                        "the connection was lost, and another run has begun meanwhile",
                        e
                    );
                if (run.Id != claimed.Id)
                    await SaveAsync(run, cancellationToken).ConfigureAwait(false);
            }
        }

        public ValueTask DisposeAsync() => _target?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await ScalarAsync(connection, "SELECT pg_catalog.to_regclass('strata.run') IS NOT NULL", cancellationToken).ConfigureAwait(false)
            is true;

    private static async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        for (var attempt = 0; !await ExistsAsync(connection, cancellationToken).ConfigureAwait(false); attempt++)
        {
            try
            {
                foreach (var sql in s_create)
                {
                    await using var command = Command(connection, sql);
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (PostgresException e)
                when (attempt == 0
                    && e.SqlState
                        is PostgresErrorCodes.UniqueViolation
                            or PostgresErrorCodes.DuplicateTable
                            or PostgresErrorCodes.DuplicateSchema
                )
            {
                // IF NOT EXISTS does not see what another session is about to commit.
            }
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, CommandRun run, bool lease, CancellationToken cancellationToken)
    {
        const string Upsert = """
            INSERT INTO strata.run AS r (id, command, by_whom, host, tool, git_commit, plan, exit, detail, started_at, heartbeat_at, finished_at, lease_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($11, pg_catalog.clock_timestamp()), pg_catalog.clock_timestamp(), CASE WHEN $8 IS NULL THEN NULL ELSE coalesce($12, pg_catalog.clock_timestamp()) END,
              CASE WHEN $8 IS NULL AND $10 > 0 THEN pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => $10) END)
            ON CONFLICT (id) DO UPDATE SET plan = excluded.plan, exit = excluded.exit, detail = excluded.detail, heartbeat_at = excluded.heartbeat_at, finished_at = excluded.finished_at, lease_until = excluded.lease_until
            WHERE r.finished_at IS NULL
            """;
        await using var command = Command(
            connection,
            Upsert,
            run.Id,
            run.Command,
            run.By.By,
            run.By.Host,
            run.By.Tool,
            run.By.Commit,
            run.Plan
        );
        command.Parameters.Add(new NpgsqlParameter<int?> { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer, TypedValue = run.Exit });
        command.Parameters.Add(new NpgsqlParameter { Value = run.Detail });
        command.Parameters.Add(new NpgsqlParameter { Value = lease ? IRunClaim.Lease.TotalSeconds : 0.0 });
        foreach (var time in new[] { run.Started, run.Finished })
            command.Parameters.Add(
                new NpgsqlParameter
                {
                    Value = (object?)time?.ToUniversalTime() ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
                }
            );
        if (await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
            throw new StatementException(FailureKind.Superseded, null, "STRATA", "this run is recorded as finished already");
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params object?[] values
    )
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(
                value is null or string
                    ? new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
                    : new NpgsqlParameter { Value = value }
            );
        return command;
    }

    private static CommandRun Row(NpgsqlDataReader r) =>
        new(
            r.GetGuid(0),
            r.GetString(1),
            new RunInfo(r.GetString(2), r.GetString(3), r.GetString(4), r.IsDBNull(5) ? null : r.GetString(5))
        )
        {
            Plan = r.IsDBNull(6) ? null : r.GetString(6),
            Started = r.GetFieldValue<DateTimeOffset>(7),
            Heartbeat = r.GetFieldValue<DateTimeOffset>(8),
            Finished = r.IsDBNull(9) ? null : r.GetFieldValue<DateTimeOffset>(9),
            Exit = r.IsDBNull(10) ? null : r.GetInt32(10),
            Detail = r.GetString(11),
        };

    private static async Task<T> Guarded<T>(NpgsqlConnection connection, Func<NpgsqlConnection, Task<T>> work)
    {
        try
        {
            return await work(connection).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.From(e, null);
        }
        catch (InvalidOperationException e) when (connection.State != ConnectionState.Open)
        {
            throw PostgresErrors.Lost(e, null);
        }
    }
}
