using System.Data;
using Npgsql;
using Strata.Core.Transfer;
using Strata.Postgres.Connections;
using Strata.Postgres.Data;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Transfer;

/// <inheritdoc cref="ITransfer"/>
/// <param name="from">The session of the source, in a transaction that reads.</param>
/// <param name="to">The session of the target, in the transaction that writes.</param>
internal sealed class PostgresTransfer(NpgsqlConnection from, NpgsqlConnection to) : ITransfer
{
    private const string Stage = "strata_rows";
    private readonly PostgresTransferSchema _source = new(from);
    private readonly PostgresTransferSchema _target = new(to);
    private PostgresSuspension? _suspension;
    private int _stages;

    public StringComparer Names => StringComparer.Ordinal;

    public Task<TransferDatabase> ReadSourceAsync(CancellationToken cancellationToken) =>
        GuardedAsync(() => _source.ReadAsync(counts: true, cancellationToken));

    public Task<TransferDatabase> ReadTargetAsync(CancellationToken cancellationToken) =>
        GuardedAsync(() => _target.ReadAsync(counts: false, cancellationToken));

    /// <summary>Readers go on; writers wait.</summary>
    public Task LockAsync(IReadOnlyList<TransferTable> tables, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            if (tables.Count > 0)
                await ExecuteAsync(
                        $"LOCK TABLE {string.Join(", ", tables.Select(_target.From))} IN SHARE ROW EXCLUSIVE MODE",
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            return true;
        });

    public Task<bool> HoldsRowsAsync(TransferTable table, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
            await SessionQueries
                .ScalarAsync(to, $"SELECT EXISTS (SELECT FROM {_target.From(table)})", cancellationToken)
                .ConfigureAwait(false)
                is true
        );

    /// <summary>
    /// The server itself tells which types it converts by assignment: https://www.postgresql.org/docs/current/typeconv-query.html
    /// </summary>
    public Task<IReadOnlyList<string>> UnassignableAsync(TransferCopy copy, CancellationToken cancellationToken) =>
        GuardedAsync<IReadOnlyList<string>>(async () =>
        {
            List<string> found = [];
            foreach (var column in copy.Converted)
            {
                var type = await TypeAsync(copy.Source, column, cancellationToken).ConfigureAwait(false);
                await ExecuteAsync("SAVEPOINT strata_fit", cancellationToken).ConfigureAwait(false);
                try
                {
                    var name = PostgresSql.Q(column);
                    await ExecuteAsync(
                            $"PREPARE strata_fit AS INSERT INTO {copy.Target.Name} ({name}) OVERRIDING SYSTEM VALUE SELECT NULL::{type}",
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    await ExecuteAsync("DEALLOCATE strata_fit", cancellationToken).ConfigureAwait(false);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DatatypeMismatch)
                {
                    found.Add($"{copy.Target.Name}: {e.MessageText}");
                }
                await ExecuteAsync("ROLLBACK TO strata_fit", cancellationToken).ConfigureAwait(false);
            }
            return found;
        });

    /// <summary>A column's type in the source, as the target knows it: values of one that is not there are text.</summary>
    private async Task<string> TypeAsync(TransferTable table, string column, CancellationToken cancellationToken)
    {
        var type = table.Columns.First(c => c.Name == column).Type;
        const string Known = "SELECT pg_catalog.to_regtype($1) IS NOT NULL";
        return await SessionQueries.ScalarAsync(to, Known, cancellationToken, type).ConfigureAwait(false) is true ? type : "text";
    }

    public Task<IReadOnlyList<string>> ForbiddenAsync(TransferPlan plan, CancellationToken cancellationToken) =>
        GuardedAsync<IReadOnlyList<string>>(async () =>
            [
                .. await new PostgresSuspension(to, plan).ForbiddenAsync(cancellationToken).ConfigureAwait(false),
                .. await new PostgresSequences(from, to, plan).ForbiddenAsync(cancellationToken).ConfigureAwait(false),
            ]
        );

    public Task SuspendAsync(TransferPlan plan, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            _suspension = new(to, plan);
            await _suspension.SuspendAsync(cancellationToken).ConfigureAwait(false);
            return true;
        });

    public Task CopyAsync(TransferCopy copy, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            var stage = copy.Converted.Count == 0 ? null : await StageAsync(copy, cancellationToken).ConfigureAwait(false);
            // Checks, defaults and expressions of the table look their names up as in a migration.
            await ExecuteAsync($"SET LOCAL search_path = {SessionSettings.SearchPath}", cancellationToken).ConfigureAwait(false);
            var export = $"COPY (SELECT {List(copy)} FROM {_source.From(copy.Source)}) TO STDOUT";
            var import = $"COPY {stage ?? copy.Target.Name} {InParentheses(copy)} FROM STDIN";
            await DataSession.StreamAsync(from, export, to, import, cancellationToken).ConfigureAwait(false);
            if (stage is not null)
                await ExecuteAsync(
                        $"INSERT INTO {copy.Target.Name} {InParentheses(copy)} OVERRIDING SYSTEM VALUE SELECT {List(copy)} FROM {stage}",
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            await ExecuteAsync(OwnSql.Local, cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <summary>A table of the source's types, from which the server converts values as it assigns them.</summary>
    private async Task<string> StageAsync(TransferCopy copy, CancellationToken cancellationToken)
    {
        List<string> columns = [];
        foreach (var column in copy.Columns)
            columns.Add($"{PostgresSql.Q(column)} {await TypeAsync(copy.Source, column, cancellationToken).ConfigureAwait(false)}");
        var name = $"pg_temp.{Stage}_{_stages++}";
        await ExecuteAsync($"CREATE TABLE {name} ({string.Join(", ", columns)}) ON COMMIT DROP", cancellationToken).ConfigureAwait(false);
        return name;
    }

    private static string List(TransferCopy copy) => string.Join(", ", copy.Columns.Select(PostgresSql.Q));

    private static string InParentheses(TransferCopy copy) => copy.Columns.Count == 0 ? "" : $"({List(copy)})";

    public Task<IReadOnlyList<string>> ResumeAsync(TransferPlan plan, CancellationToken cancellationToken) =>
        GuardedAsync<IReadOnlyList<string>>(async () =>
        {
            await _suspension!.CheckAsync(cancellationToken).ConfigureAwait(false);
            var missing = await new PostgresSequences(from, to, plan).CarryOverAsync(cancellationToken).ConfigureAwait(false);
            await _suspension.ResumeAsync(cancellationToken).ConfigureAwait(false);
            return [.. missing, .. await StaleAsync(cancellationToken).ConfigureAwait(false)];
        });

    private async Task<IEnumerable<string>> StaleAsync(CancellationToken cancellationToken)
    {
        const string Views = $"""
            SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'm' AND c.relispopulated AND {PostgresTransferSchema.Own} ORDER BY 1, 2
            """;
        var views = await SessionQueries.RowsAsync(to, Views, r => PostgresTransferSchema.Q(r, 0), cancellationToken).ConfigureAwait(false);
        return views.Select(v => $"{v} holds what it held before; to have the restored rows in it: REFRESH MATERIALIZED VIEW {v}");
    }

    public Task<TransferSum> MeasureAsync(TransferCopy copy, bool ofSource, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            var columns = string.Join(", ", copy.Compared.Select(c => $"t.{PostgresSql.Q(c)}"));
            var sum =
                columns.Length == 0
                    ? "''"
                    : $"coalesce(pg_catalog.sum(pg_catalog.hashtextextended(ROW({columns})::text COLLATE \"C\", 0)), 0)::text";
            var table = ofSource ? _source.From(copy.Source) : _target.From(copy.Target);
            var rows = await SessionQueries
                .RowsAsync(
                    ofSource ? from : to,
                    $"SELECT pg_catalog.count(*), {sum} FROM {table} t",
                    r => new TransferSum(r.GetInt64(0), r.GetString(1)),
                    cancellationToken
                )
                .ConfigureAwait(false);
            return rows[0];
        });

    public Task CommitAsync() =>
        GuardedAsync(async () =>
        {
            await ExecuteAsync("COMMIT", CancellationToken.None).ConfigureAwait(false);
            return true;
        });

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        SessionQueries.ExecuteAsync(to, sql, cancellationToken);

    private async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.From(e, null);
        }
        catch (InvalidOperationException e) when (to.State != ConnectionState.Open || from.State != ConnectionState.Open)
        {
            throw PostgresErrors.Lost(e, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await to.DisposeAsync().ConfigureAwait(false);
        await from.DisposeAsync().ConfigureAwait(false);
    }
}
