using Npgsql;
using NpgsqlTypes;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Record;

/// <summary>
/// The schema <c>strata</c>. Every write carries the fence: a subquery that finds nothing once a later run has raised the number, or once
/// the transaction that
/// began is not the one that writes; the column that takes it may not be null.
/// </summary>
internal static class Bookkeeper
{
    /// <summary>Raised when the tables change; a database with a higher number was written by a newer Strata.</summary>
    public const int Format = 1;

    /// <summary>The advisory lock is on the first eight bytes of the SHA-256 of this, with the database's name after it.</summary>
    public const string LockName = "strata migrations of ";

    /// <summary>Makes earlier runs unable to write; <c>$1</c> is how far the number rises.</summary>
    public const string Raise = "UPDATE strata.lock SET fence = fence + $1, holder = $2, acquired_at = pg_catalog.now() RETURNING fence";

    private const string Fence =
        "(SELECT l.fence FROM strata.lock l WHERE l.fence = $1 AND "
        + "pg_catalog.current_setting('strata.transaction', true) = pg_catalog.txid_current()::text FOR SHARE)";

    public static string[] Create { get; } =
    [
        "CREATE SCHEMA IF NOT EXISTS strata",
        "CREATE TABLE IF NOT EXISTS strata.lock (one boolean PRIMARY KEY DEFAULT true CHECK (one), fence bigint "
            + "NOT NULL, format integer NOT NULL, holder text NOT NULL, acquired_at timestamptz NOT NULL)",
        """
            CREATE TABLE IF NOT EXISTS strata.stamp (one boolean PRIMARY KEY DEFAULT true CHECK (one), environment text NOT NULL, mode text NOT NULL CHECK (mode IN ('push', 'migrate')),
              policy text NOT NULL, identity uuid NOT NULL, since timestamptz NOT NULL, fence bigint NOT NULL)
            """,
        "ALTER TABLE strata.stamp ADD COLUMN IF NOT EXISTS place text",
        """
            CREATE TABLE IF NOT EXISTS strata.history (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, idx integer NOT NULL, tag text NOT NULL, hash text NOT NULL, parent text NOT NULL,
              kind text NOT NULL CHECK (kind IN ('migrate', 'baseline', 'squash', 'adopt')), state text NOT NULL CHECK (state IN ('running', 'applied', 'failed', 'rolled_back')),
              statements_done integer NOT NULL, statements_total integer NOT NULL, statement_hashes text NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz,
              by_whom text NOT NULL, host text NOT NULL, tool text NOT NULL, git_commit text, error text, fingerprint text, fence bigint NOT NULL)
            """,
        "CREATE UNIQUE INDEX IF NOT EXISTS history_tag ON strata.history (tag) WHERE state <> 'rolled_back'",
        """
            CREATE TABLE IF NOT EXISTS strata.step (tag text NOT NULL, number integer NOT NULL, hash text NOT NULL, state text NOT NULL CHECK (state IN ('intent', 'done')),
              found text NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz, fence bigint NOT NULL, PRIMARY KEY (tag, number))
            """,
        $"INSERT INTO strata.lock (fence, format, holder, acquired_at) VALUES (0, {Format}, '', pg_catalog.now()) ON CONFLICT DO NOTHING",
    ];

    public static IEnumerable<NpgsqlBatchCommand> Commands(Bookkeeping change, long fence) =>
        Statements(change, fence).Select(s => Command(s.Sql, s.Values));

    /// <summary>What a change of the record is in SQL: statements with <c>$1</c> and the like, and their values.</summary>
    /// <param name="change">The change.</param>
    /// <param name="fence">The run's number; where it is not known yet, the SQL that will give it.</param>
    /// <param name="author">Who and from where, in place of what a row says itself.</param>
    public static (string Sql, object?[] Values)[] Statements(Bookkeeping change, object fence, (object By, object Host)? author = null) =>
        change switch
        {
            SaveHistory c => [History(c.Row, fence, author)],
            SaveStep c => [Step(c.Row, fence)],
            SaveRollback c =>
            [
                (
                    "UPDATE strata.history SET state = 'rolled_back', finished_at = pg_catalog.clock_timestamp(), error = "
                        + "coalesce(error || '; ' || $3, $3, error), fence = "
                        + Fence
                        + " WHERE tag = $2 AND state <> 'rolled_back'",
                    [fence, c.Tag, c.Why]
                ),
                ("DELETE FROM strata.step WHERE tag IN ($1, $1 || ':down')", [c.Tag]),
            ],
            SaveFingerprint c =>
            [
                (
                    "UPDATE strata.history SET fingerprint = $3, fence = " + Fence + " WHERE tag = $2 AND state = 'applied'",
                    [fence, c.Tag, c.Fingerprint]
                ),
            ],
            SaveStamp { Stamp: var s } => [Stamped(fence, s, s.Identity), ("UPDATE strata.stamp SET place = $1", [s.Place])],
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };

    /// <param name="fence">As for <see cref="Statements"/>.</param>
    /// <param name="s">What it says.</param>
    /// <param name="identity">The database's own identity, or the SQL that makes one up.</param>
    public static (string Sql, object?[] Values) Stamped(object fence, Stamp s, object identity) =>
        (
            $"""
            INSERT INTO strata.stamp (environment, mode, policy, identity, since, fence) VALUES ($2, $3, $4, $5, pg_catalog.now(), {Fence})
            ON CONFLICT (one) DO UPDATE SET environment = excluded.environment, mode = excluded.mode, policy = excluded.policy, identity = excluded.identity, since = excluded.since, fence = excluded.fence
            """,
            [fence, s.Environment, s.Mode == StampMode.Push ? "push" : "migrate", s.Policy, identity]
        );

    private static (string Sql, object?[] Values) History(HistoryRow r, object fence, (object By, object Host)? author) =>
        (
            $"""
            INSERT INTO strata.history AS h (idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, by_whom, host, tool, git_commit, error, fingerprint, started_at, finished_at, fence)
            VALUES ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, pg_catalog.now(), CASE WHEN $7 = 'running' THEN NULL ELSE pg_catalog.clock_timestamp() END, {Fence})
            ON CONFLICT (tag) WHERE state <> 'rolled_back' DO UPDATE SET idx = excluded.idx, hash = excluded.hash, parent = excluded.parent, kind = excluded.kind, state = excluded.state,
              statements_done = excluded.statements_done, statements_total = excluded.statements_total, statement_hashes = excluded.statement_hashes, by_whom = excluded.by_whom, host = excluded.host,
              tool = excluded.tool, git_commit = excluded.git_commit, error = excluded.error, fingerprint = excluded.fingerprint,
              started_at = CASE WHEN h.statements_done > 0 OR h.state = 'running' THEN h.started_at ELSE excluded.started_at END, finished_at = excluded.finished_at, fence = excluded.fence
            """,
            [
                fence,
                r.Idx,
                r.Tag,
                r.Hash,
                r.Parent,
                Name(r.Kind),
                Name(r.State),
                r.StatementsDone,
                r.StatementsTotal,
                r.StatementHashes,
                author?.By ?? r.By,
                author?.Host ?? r.Host,
                r.Tool,
                r.Commit,
                r.Error,
                r.Fingerprint,
            ]
        );

    private static (string Sql, object?[] Values) Step(StepRow r, object fence) =>
        (
            $"""
            INSERT INTO strata.step (tag, number, hash, state, found, started_at, finished_at, fence)
            VALUES ($2, $3, $4, $5, $6, pg_catalog.now(), CASE WHEN $5 = 'done' THEN pg_catalog.now() END, {Fence})
            ON CONFLICT (tag, number) DO UPDATE SET hash = excluded.hash, state = excluded.state, found = excluded.found, finished_at = excluded.finished_at, fence = excluded.fence
            """,
            [fence, r.Tag, r.Number, r.Hash, r.State == StepState.Done ? "done" : "intent", r.Found.ToString()]
        );

    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(
                parameter is null
                    ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
                    : new NpgsqlParameter { Value = parameter }
            );
        return command;
    }

    public static async Task<TargetState> ReadAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new("SELECT format FROM strata.lock"));
            batch.BatchCommands.Add(
                new("SELECT environment, mode, policy, identity, since, pg_catalog.to_jsonb(s)->>'place' FROM strata.stamp s")
            );
            batch.BatchCommands.Add(new("SELECT tag, number, hash, state, found FROM strata.step ORDER BY tag, number"));
            batch.BatchCommands.Add(
                new(
                    "SELECT idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, "
                        + "started_at, finished_at, by_whom, host, tool, git_commit, error, fingerprint FROM strata.history ORDER "
                        + "BY seq"
                )
            );
            if (await StartAsync(batch, target, cancellationToken).ConfigureAwait(false) is not { } reader)
                return TargetState.Empty;
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    return TargetState.Empty;
                // Looked at before the rest, which a newer format may have under other names.
                if (reader.GetInt32(0) is var format && format > Format)
                {
                    throw new ProblemException(
                        ProblemKind.Inconsistent,
                        new Problem(
                            "ST3056",
                            target,
                            $"a newer Strata wrote this database's record (format {format}; this one knows {Format})",
                            "nothing was run",
                            "update Strata: dotnet tool update strata"
                        )
                    );
                }
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                Stamp? stamp = null;
                if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    stamp = new Stamp(
                        reader.GetString(0),
                        reader.GetString(1) == "push" ? StampMode.Push : StampMode.Migrate,
                        reader.GetString(2),
                        reader.GetGuid(3)
                    )
                    {
                        Since = reader.GetFieldValue<DateTimeOffset>(4),
                        Place = reader.IsDBNull(5) ? null : reader.GetString(5),
                    };
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                var steps = new List<StepRow>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    steps.Add(
                        new StepRow(
                            reader.GetString(0),
                            reader.GetInt32(1),
                            reader.GetString(2),
                            reader.GetString(3) == "done" ? StepState.Done : StepState.Intent,
                            Enum.Parse<Probe>(reader.GetString(4))
                        )
                    );
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                var history = new List<HistoryRow>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    history.Add(Row(reader));
                return new TargetState(true, stamp, history, steps);
            }
        }
    }

    /// <summary>Null where the record was never made.</summary>
    private static async Task<NpgsqlDataReader?> StartAsync(NpgsqlBatch batch, string target, CancellationToken cancellationToken)
    {
        try
        {
            return await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Unread, nobody knows whose database it is.
            var user = new NpgsqlConnectionStringBuilder(batch.Connection!.ConnectionString).Username is { Length: > 0 } name
                ? PostgresSql.Q(name)
                : "…";
            throw new ProblemException(
                ProblemKind.Preflight,
                new Problem(
                    "ST1217",
                    target,
                    $"this login may not read what Strata keeps in the database: {e.MessageText}",
                    "nothing was run",
                    $"as the owner of the schema: GRANT USAGE ON SCHEMA strata TO {user}; GRANT SELECT ON ALL TABLES IN "
                        + $"SCHEMA strata TO {user}; or use the login that runs the migrations"
                ),
                e
            );
        }
    }

    private static HistoryRow Row(NpgsqlDataReader r) =>
        new(r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetString(3))
        {
            Kind = Enum.Parse<HistoryKind>(r.GetString(4), ignoreCase: true),
            State = Enum.Parse<HistoryState>(r.GetString(5).Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            StatementsDone = r.GetInt32(6),
            StatementsTotal = r.GetInt32(7),
            StatementHashes = r.GetString(8),
            Started = r.GetFieldValue<DateTimeOffset>(9),
            Finished = r.IsDBNull(10) ? null : r.GetFieldValue<DateTimeOffset>(10),
            By = r.GetString(11),
            Host = r.GetString(12),
            Tool = r.GetString(13),
            Commit = r.IsDBNull(14) ? null : r.GetString(14),
            Error = r.IsDBNull(15) ? null : r.GetString(15),
            Fingerprint = r.IsDBNull(16) ? null : r.GetString(16),
        };

    private static string Name(HistoryKind kind) => kind.ToString().ToLowerInvariant();

    private static string Name(HistoryState state) =>
        state == HistoryState.RolledBack ? "rolled_back" : state.ToString().ToLowerInvariant();
}
