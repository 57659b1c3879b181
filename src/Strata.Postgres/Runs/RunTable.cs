using System.Buffers.Binary;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Postgres.Connections;
using Strata.Postgres.Record;

namespace Strata.Postgres.Runs;

/// <summary>The SQL of the table <c>strata.run</c>, on an open connection.</summary>
/// <param name="connection">The session.</param>
/// <param name="isPooled">True when the session is another client's between transactions.</param>
internal sealed class RunTable(NpgsqlConnection connection, bool isPooled)
{
    private const string Exists = "SELECT pg_catalog.to_regclass('strata.run') IS NOT NULL";

    private const string Select = """
        SELECT id, command, by_whom, host, tool, git_commit, plan, started_at, heartbeat_at, finished_at, exit, detail
        FROM strata.run WHERE $1 IS NULL OR command = $1 ORDER BY started_at DESC, id LIMIT $2
        """;

    private const string Leased = """
        SELECT 1 FROM strata.run
        WHERE command = $1 AND id <> $2 AND finished_at IS NULL AND lease_until > pg_catalog.clock_timestamp() LIMIT 1
        """;

    private const string Upsert = """
        INSERT INTO strata.run AS r (id, command, by_whom, host, tool, git_commit, plan, exit, detail, started_at, heartbeat_at,
          finished_at, lease_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($11, pg_catalog.clock_timestamp()), pg_catalog.clock_timestamp(),
          CASE WHEN $8 IS NULL THEN NULL ELSE coalesce($12, pg_catalog.clock_timestamp()) END,
          CASE WHEN $8 IS NULL AND $10 > 0 THEN pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => $10) END)
        ON CONFLICT (id) DO UPDATE SET plan = excluded.plan, exit = excluded.exit, detail = excluded.detail,
          heartbeat_at = excluded.heartbeat_at, finished_at = excluded.finished_at, lease_until = excluded.lease_until
        WHERE r.finished_at IS NULL
        """;

    private static readonly string[] s_create =
    [
        RecordTables.Schema,
        """
            CREATE TABLE IF NOT EXISTS strata.run (id uuid PRIMARY KEY, command text NOT NULL, by_whom text NOT NULL, host text NOT NULL,
              tool text NOT NULL, git_commit text, plan text, started_at timestamptz NOT NULL, heartbeat_at timestamptz NOT NULL,
              finished_at timestamptz, exit integer, detail text NOT NULL, lease_until timestamptz)
            """,
    ];

    public Task<IReadOnlyList<CommandRun>> ReadAsync(string? command, int most, CancellationToken cancellationToken) =>
        Alone<IReadOnlyList<CommandRun>>(
            async () =>
            {
                if (await ScalarAsync(Exists, cancellationToken).ConfigureAwait(false) is not true)
                    return [];
                var runs = new List<CommandRun>();
                var query = Command(Select, command, most);
                await using var queryScope = query.ConfigureAwait(false);
                var reader = await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using var readerScope = reader.ConfigureAwait(false);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    runs.Add(Row(reader));
                return runs;
            },
            cancellationToken
        );

    /// <summary>Makes the table where it is missing.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        Guarded(() => CreationRace.RepeatAsync(connection, CreateAsync, cancellationToken));

    private async Task<bool> CreateAsync(CancellationToken cancellationToken)
    {
        if (await ScalarAsync(Exists, cancellationToken).ConfigureAwait(false) is true)
            return false;
        foreach (var sql in s_create)
            await ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes a run, and takes the claim of its command with it.</summary>
    /// <returns>False while another run has the claim.</returns>
    public Task<bool> TryClaimAsync(CommandRun run, CancellationToken cancellationToken) =>
        Guarded(async () =>
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionScope = transaction.ConfigureAwait(false);
            await ExecuteAsync(OwnSql.Local, cancellationToken).ConfigureAwait(false);
            var key = Key(run.Command);
            var take = $"SELECT pg_catalog.pg_try_advisory_{(isPooled ? "xact_" : "")}lock($1)";
            if (
                await ScalarAsync(take, cancellationToken, key).ConfigureAwait(false) is not true
                || await ScalarAsync(Leased, cancellationToken, run.Command, run.Id).ConfigureAwait(false) is not null
            )
                return false;
            await InsertAsync(run, isPooled, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <summary>Gives the claim of a command back. The server would do so too, as soon as it sees that the connection was closed.</summary>
    public async Task ReleaseAsync(string command)
    {
        if (isPooled || connection.State != ConnectionState.Open)
            return;
        try
        {
            await ScalarAsync("SELECT pg_catalog.pg_advisory_unlock($1)", CancellationToken.None, Key(command)).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The claim went with the connection.
        }
    }

    private long Key(string command) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"strata {command} of {connection.Database}")));

    /// <param name="run">The run.</param>
    /// <param name="isLease">The row is the claim, for a while.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task WriteAsync(CommandRun run, bool isLease, CancellationToken cancellationToken) =>
        Alone(
            async () =>
            {
                await InsertAsync(run, isLease, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    private async Task InsertAsync(CommandRun run, bool isLease, CancellationToken cancellationToken)
    {
        var by = run.By;
        var command = Command(Upsert, run.Id, run.Command, by.By, by.Host, by.Tool, by.Commit, run.Plan);
        await using var commandScope = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<int?> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = run.Exit });
        command.Parameters.Add(new NpgsqlParameter { Value = run.Detail });
        command.Parameters.Add(new NpgsqlParameter { Value = isLease ? IRunClaim.Lease.TotalSeconds : 0.0 });
        foreach (var time in new[] { run.Started, run.Finished })
            command.Parameters.Add(
                new NpgsqlParameter { Value = (object?)time?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
            );
        if (await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
            throw new StatementException(FailureKind.Superseded, null, "STRATA", "this run is recorded as finished already");
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        var command = Command(sql, values);
        await using var commandScope = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = Command(sql);
        await using var commandScope = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(
                value is null or string
                    ? new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
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

    /// <summary>Behind a pooler only a transaction has settings of its own.</summary>
    private Task<T> Alone<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        Guarded(async () =>
        {
            if (!isPooled)
                return await work().ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionScope = transaction.ConfigureAwait(false);
            await ExecuteAsync(OwnSql.Local, cancellationToken).ConfigureAwait(false);
            var result = await work().ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return result;
        });

    private async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.From(e, null);
        }
        catch (InvalidOperationException e) when (!connection.IsOpen())
        {
            throw PostgresErrors.Lost(e, null);
        }
    }
}
