using Microsoft.Data.Sqlite;
using Strata.Core.Execution;
using Strata.Core.Text;
using Strata.Core.Transfer;
using Strata.Sqlite.Connections;
using Strata.Sqlite.Data;
using Strata.Sqlite.SqlWriting;

namespace Strata.Sqlite.Transfer;

/// <inheritdoc cref="ITransfer"/>
internal sealed class SqliteTransfer(SqliteConnection open) : ITransfer
{
    /// <summary>The name under which the source is attached.</summary>
    public const string Source = "strata_source";
    private const string ForeignKey = "SQLITE_787";
    private readonly SqliteTransferSchema _source = new(open, Source);
    private readonly SqliteTransferSchema _target = new(open, "main");

    public StringComparer Names => StringComparer.OrdinalIgnoreCase;

    public Task<TransferDatabase> ReadSourceAsync(CancellationToken cancellationToken) =>
        _source.ReadAsync(counts: true, cancellationToken);

    public async Task<TransferDatabase> ReadTargetAsync(CancellationToken cancellationToken) =>
        await _target.ReadAsync(counts: false, cancellationToken).ConfigureAwait(false) with
        {
            Others = [],
        };

    /// <summary>The transaction has the file locked since its beginning.</summary>
    public Task LockAsync(IReadOnlyList<TransferTable> tables, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<bool> HoldsRowsAsync(TransferTable table, CancellationToken cancellationToken) =>
        await open.NumberAsync($"SELECT EXISTS (SELECT 1 FROM {_target.Q(table)})", cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>
    /// A type of SQLite changes what it is given, or takes it as it is (https://www.sqlite.org/datatype3.html#type_affinity). Each value is
    /// tried: one that would be another afterwards does not fit.
    /// </summary>
    public async Task<IReadOnlyList<string>> UnassignableAsync(TransferCopy copy, CancellationToken cancellationToken)
    {
        List<string> found = [];
        foreach (var name in copy.Converted)
        {
            var type = TypeOf(copy.Target, name);
            var from = TypeOf(copy.Source, name);
            var changed = await ChangedAsync(copy, name, type, cancellationToken).ConfigureAwait(false);
            if (changed is null)
                found.Add($"{copy.Target.Name}: column {name} of the type {type} cannot take the values of {from}");
            else if (changed > 0)
                found.Add(
                    $"{copy.Target.Name}: column {name} of the type {type} would change {Quantity.Count(changed.Value, "value")} of {from}"
                );
        }
        return found;
    }

    /// <returns>The number of values that would be others; null where one is not taken.</returns>
    private async Task<long?> ChangedAsync(TransferCopy copy, string name, string type, CancellationToken cancellationToken)
    {
        const string Changed =
            "SELECT count(*) FROM temp.strata_probe WHERE +after IS NOT +before AND CAST(after AS TEXT) IS NOT CAST(before AS TEXT)";
        var (declared, strict) = _target.Of(copy.Target).IsStrict ? (type[..^" STRICT".Length], "STRICT") : (type, "");
        var column = SqliteSql.Q(name);
        await open.ExecuteAsync(
                $"CREATE TEMP TABLE strata_probe (before {(strict.Length > 0 ? "ANY" : "")}, after {declared}) {strict}",
                null,
                cancellationToken
            )
            .ConfigureAwait(false);
        try
        {
            await open.ExecuteAsync(
                    $"INSERT INTO temp.strata_probe SELECT {column}, {column} FROM {_source.Q(copy.Source)}",
                    null,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return await open.NumberAsync(Changed, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Kind == FailureKind.Statement)
        {
            return null;
        }
        finally
        {
            await open.ExecuteAsync("DROP TABLE temp.strata_probe", null, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static string TypeOf(TransferTable table, string column) =>
        table.Columns.First(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase)).Type;

    /// <summary>None: a login that may write the file may do everything.</summary>
    public Task<IReadOnlyList<string>> ForbiddenAsync(TransferPlan plan, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Triggers are off already. https://www.sqlite.org/pragma.html#pragma_defer_foreign_keys</summary>
    public Task SuspendAsync(TransferPlan plan, CancellationToken cancellationToken) =>
        open.ExecuteAsync("PRAGMA defer_foreign_keys = ON", null, cancellationToken);

    /// <summary>A row keeps its rowid where no column shows it: other tables may know it.</summary>
    public Task CopyAsync(TransferCopy copy, CancellationToken cancellationToken)
    {
        var keepsRowid = _source.Of(copy.Source).HasRowid && _target.Of(copy.Target).HasRowid;
        var columns = string.Join(", ", [.. keepsRowid ? ["_rowid_"] : (string[])[], .. copy.Columns.Select(SqliteSql.Q)]);
        return open.ExecuteAsync(
            $"INSERT INTO {_target.Q(copy.Target)} ({columns}) SELECT {columns} FROM {_source.Q(copy.Source)}",
            null,
            cancellationToken
        );
    }

    public async Task<IReadOnlyList<string>> ResumeAsync(TransferPlan plan, CancellationToken cancellationToken)
    {
        // COMMIT would refuse them without a name.
        foreach (var copy in plan.Copies)
            await RequireParentsAsync(copy.Target, cancellationToken).ConfigureAwait(false);
        await AdvanceAsync(plan, cancellationToken).ConfigureAwait(false);
        return [];
    }

    private async Task RequireParentsAsync(TransferTable table, CancellationToken cancellationToken)
    {
        const string Broken = "SELECT parent, count(*) FROM pragma_foreign_key_check($1, 'main') GROUP BY parent ORDER BY parent";
        var broken = await open.QueryAsync(Broken, r => (Parent: r.GetString(0), Rows: r.GetInt64(1)), cancellationToken, table.Path[^1])
            .ConfigureAwait(false);
        if (broken is [var (parent, rows), ..])
            throw new StatementException(
                FailureKind.Statement,
                null,
                ForeignKey,
                $"{Quantity.Count(rows, "row")} of {table.Name} would refer to rows of {SqliteSql.Q(parent)} that the backup does not have"
            );
    }

    /// <summary>The highest number that a table ever had: https://www.sqlite.org/autoinc.html</summary>
    private async Task AdvanceAsync(TransferPlan plan, CancellationToken cancellationToken)
    {
        foreach (var schema in (string[])[Source, "main"])
            if (
                await open.NumberAsync($"SELECT count(*) FROM {schema}.sqlite_schema WHERE name = 'sqlite_sequence'", cancellationToken)
                    .ConfigureAwait(false) == 0
            )
                return;
        const string Raise = $"""
            UPDATE main.sqlite_sequence SET seq = max(seq, s.reached)
            FROM (SELECT max(seq) AS reached FROM {Source}.sqlite_sequence WHERE lower(name) = lower($1)) s
            WHERE lower(name) = lower($1) AND s.reached IS NOT NULL
            """;
        // A table that is empty and was not always.
        const string Add = $"""
            INSERT INTO main.sqlite_sequence (name, seq) SELECT t.name, s.seq FROM {Source}.sqlite_sequence s
            JOIN main.sqlite_schema t ON t.type = 'table' AND lower(t.name) = lower(s.name) AND t.sql LIKE '%AUTOINCREMENT%'
            WHERE lower(s.name) = lower($1)
              AND NOT EXISTS (SELECT 1 FROM main.sqlite_sequence m WHERE lower(m.name) = lower(s.name))
            """;
        foreach (var table in plan.Tables.Select(_target.NameOf))
        {
            await open.ExecuteAsync(Raise, null, cancellationToken, table).ConfigureAwait(false);
            await open.ExecuteAsync(Add, null, cancellationToken, table).ConfigureAwait(false);
        }
    }

    public async Task<TransferSum> MeasureAsync(TransferCopy copy, bool ofSource, CancellationToken cancellationToken)
    {
        var from = ofSource ? _source.Q(copy.Source) : _target.Q(copy.Target);
        if (copy.Compared.Count == 0)
            return new(await open.NumberAsync($"SELECT count(*) FROM {from}", cancellationToken).ConfigureAwait(false), "");
        var sql = $"SELECT {SqliteSql.List(copy.Compared)} FROM {from}";
        var sum = await SqliteSums.OneAsync(open, copy.Target.Name, sql, cancellationToken).ConfigureAwait(false);
        return new(sum.Rows, sum.Checksum);
    }

    public Task CommitAsync() => open.ExecuteAsync("COMMIT", null, CancellationToken.None);

    public ValueTask DisposeAsync() => open.DisposeAsync();
}
