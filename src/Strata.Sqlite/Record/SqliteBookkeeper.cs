using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite.Record;

/// <summary>The tables <c>__strata_*</c>.</summary>
internal static class SqliteBookkeeper
{
    /// <summary>Raised when the tables change; a database with a higher number was written by a newer Strata.</summary>
    public const int Format = 1;

    private const string Replace =
        " ON CONFLICT DO UPDATE SET environment = excluded.environment, mode = excluded.mode, policy = "
        + "excluded.policy, identity = excluded.identity, since = excluded.since";

    private const string Now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

    public static string[] Create { get; } =
    [
        "CREATE TABLE IF NOT EXISTS __strata_format (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL) STRICT",
        $"INSERT INTO __strata_format VALUES (1, {Format}) ON CONFLICT DO NOTHING",
        """
            CREATE TABLE IF NOT EXISTS __strata_stamp (one INTEGER PRIMARY KEY CHECK (one = 1), environment TEXT NOT NULL, mode TEXT NOT NULL CHECK (mode IN ('push', 'migrate')),
              policy TEXT NOT NULL, identity TEXT NOT NULL, since TEXT NOT NULL, place TEXT) STRICT
            """,
        """
            CREATE TABLE IF NOT EXISTS __strata_history (seq INTEGER PRIMARY KEY AUTOINCREMENT, idx INTEGER NOT NULL, tag TEXT NOT NULL, hash TEXT NOT NULL, parent TEXT NOT NULL,
              kind TEXT NOT NULL, state TEXT NOT NULL, statements_done INTEGER NOT NULL, statements_total INTEGER NOT NULL, statement_hashes TEXT NOT NULL,
              started_at TEXT NOT NULL, finished_at TEXT, by_whom TEXT NOT NULL, host TEXT NOT NULL, tool TEXT NOT NULL, git_commit TEXT, error TEXT, fingerprint TEXT) STRICT
            """,
        "CREATE UNIQUE INDEX IF NOT EXISTS __strata_history_tag ON __strata_history (tag) WHERE state <> 'RolledBack'",
        """
            CREATE TABLE IF NOT EXISTS __strata_step (tag TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL, state TEXT NOT NULL, found TEXT NOT NULL, PRIMARY KEY (tag, number)) STRICT
            """,
    ];

    public static async Task WriteAsync(SqliteConnection connection, Bookkeeping change, CancellationToken cancellationToken)
    {
        foreach (var (sql, values) in Statements(change))
            await connection.ExecuteAsync(sql, null, cancellationToken, values).ConfigureAwait(false);
    }

    /// <summary>What a change of the record is in SQL: statements with <c>$1</c> and the like, and their values.</summary>
    public static (string Sql, object?[] Values)[] Statements(Bookkeeping change) =>
        change switch
        {
            SaveHistory { Row: var r } =>
            [
                (
                    $"""
                    INSERT INTO __strata_history AS h (idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, by_whom, host, tool, git_commit, error, fingerprint, started_at, finished_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, {Now}, CASE WHEN $6 = 'Running' THEN NULL ELSE {Now} END)
                    ON CONFLICT (tag) WHERE state <> 'RolledBack' DO UPDATE SET idx = excluded.idx, hash = excluded.hash, parent = excluded.parent, kind = excluded.kind, state = excluded.state,
                      statements_done = excluded.statements_done, statements_total = excluded.statements_total, statement_hashes = excluded.statement_hashes, by_whom = excluded.by_whom, host = excluded.host,
                      tool = excluded.tool, git_commit = excluded.git_commit, error = excluded.error, fingerprint = excluded.fingerprint, started_at = excluded.started_at, finished_at = excluded.finished_at
                    """,
                    [
                        r.Idx,
                        r.Tag,
                        r.Hash,
                        r.Parent,
                        r.Kind.ToString(),
                        r.State.ToString(),
                        r.StatementsDone,
                        r.StatementsTotal,
                        r.StatementHashes,
                        r.By,
                        r.Host,
                        r.Tool,
                        r.Commit,
                        r.Error,
                        r.Fingerprint,
                    ]
                ),
            ],
            SaveStep { Row: var s } =>
            [
                (
                    "INSERT INTO __strata_step VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET hash = excluded.hash, "
                        + "state = excluded.state, found = excluded.found",
                    [s.Tag, s.Number, s.Hash, s.State.ToString(), s.Found.ToString()]
                ),
            ],
            SaveRollback c =>
            [
                (
                    $"UPDATE __strata_history SET state = 'RolledBack', finished_at = {Now}, error = coalesce(error || '; ' "
                        + $"|| $2, $2, error) WHERE tag = $1 AND state <> 'RolledBack'",
                    [c.Tag, c.Why]
                ),
                ("DELETE FROM __strata_step WHERE tag IN ($1, $1 || ':down')", [c.Tag]),
            ],
            SaveFingerprint c =>
            [
                ("UPDATE __strata_history SET fingerprint = $2 WHERE tag = $1 AND state = 'Applied'", [c.Tag, c.Fingerprint]),
            ],
            SaveStamp { Stamp: var s } when Stamped(s, s.Identity.ToString()) is var (insert, values) =>
            [
                (insert + Replace, values),
                ("UPDATE __strata_stamp SET place = $1", [s.Place]),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };

    /// <summary>The first stamp; what is to be done when there is one is for the caller to add.</summary>
    /// <param name="s">What the stamp says.</param>
    /// <param name="identity">The database's own identity, or the SQL that makes one up.</param>
    public static (string Sql, object?[] Values) Stamped(Stamp s, object identity) =>
        (
            $"INSERT INTO __strata_stamp (one, environment, mode, policy, identity, since) VALUES (1, $1, $2, $3, $4, {Now})",
            [s.Environment, s.Mode == StampMode.Push ? "push" : "migrate", s.Policy, identity]
        );

    public static async Task<TargetState> ReadAsync(SqliteConnection connection, string target, CancellationToken cancellationToken)
    {
        if (
            await connection
                .NumberAsync("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '__strata_format'", cancellationToken)
                .ConfigureAwait(false) == 0
        )
            return TargetState.Empty;
        var format = await connection.NumberAsync("SELECT format FROM __strata_format", cancellationToken).ConfigureAwait(false);
        if (format > Format)
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
        var place = await HasPlaceAsync(connection, cancellationToken).ConfigureAwait(false) ? "place" : "NULL";
        var stamps = await connection
            .QueryAsync(
                $"SELECT environment, mode, policy, identity, since, {place} FROM __strata_stamp",
                r => new Stamp(
                    r.GetString(0),
                    r.GetString(1) == "push" ? StampMode.Push : StampMode.Migrate,
                    r.GetString(2),
                    Guid.Parse(r.GetString(3))
                )
                {
                    Since = r.GetDateTimeOffset(4),
                    Place = r.IsDBNull(5) ? null : r.GetString(5),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        var steps = await connection
            .QueryAsync(
                "SELECT tag, number, hash, state, found FROM __strata_step ORDER BY tag, number",
                r => new StepRow(
                    r.GetString(0),
                    r.GetInt32(1),
                    r.GetString(2),
                    Enum.Parse<StepState>(r.GetString(3)),
                    Enum.Parse<Probe>(r.GetString(4))
                ),
                cancellationToken
            )
            .ConfigureAwait(false);
        var history = await connection
            .QueryAsync(
                "SELECT idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, "
                    + "started_at, finished_at, by_whom, host, tool, git_commit, error, fingerprint FROM __strata_history "
                    + "ORDER BY seq",
                Row,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new TargetState(true, stamps is [var stamp] ? stamp : null, history, steps);
    }

    /// <summary>What tables of an earlier Strata lack.</summary>
    public static async Task CompleteAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        if (!await HasPlaceAsync(connection, cancellationToken).ConfigureAwait(false))
            await connection
                .ExecuteAsync("ALTER TABLE __strata_stamp ADD COLUMN place TEXT", null, cancellationToken)
                .ConfigureAwait(false);
    }

    private static async Task<bool> HasPlaceAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        await connection
            .NumberAsync("SELECT count(*) FROM pragma_table_info('__strata_stamp') WHERE name = 'place'", cancellationToken)
            .ConfigureAwait(false) > 0;

    private static HistoryRow Row(SqliteDataReader r) =>
        new(r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetString(3))
        {
            Kind = Enum.Parse<HistoryKind>(r.GetString(4)),
            State = Enum.Parse<HistoryState>(r.GetString(5)),
            StatementsDone = r.GetInt32(6),
            StatementsTotal = r.GetInt32(7),
            StatementHashes = r.GetString(8),
            Started = r.GetDateTimeOffset(9),
            Finished = r.IsDBNull(10) ? null : r.GetDateTimeOffset(10),
            By = r.GetString(11),
            Host = r.GetString(12),
            Tool = r.GetString(13),
            Commit = r.IsDBNull(14) ? null : r.GetString(14),
            Error = r.IsDBNull(15) ? null : r.GetString(15),
            Fingerprint = r.IsDBNull(16) ? null : r.GetString(16),
        };
}
