using System.Collections.Immutable;
using Npgsql;
using Strata.Core.Data;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Data;

/// <summary>
/// Rows go from server to server as COPY prints them, into temporary tables of the transaction that compares and changes.
/// </summary>
public sealed class PostgresContent : IContentTools
{
    public async Task<IContentSession> OpenAsync(
        string source,
        string target,
        IReadOnlyList<ContentTable> tables,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var from = await DataSession.OpenAsync(source, readsOnly: true, cancellationToken).ConfigureAwait(false);
        await using var fromScope = from.ConfigureAwait(false);
        var to = await DataSession.OpenAsync(target, readsOnly: false, cancellationToken).ConfigureAwait(false);
        try
        {
            var shapes = await StagedAsync(from, to, tables, progress, cancellationToken).ConfigureAwait(false);
            return new PostgresContentSession(to, shapes);
        }
        catch (NpgsqlException e)
        {
            await to.DisposeAsync().ConfigureAwait(false);
            throw PostgresErrors.From(e, null);
        }
        catch
        {
            await to.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Streams the source's rows into temporary tables of the target, and locks the tables that they are for.</summary>
    private static async Task<ImmutableArray<ContentShape>> StagedAsync(
        NpgsqlConnection from,
        NpgsqlConnection to,
        IReadOnlyList<ContentTable> tables,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        const string Snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; " + PostgresSums.Settings;
        const string Begin = "BEGIN; " + PostgresSums.Settings + "; SET LOCAL lock_timeout = '30s'";
        await DataSession.ExecuteAsync(from, Snapshot, cancellationToken).ConfigureAwait(false);
        await DataSession.ExecuteAsync(to, Begin, cancellationToken).ConfigureAwait(false);
        var shapes = ImmutableArray.CreateBuilder<ContentShape>();
        foreach (var table in tables)
        {
            progress(table.Name);
            var reader = new PostgresContentReader(from, to, table.Name, $"pg_temp.strata_content_{shapes.Count}");
            var shape = await ContentShapes.ReadAsync(table, reader, cancellationToken).ConfigureAwait(false);
            await StreamAsync(from, to, shape, cancellationToken).ConfigureAwait(false);
            shapes.Add(shape);
        }
        // Readers go on; writers wait until the two are compared and the same.
        var locks = $"LOCK TABLE {string.Join(", ", shapes.Select(s => s.Table))} IN SHARE ROW EXCLUSIVE MODE";
        await DataSession.ExecuteAsync(to, locks, cancellationToken).ConfigureAwait(false);
        return shapes.ToImmutable();
    }

    private static async Task StreamAsync(
        NpgsqlConnection from,
        NpgsqlConnection to,
        ContentShape shape,
        CancellationToken cancellationToken
    )
    {
        var columns = string.Join(", ", shape.Columns);
        await DataSession
            .ExecuteAsync(
                to,
                $"CREATE TEMPORARY TABLE {shape.Stage["pg_temp.".Length..]} ON COMMIT DROP AS SELECT {columns} FROM {shape.Table} LIMIT 0",
                cancellationToken
            )
            .ConfigureAwait(false);
        await DataSession
            .StreamAsync(
                from,
                $"COPY (SELECT {columns} FROM {shape.Table}) TO STDOUT",
                to,
                $"COPY {shape.Stage} ({columns}) FROM STDIN",
                cancellationToken
            )
            .ConfigureAwait(false);
        await DataSession
            .ExecuteAsync(to, $"CREATE INDEX ON {shape.Stage} ({string.Join(", ", shape.Key)}); ANALYZE {shape.Stage}", cancellationToken)
            .ConfigureAwait(false);
    }
}

/// <inheritdoc cref="IContentSession"/>
internal sealed class PostgresContentSession(NpgsqlConnection session, ImmutableArray<ContentShape> shapes) : IContentSession
{
    public ImmutableArray<ContentShape> Shapes => shapes;

    /// <summary>As text: not every type has an equality.</summary>
    public string Differ(string one, string other, ImmutableArray<string> columns) =>
        $"{Row(one, columns)} IS DISTINCT FROM {Row(other, columns)}";

    private static string Row(string alias, ImmutableArray<string> columns) =>
        $"ROW({string.Join(", ", columns.Select(c => $"{alias}.{c}"))})::text COLLATE \"C\"";

    public string Insert(ContentShape shape) => $"INSERT INTO {shape.Table} ({string.Join(", ", shape.Columns)}) OVERRIDING SYSTEM VALUE";

    public Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(async () => (long)(await DataSession.ScalarAsync(session, sql, cancellationToken).ConfigureAwait(false))!);

    public Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            var command = new NpgsqlCommand(sql, session);
            await using var commandScope = command.ConfigureAwait(false);
            return (long)await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        });

    public Task CommitAsync(CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            foreach (var shape in shapes)
                await PostgresRows
                    .AdvanceAsync(session, shape.Table, shape.Columns.Select(Unquoted), cancellationToken)
                    .ConfigureAwait(false);
            await DataSession.ExecuteAsync(session, "COMMIT", cancellationToken).ConfigureAwait(false);
            return 0L;
        });

    private static string Unquoted(string name) =>
        name is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    private static async Task<long> GuardedAsync(Func<Task<long>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.From(e, null);
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
