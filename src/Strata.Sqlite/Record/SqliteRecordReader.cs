using Microsoft.Data.Sqlite;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Sqlite.Connections;

namespace Strata.Sqlite.Record;

/// <summary>Reads the record, also one of an earlier format.</summary>
/// <param name="connection">An open one.</param>
/// <param name="target">The database, for messages.</param>
internal sealed class SqliteRecordReader(SqliteConnection connection, string target)
{
    private const string Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '__strata_format'";

    private const string History = """
        SELECT idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, started_at, finished_at, by_whom,
          host, tool, git_commit, error, fingerprint
        FROM __strata_history ORDER BY seq
        """;

    /// <exception cref="ProblemException">ST3056, exit 3: a newer Strata wrote it.</exception>
    public async Task<TargetState> ReadAsync(CancellationToken cancellationToken)
    {
        if (await connection.NumberAsync(Exists, cancellationToken).ConfigureAwait(false) == 0)
            return TargetState.Empty;
        var format = await connection.NumberAsync("SELECT format FROM __strata_format", cancellationToken).ConfigureAwait(false);
        if (format > SqliteRecordTables.Format)
            throw RecordWords.Newer(target, (int)format, SqliteRecordTables.Format);
        var place = await HasPlaceAsync(cancellationToken).ConfigureAwait(false) ? "place" : "NULL";
        var stamp = $"SELECT environment, mode, policy, identity, since, {place} FROM __strata_stamp";
        const string Steps = "SELECT tag, number, hash, state, found FROM __strata_step ORDER BY tag, number";
        return new TargetState(
            true,
            (await connection.QueryAsync(stamp, ReadStamp, cancellationToken).ConfigureAwait(false)).FirstOrDefault(),
            await connection.QueryAsync(History, ReadHistory, cancellationToken).ConfigureAwait(false),
            await connection.QueryAsync(Steps, ReadStep, cancellationToken).ConfigureAwait(false)
        );
    }

    /// <summary>Adds the columns that tables of an earlier Strata lack.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        const string Add = "ALTER TABLE __strata_stamp ADD COLUMN place TEXT";
        if (!await HasPlaceAsync(cancellationToken).ConfigureAwait(false))
            await connection.ExecuteAsync(Add, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> HasPlaceAsync(CancellationToken cancellationToken)
    {
        const string Columns = "SELECT count(*) FROM pragma_table_info('__strata_stamp') WHERE name = 'place'";
        return await connection.NumberAsync(Columns, cancellationToken).ConfigureAwait(false) > 0;
    }

    private Stamp ReadStamp(SqliteDataReader r) =>
        new(r.GetString(0), Word<StampMode>(r, 1), Word<EnvironmentPolicy>(r, 2), Guid.Parse(r.GetString(3)))
        {
            Since = r.GetDateTimeOffset(4),
            Place = Text(r, 5),
        };

    private StepRow ReadStep(SqliteDataReader r) =>
        new(StepTag.Parse(r.GetString(0)), r.GetInt32(1), r.GetString(2), Word<StepState>(r, 3), Word<Probe>(r, 4));

    private HistoryRow ReadHistory(SqliteDataReader r) =>
        new(r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetString(3))
        {
            Kind = Word<HistoryKind>(r, 4),
            State = Word<HistoryState>(r, 5),
            StatementsDone = r.GetInt32(6),
            StatementsTotal = r.GetInt32(7),
            StatementHashes = StatementHashes.Parse(r.GetString(8)),
            Started = r.GetDateTimeOffset(9),
            Finished = r.IsDBNull(10) ? null : r.GetDateTimeOffset(10),
            By = r.GetString(11),
            Host = r.GetString(12),
            Tool = r.GetString(13),
            Commit = Text(r, 14),
            Error = Text(r, 15),
            Fingerprint = Text(r, 16),
        };

    private T Word<T>(SqliteDataReader r, int column)
        where T : struct, Enum => RecordWords.Parse<T>(r.GetString(column), target);

    private static string? Text(SqliteDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}
