using Npgsql;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Record;

/// <summary>Reads the record.</summary>
/// <param name="target">The database, for messages.</param>
internal sealed class RecordReader(string target)
{
    private static readonly string[] s_queries =
    [
        "SELECT format FROM strata.lock",
        "SELECT environment, mode, policy, identity, since, pg_catalog.to_jsonb(s)->>'place' FROM strata.stamp s",
        "SELECT tag, number, hash, state, found FROM strata.step ORDER BY tag, number",
        """
            SELECT idx, tag, hash, parent, kind, state, statements_done, statements_total, statement_hashes, started_at, finished_at,
              by_whom, host, tool, git_commit, error, fingerprint
            FROM strata.history ORDER BY seq
            """,
    ];

    public async Task<TargetState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var query in s_queries)
                batch.BatchCommands.Add(new(query));
            if (await StartAsync(batch, cancellationToken).ConfigureAwait(false) is not { } reader)
                return TargetState.Empty;
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    return TargetState.Empty;
                // Checked before the rest, which a newer format may have under other names.
                if (reader.GetInt32(0) is var format && format > RecordTables.Format)
                    throw RecordWords.Newer(target, format, RecordTables.Format);
                return new TargetState(
                    true,
                    (await NextAsync(reader, Stamp, cancellationToken).ConfigureAwait(false)).FirstOrDefault(),
                    Steps: await NextAsync(reader, Step, cancellationToken).ConfigureAwait(false),
                    History: await NextAsync(reader, History, cancellationToken).ConfigureAwait(false)
                );
            }
        }
    }

    /// <summary>Null where the record was never made.</summary>
    private async Task<NpgsqlDataReader?> StartAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
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
            // A record that cannot be read may be another environment's.
            var user = new NpgsqlConnectionStringBuilder(batch.Connection!.ConnectionString).Username is { Length: > 0 } name
                ? PostgresSql.Q(name)
                : "…";
            throw RecordReaderProblems.RecordUnreadable.Error(
                target,
                $"this login may not read Strata's record in the database: {e.MessageText}",
                "nothing was run",
                $"as the owner of the schema: GRANT USAGE ON SCHEMA strata TO {user}; GRANT SELECT ON ALL TABLES IN SCHEMA strata "
                    + $"TO {user}; or use the login that runs the migrations",
                e
            );
        }
    }

    private static async Task<List<T>> NextAsync<T>(
        NpgsqlDataReader reader,
        Func<NpgsqlDataReader, T> row,
        CancellationToken cancellationToken
    )
    {
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(row(reader));
        return rows;
    }

    private Stamp Stamp(NpgsqlDataReader r) =>
        new(r.GetString(0), Word<StampMode>(r, 1), Word<EnvironmentPolicy>(r, 2), r.GetGuid(3))
        {
            Since = r.GetFieldValue<DateTimeOffset>(4),
            Place = Text(r, 5),
        };

    private StepRow Step(NpgsqlDataReader r) =>
        new(StepTag.Parse(r.GetString(0)), r.GetInt32(1), r.GetString(2), Word<StepState>(r, 3), Word<Probe>(r, 4));

    private HistoryRow History(NpgsqlDataReader r) =>
        new(r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetString(3))
        {
            Kind = Word<HistoryKind>(r, 4),
            State = Word<HistoryState>(r, 5),
            StatementsDone = r.GetInt32(6),
            StatementsTotal = r.GetInt32(7),
            StatementHashes = StatementHashes.Parse(r.GetString(8)),
            Started = r.GetFieldValue<DateTimeOffset>(9),
            Finished = r.IsDBNull(10) ? null : r.GetFieldValue<DateTimeOffset>(10),
            By = r.GetString(11),
            Host = r.GetString(12),
            Tool = r.GetString(13),
            Commit = Text(r, 14),
            Error = Text(r, 15),
            Fingerprint = Text(r, 16),
        };

    private T Word<T>(NpgsqlDataReader r, int column)
        where T : struct, Enum => RecordWords.Parse<T>(r.GetString(column), target);

    private static string? Text(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}
