using System.Collections.Immutable;
using Npgsql;
using Strata.Core.Data;
using Strata.Core.Problems;
using Strata.Postgres.Connections;
using Strata.Postgres.Execution;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Data;

/// <summary>
/// Rows go from server to server as COPY prints them, into temporary tables of the transaction that compares and changes.
/// </summary>
public sealed class PostgresContent : IContentTools
{
    // Text, because a value in binary may name a type by a number that it has in one database only.
    private const string Columns = """
        SELECT a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attgenerated <> '', coalesce(a.attnum = ANY (i.indkey::smallint[]), false)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """;

    private const string Unique = """
        SELECT pg_catalog.count(*) FROM pg_catalog.pg_index i WHERE i.indrelid = pg_catalog.to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
          AND (SELECT pg_catalog.array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C") FROM pg_catalog.unnest(i.indkey::smallint[]) WITH ORDINALITY k (n, at) JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n AND a.attnotnull WHERE k.at <= i.indnkeyatts)
            = (SELECT pg_catalog.array_agg(n ORDER BY n COLLATE "C") FROM pg_catalog.unnest($2::text[]) n)
        """;

    private const string References = """
        SELECT n.nspname::text, r.relname::text,
          (SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.at) FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY k (n, at) JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n),
          (SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.at) FROM pg_catalog.unnest(c.confkey) WITH ORDINALITY k (n, at) JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n)
        FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class r ON r.oid = c.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
        WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid = pg_catalog.to_regclass($1) ORDER BY 1, 2, c.conname
        """;

    private const int Buffer = 1 << 16;

    public async Task<IContentSession> OpenAsync(
        string source,
        string target,
        IReadOnlyList<ContentTable> tables,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        await using var from = await SessionAsync(source, readsOnly: true, cancellationToken).ConfigureAwait(false);
        var to = await SessionAsync(target, readsOnly: false, cancellationToken).ConfigureAwait(false);
        try
        {
            await PostgresDataTools
                .ExecuteAsync(from, $"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; {PostgresSums.Settings}", cancellationToken)
                .ConfigureAwait(false);
            await PostgresDataTools
                .ExecuteAsync(to, $"BEGIN; {PostgresSums.Settings}; SET LOCAL lock_timeout = '30s'", cancellationToken)
                .ConfigureAwait(false);
            var shapes = ImmutableArray.CreateBuilder<ContentShape>();
            foreach (var table in tables)
            {
                progress(table.Name);
                var shape = await ShapeAsync(from, to, table, shapes.Count, cancellationToken).ConfigureAwait(false);
                await StreamAsync(from, to, shape, cancellationToken).ConfigureAwait(false);
                shapes.Add(shape);
            }
            // Who reads goes on; who would write waits until the two are compared and the same.
            await PostgresDataTools
                .ExecuteAsync(
                    to,
                    $"LOCK TABLE {string.Join(", ", shapes.Select(s => s.Table))} IN SHARE ROW EXCLUSIVE MODE",
                    cancellationToken
                )
                .ConfigureAwait(false);
            return new PostgresContentSession(to, shapes.ToImmutable());
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

    private static async Task<ContentShape> ShapeAsync(
        NpgsqlConnection from,
        NpgsqlConnection to,
        ContentTable table,
        int number,
        CancellationToken cancellationToken
    )
    {
        var name = PostgresRows.Name(table.Name);
        var (there, here) = (
            await ColumnsAsync(from, name, cancellationToken).ConfigureAwait(false),
            await ColumnsAsync(to, name, cancellationToken).ConfigureAwait(false)
        );
        if (there.Count == 0 || here.Count == 0)
            throw Refused(
                table.Name,
                $"there is no table {table.Name} in the {(there.Count == 0 ? "source" : "target")}",
                "correct \"tables\" of \"content\" in strata.json, or migrate first"
            );
        var differences = there.Where(c => !c.IsGenerated).Select(c => $"{c.Name} {c.Type}").ToHashSet();
        differences.SymmetricExceptWith(here.Where(c => !c.IsGenerated).Select(c => $"{c.Name} {c.Type}"));
        if (differences.Count > 0)
            throw Refused(
                table.Name,
                $"the columns of {table.Name} are not the same on both sides: {string.Join(", ", differences.Order(StringComparer.Ordinal))}",
                "bring both databases to the same migration first"
            );
        string[] key = table.Key.IsEmpty ? [.. here.Where(c => c.IsKey).Select(c => c.Name)] : [.. table.Key];
        if (key.Length == 0)
            throw Refused(
                table.Name,
                $"{table.Name} has no primary key",
                $"name the columns that tell its rows: {{ \"table\": \"{table.Name}\", \"key\": [\"…\"] }}"
            );
        if (!table.Key.IsEmpty && !await IsUniqueAsync(to, name, key, cancellationToken).ConfigureAwait(false))
            throw Refused(
                table.Name,
                $"{string.Join(", ", key)} is no key of {table.Name}: it needs a unique index, and columns that are NOT NULL",
                "name the columns of a unique constraint"
            );
        var stage = $"pg_temp.strata_content_{number}";
        return new ContentShape(
            table.Name,
            name,
            stage,
            [.. here.Where(c => !c.IsGenerated).Select(c => PostgresSql.Q(c.Name))],
            [.. key.Select(PostgresSql.Q)],
            await ReferencesAsync(to, name, cancellationToken).ConfigureAwait(false)
        );
    }

    private static async Task StreamAsync(
        NpgsqlConnection from,
        NpgsqlConnection to,
        ContentShape shape,
        CancellationToken cancellationToken
    )
    {
        var columns = string.Join(", ", shape.Columns);
        await PostgresDataTools
            .ExecuteAsync(
                to,
                $"CREATE TEMPORARY TABLE {shape.Stage["pg_temp.".Length..]} ON COMMIT DROP AS SELECT {columns} FROM {shape.Table} LIMIT 0",
                cancellationToken
            )
            .ConfigureAwait(false);
        using (
            var reader = await from.BeginTextExportAsync($"COPY (SELECT {columns} FROM {shape.Table}) TO STDOUT", cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var writer = await to.BeginTextImportAsync($"COPY {shape.Stage} ({columns}) FROM STDIN", cancellationToken)
                .ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                var buffer = new char[Buffer];
                while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
                    await writer.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        await PostgresDataTools
            .ExecuteAsync(to, $"CREATE INDEX ON {shape.Stage} ({string.Join(", ", shape.Key)}); ANALYZE {shape.Stage}", cancellationToken)
            .ConfigureAwait(false);
    }

    private sealed record Column(string Name, string Type, bool IsGenerated, bool IsKey);

    private static async Task<List<Column>> ColumnsAsync(NpgsqlConnection session, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Columns, session);
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<Column> columns = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            columns.Add(new(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3)));
        return columns;
    }

    private static async Task<bool> IsUniqueAsync(NpgsqlConnection session, string table, string[] key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Unique, session);
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! > 0;
    }

    private static async Task<ImmutableArray<Reference>> ReferencesAsync(
        NpgsqlConnection session,
        string table,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(References, session);
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var references = ImmutableArray.CreateBuilder<Reference>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            references.Add(
                new(
                    PostgresSql.Q([reader.GetString(0), reader.GetString(1)]),
                    $"{reader.GetString(0)}.{reader.GetString(1)}",
                    [.. reader.GetFieldValue<string[]>(2).Select(PostgresSql.Q)],
                    [.. reader.GetFieldValue<string[]>(3).Select(PostgresSql.Q)]
                )
            );
        return references.ToImmutable();
    }

    private static async Task<NpgsqlConnection> SessionAsync(string connection, bool readsOnly, CancellationToken cancellationToken)
    {
        var target = new PostgresTarget(connection) { ReadsOnly = readsOnly };
        await target.OpenAsync(cancellationToken).ConfigureAwait(false);
        return (NpgsqlConnection)target.Connection;
    }

    private static ProblemException Refused(string where, string what, string fix) =>
        new(ProblemKind.Refused, new("ST5050", where, what, "nothing was changed", fix));
}

/// <inheritdoc cref="IContentSession"/>
internal sealed class PostgresContentSession(NpgsqlConnection session, ImmutableArray<ContentShape> shapes) : IContentSession
{
    public ImmutableArray<ContentShape> Shapes => shapes;

    /// <summary>As text: not every type has an equality.</summary>
    public string Differ(string one, string other, ImmutableArray<string> columns) =>
        $"ROW({string.Join(", ", columns.Select(c => $"{one}.{c}"))})::text COLLATE \"C\" IS DISTINCT FROM ROW({string.Join(", ", columns.Select(c => $"{other}.{c}"))}"
        + $")::text COLLATE \"C\"";

    public string Insert(ContentShape shape) => $"INSERT INTO {shape.Table} ({string.Join(", ", shape.Columns)}) OVERRIDING SYSTEM VALUE";

    public Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(async () => (long)(await PostgresDataTools.ScalarAsync(session, sql, cancellationToken).ConfigureAwait(false))!);

    public Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            await using var command = new NpgsqlCommand(sql, session);
            return (long)await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        });

    public Task CommitAsync(CancellationToken cancellationToken) =>
        GuardedAsync(async () =>
        {
            foreach (var shape in shapes)
                await PostgresRows
                    .AdvanceAsync(session, shape.Table, shape.Columns.Select(Unquoted), cancellationToken)
                    .ConfigureAwait(false);
            await PostgresDataTools.ExecuteAsync(session, "COMMIT", cancellationToken).ConfigureAwait(false);
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
