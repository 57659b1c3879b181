using Npgsql;
using NpgsqlTypes;
using Strata.Core.Record;

namespace Strata.Postgres.Record;

/// <summary>
/// Writes the record. Every write carries the fence: a subquery that finds nothing once a later run has raised the number, or once the
/// transaction that began is not the one that writes; the column that takes it may not be null.
/// </summary>
internal static class Bookkeeper
{
    /// <summary>Makes earlier runs unable to write; <c>$1</c> is added to the number.</summary>
    public const string Raise = "UPDATE strata.lock SET fence = fence + $1, holder = $2, acquired_at = pg_catalog.now() RETURNING fence";

    private const string Fence =
        "(SELECT l.fence FROM strata.lock l WHERE l.fence = $1 AND "
        + "pg_catalog.current_setting('strata.transaction', true) = pg_catalog.txid_current()::text FOR SHARE)";

    private const string HistorySql = $"""
        INSERT INTO strata.history AS h (idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes,
          by_whom, host, tool, git_commit, error, fingerprint, started_at, finished_at, fence)
        VALUES ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, pg_catalog.now(),
          CASE WHEN $7 = 'running' THEN NULL ELSE pg_catalog.clock_timestamp() END, {Fence})
        ON CONFLICT (tag) WHERE state <> 'rolled_back' DO UPDATE SET idx = excluded.idx, hash = excluded.hash, parent = excluded.parent,
          kind = excluded.kind, state = excluded.state, statements_done = CASE WHEN excluded.state = 'failed'
            THEN greatest(h.statements_done, excluded.statements_done) ELSE excluded.statements_done END,
          statements_total = excluded.statements_total, statement_hashes = excluded.statement_hashes, by_whom = excluded.by_whom,
          host = excluded.host, tool = excluded.tool, git_commit = excluded.git_commit, error = excluded.error,
          fingerprint = excluded.fingerprint,
          started_at = CASE WHEN h.statements_done > 0 OR h.state = 'running' THEN h.started_at ELSE excluded.started_at END,
          finished_at = excluded.finished_at, fence = excluded.fence
        WHERE h.state <> 'applied' OR excluded.state NOT IN ('running', 'failed')
        """;

    private const string StepSql = $"""
        INSERT INTO strata.step (tag, number, hash, state, found, started_at, finished_at, fence)
        VALUES ($2, $3, $4, $5, $6, pg_catalog.now(), CASE WHEN $5 = 'done' THEN pg_catalog.now() END, {Fence})
        ON CONFLICT (tag, number) DO UPDATE SET hash = excluded.hash, state = excluded.state, found = excluded.found,
          finished_at = excluded.finished_at, fence = excluded.fence
        """;

    private const string StampSql = $"""
        INSERT INTO strata.stamp (environment, mode, policy, identity, since, fence)
        VALUES ($2, $3, $4, $5, pg_catalog.now(), {Fence})
        ON CONFLICT (one) DO UPDATE SET environment = excluded.environment, mode = excluded.mode, policy = excluded.policy,
          identity = excluded.identity, since = excluded.since, fence = excluded.fence
        """;

    private const string RollbackSql = $"""
        UPDATE strata.history SET state = 'rolled_back', finished_at = pg_catalog.clock_timestamp(),
          error = coalesce(error || '; ' || $3, $3, error), fence = {Fence} WHERE tag = $2 AND state <> 'rolled_back'
        """;

    public static IEnumerable<NpgsqlBatchCommand> Commands(Bookkeeping change, long fence) =>
        Statements(change, fence).Select(s => Command(s.Sql, s.Values));

    /// <summary>The SQL of a change of the record: statements with <c>$1</c> and the like, and their values.</summary>
    /// <param name="change">The change.</param>
    /// <param name="fence">The run's number; where it is not known yet, the SQL that will give it.</param>
    /// <param name="author">The user and the host, in place of a row's own.</param>
    public static (string Sql, object?[] Values)[] Statements(Bookkeeping change, object fence, (object By, object Host)? author = null) =>
        change switch
        {
            SaveHistory c => [History(c.Row, fence, author)],
            SaveStep { Row: var r } =>
            [
                (StepSql, [fence, r.Tag.ToString(), r.Number, r.Hash, RecordWords.Of(r.State), RecordWords.Of(r.Found)]),
            ],
            RemoveStep s => [("DELETE FROM strata.step WHERE tag = $1 AND number = $2", [s.Tag.ToString(), s.Number])],
            SaveRollback c =>
            [
                (RollbackSql, [fence, c.Tag, c.Why]),
                ("DELETE FROM strata.step WHERE tag IN ($1, $2)", [StepTag.Up(c.Tag).ToString(), StepTag.Down(c.Tag).ToString()]),
            ],
            SaveFingerprint c =>
            [
                (
                    $"UPDATE strata.history SET fingerprint = $3, fence = {Fence} WHERE tag = $2 AND state = 'applied'",
                    [fence, c.Tag, c.Fingerprint]
                ),
            ],
            SaveStamp { Stamp: var s } => [Stamped(fence, s, s.Identity), ("UPDATE strata.stamp SET place = $1", [s.Place])],
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };

    /// <param name="fence">As for <see cref="Statements"/>.</param>
    /// <param name="s">The stamp.</param>
    /// <param name="identity">The database's own identity, or the SQL that generates one.</param>
    public static (string Sql, object?[] Values) Stamped(object fence, Stamp s, object identity) =>
        (StampSql, [fence, s.Environment, RecordWords.Of(s.Mode), RecordWords.Of(s.Policy), identity]);

    private static (string Sql, object?[] Values) History(HistoryRow r, object fence, (object By, object Host)? author) =>
        (
            HistorySql,
            [
                fence,
                r.Idx,
                r.Tag,
                r.Hash,
                r.Parent,
                RecordWords.Of(r.Kind),
                RecordWords.Of(r.State),
                r.StatementsDone,
                r.StatementsTotal,
                r.StatementHashes.ToString(),
                author?.By ?? r.By,
                author?.Host ?? r.Host,
                r.Tool,
                r.Commit,
                r.Error,
                r.Fingerprint,
            ]
        );

    /// <summary>Runs a batch that has <see cref="Raise"/> in it: the number that it gives.</summary>
    public static async Task<long> FenceAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
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
}
