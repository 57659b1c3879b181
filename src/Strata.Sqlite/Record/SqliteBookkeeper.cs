using Microsoft.Data.Sqlite;
using Strata.Core.Record;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite.Record;

/// <summary>Writes the record.</summary>
internal static class SqliteBookkeeper
{
    private const string Now = SqliteRecordTables.Now;

    private const string Replace =
        " ON CONFLICT DO UPDATE SET environment = excluded.environment, mode = excluded.mode, policy = excluded.policy, "
        + "identity = excluded.identity, since = excluded.since";

    private const string HistorySql = $"""
        INSERT INTO __strata_history AS h (idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes,
          by_whom, host, tool, git_commit, error, fingerprint, started_at, finished_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, {Now}, CASE WHEN $6 = 'running' THEN NULL ELSE {Now} END)
        ON CONFLICT (tag) WHERE state <> 'rolled_back' DO UPDATE SET idx = excluded.idx, hash = excluded.hash, parent = excluded.parent,
          kind = excluded.kind, state = excluded.state, statements_done = CASE WHEN excluded.state = 'failed'
            THEN max(h.statements_done, excluded.statements_done) ELSE excluded.statements_done END,
          statements_total = excluded.statements_total, statement_hashes = excluded.statement_hashes, by_whom = excluded.by_whom,
          host = excluded.host, tool = excluded.tool, git_commit = excluded.git_commit, error = excluded.error,
          fingerprint = excluded.fingerprint, started_at = excluded.started_at, finished_at = excluded.finished_at
        WHERE h.state <> 'applied' OR excluded.state NOT IN ('running', 'failed')
        """;

    private const string StepSql = """
        INSERT INTO __strata_step VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO UPDATE SET hash = excluded.hash, state = excluded.state, found = excluded.found
        """;

    private const string RollbackSql = $"""
        UPDATE __strata_history SET state = 'rolled_back', finished_at = {Now}, error = coalesce(error || '; ' || $2, $2, error)
        WHERE tag = $1 AND state <> 'rolled_back'
        """;

    public static async Task WriteAsync(SqliteConnection connection, Bookkeeping change, CancellationToken cancellationToken)
    {
        foreach (var (sql, values) in Statements(change))
            await connection.ExecuteAsync(sql, null, cancellationToken, values).ConfigureAwait(false);
    }

    /// <summary>The SQL of a change of the record: statements with <c>$1</c> and the like, and their values.</summary>
    public static (string Sql, object?[] Values)[] Statements(Bookkeeping change) =>
        change switch
        {
            SaveHistory c => [(HistorySql, Values(c.Row))],
            SaveStep { Row: var s } => [(StepSql, [s.Tag.ToString(), s.Number, s.Hash, RecordWords.Of(s.State), RecordWords.Of(s.Found)])],
            RemoveStep s => [("DELETE FROM __strata_step WHERE tag = $1 AND number = $2", [s.Tag.ToString(), s.Number])],
            SaveRollback c =>
            [
                (RollbackSql, [c.Tag, c.Why]),
                ("DELETE FROM __strata_step WHERE tag IN ($1, $2)", [StepTag.Up(c.Tag).ToString(), StepTag.Down(c.Tag).ToString()]),
            ],
            SaveFingerprint c =>
            [
                ("UPDATE __strata_history SET fingerprint = $2 WHERE tag = $1 AND state = 'applied'", [c.Tag, c.Fingerprint]),
            ],
            SaveStamp { Stamp: var s } when Stamped(s, s.Identity.ToString()) is var (insert, values) =>
            [
                (insert + Replace, values),
                ("UPDATE __strata_stamp SET place = $1", [s.Place]),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };

    /// <summary>The first stamp; the caller adds the treatment of one that is there.</summary>
    /// <param name="s">The stamp.</param>
    /// <param name="identity">The database's own identity, or the SQL that generates one.</param>
    public static (string Sql, object?[] Values) Stamped(Stamp s, object identity) =>
        (
            $"INSERT INTO __strata_stamp (one, environment, mode, policy, identity, since) VALUES (1, $1, $2, $3, $4, {Now})",
            [s.Environment, RecordWords.Of(s.Mode), RecordWords.Of(s.Policy), identity]
        );

    private static object?[] Values(HistoryRow r) =>
        [
            r.Idx,
            r.Tag,
            r.Hash,
            r.Parent,
            RecordWords.Of(r.Kind),
            RecordWords.Of(r.State),
            r.StatementsDone,
            r.StatementsTotal,
            r.StatementHashes.ToString(),
            r.By,
            r.Host,
            r.Tool,
            r.Commit,
            r.Error,
            r.Fingerprint,
        ];
}
