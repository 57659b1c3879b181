using System.Globalization;
using Npgsql;
using Strata.Core.Transfer;
using Strata.Postgres.Connections;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Transfer;

/// <summary>A sequence with its state.</summary>
/// <param name="Name">The sequence in SQL.</param>
/// <param name="Increment">Added for each value.</param>
/// <param name="Min">The lowest value.</param>
/// <param name="Max">The highest value.</param>
/// <param name="IsCyclic">The sequence begins again at its end.</param>
/// <param name="IsOwned">This login may set it.</param>
internal sealed record SequenceState(string Name, long Increment, long Min, long Max, bool IsCyclic, bool IsOwned)
{
    /// <summary>The table of the column that it counts, in SQL; null where it counts none.</summary>
    public string? Table { get; init; }

    /// <summary>The column that it counts; null where it counts none, or one that holds no integers.</summary>
    public string? Column { get; init; }

    /// <summary>The last value, or the next one where <see cref="IsCalled"/> is false.</summary>
    public long Last { get; init; }

    /// <summary><see cref="Last"/> was given out.</summary>
    public bool IsCalled { get; init; }

    /// <summary>The distance that it has come in its direction: comparable among sequences of one direction.</summary>
    public Int128 Progress => Increment > 0 ? Reached : -Reached;

    private Int128 Reached => IsCalled ? Last : (Int128)Last - Increment;
}

/// <summary>
/// Carries the values of sequences over. ALTER SEQUENCE … RESTART gives a sequence a file of its own in this transaction, so that what
/// setval writes into it is rolled back with the rest: https://www.postgresql.org/docs/current/sql-altersequence.html
/// </summary>
/// <param name="from">The session of the source.</param>
/// <param name="to">The session of the target, in its transaction.</param>
/// <param name="plan">The tables: a sequence of another one is left as it is.</param>
internal sealed class PostgresSequences(NpgsqlConnection from, NpgsqlConnection to, TransferPlan plan)
{
    private const string Sequences = $"""
        SELECT n.nspname::text, c.relname::text, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle,
          pg_catalog.pg_has_role(c.relowner, 'USAGE'), o.schema, o.name, o.col
        FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN LATERAL (
          SELECT tn.nspname::text AS schema, t.relname::text AS name,
            CASE WHEN a.atttypid IN (20, 21, 23) THEN a.attname::text END AS col
          FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
          JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
          JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
          WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i') LIMIT 1) o ON true
        WHERE {PostgresTransferSchema.Own} ORDER BY 1, 2
        """;

    /// <summary>Sequences of the target that have to be set and belong to somebody else.</summary>
    public async Task<IReadOnlyList<string>> ForbiddenAsync(CancellationToken cancellationToken)
    {
        var source = await ReadAsync(from, cancellationToken).ConfigureAwait(false);
        return
        [
            .. (await ReadAsync(to, cancellationToken).ConfigureAwait(false))
                .Where(s => !s.IsOwned && IsIncluded(s) && Counterpart(s, source) is { } c && IsSet(s, c))
                .Select(s => $"{s.Name}: the sequence cannot be set: this login does not own it"),
        ];
    }

    /// <summary>Sets the sequences of the target: as far as the source's, the highest value of their column, and their own.</summary>
    /// <returns>A sentence for each sequence of the source that is not in the target.</returns>
    public async Task<IReadOnlyList<string>> CarryOverAsync(CancellationToken cancellationToken)
    {
        var left = await ReadAsync(from, cancellationToken).ConfigureAwait(false);
        foreach (var sequence in await ReadAsync(to, cancellationToken).ConfigureAwait(false))
        {
            var same = Counterpart(sequence, left);
            if (same is not null)
                left.Remove(same);
            if (!IsIncluded(sequence))
                continue;
            var furthest = same is not null && IsSet(sequence, same) ? same : sequence;
            if (!sequence.IsCyclic && await HighestAsync(sequence, cancellationToken).ConfigureAwait(false) is { } highest)
                furthest = highest.Progress > furthest.Progress ? highest : furthest;
            if (!ReferenceEquals(furthest, sequence))
                await SetAsync(sequence, furthest, cancellationToken).ConfigureAwait(false);
        }
        return [.. left.Where(s => s.IsCalled).Select(s => $"{s.Name} is not in the database: the value of the sequence is not restored")];
    }

    private bool IsIncluded(SequenceState sequence) => sequence.Table is not { } table || plan.Tables.Contains(table);

    /// <summary>By the column that it counts, whatever it is called; else by its name.</summary>
    private static SequenceState? Counterpart(SequenceState sequence, List<SequenceState> all) =>
        all.Find(s => s.Table is not null && s.Column is not null && s.Table == sequence.Table && s.Column == sequence.Column)
        ?? all.Find(s => s.Name == sequence.Name);

    private static bool IsSet(SequenceState sequence, SequenceState source) =>
        source.Last >= sequence.Min
        && source.Last <= sequence.Max
        && (
            sequence.IsCyclic
                ? (source.Last, source.IsCalled) != (sequence.Last, sequence.IsCalled)
                : (source with { Increment = sequence.Increment }).Progress > sequence.Progress
        );

    private async Task<SequenceState?> HighestAsync(SequenceState sequence, CancellationToken cancellationToken)
    {
        if (sequence is not { Table: { } table, Column: { } column })
            return null;
        var function = sequence.Increment > 0 ? "max" : "min";
        var sql = $"SELECT pg_catalog.{function}({PostgresSql.Q(column)})::bigint FROM {table}";
        return
            await SessionQueries.ScalarAsync(to, sql, cancellationToken).ConfigureAwait(false) is long highest
            && highest >= sequence.Min
            && highest <= sequence.Max
            ? sequence with
            {
                Last = highest,
                IsCalled = true,
            }
            : null;
    }

    private async Task SetAsync(SequenceState sequence, SequenceState state, CancellationToken cancellationToken)
    {
        var last = state.Last.ToString(CultureInfo.InvariantCulture);
        await SessionQueries
            .ExecuteAsync(to, $"ALTER SEQUENCE {sequence.Name} RESTART WITH {last}", cancellationToken)
            .ConfigureAwait(false);
        if (state.IsCalled)
            await SessionQueries
                .ScalarAsync(to, $"SELECT pg_catalog.setval({PostgresSql.Lit(sequence.Name)}, {last}, true)", cancellationToken)
                .ConfigureAwait(false);
    }

    private static async Task<List<SequenceState>> ReadAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        var found = await SessionQueries
            .RowsAsync(
                session,
                Sequences,
                r => new SequenceState(
                    PostgresTransferSchema.Q(r, 0),
                    r.GetInt64(2),
                    r.GetInt64(3),
                    r.GetInt64(4),
                    r.GetBoolean(5),
                    r.GetBoolean(6)
                )
                {
                    Table = r.IsDBNull(7) ? null : PostgresTransferSchema.Q(r, 7),
                    Column = r.IsDBNull(9) ? null : r.GetString(9),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        List<SequenceState> states = [];
        foreach (var sequence in found)
            states.AddRange(
                await SessionQueries
                    .RowsAsync(
                        session,
                        $"SELECT last_value, is_called FROM {sequence.Name}",
                        r => sequence with { Last = r.GetInt64(0), IsCalled = r.GetBoolean(1) },
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            );
        return states;
    }
}
