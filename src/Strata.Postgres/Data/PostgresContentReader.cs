using System.Collections.Immutable;
using Npgsql;
using Strata.Core.Data;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Data;

/// <inheritdoc />
internal sealed class PostgresContentReader(NpgsqlConnection source, NpgsqlConnection target, string name, string stage) : IContentReader
{
    // Text, because a value in binary may name a type by a number that it has in one database only.
    private const string Columns = """
        SELECT a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attgenerated <> '',
          coalesce(a.attnum = ANY (i.indkey::smallint[]), false)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """;

    private const string Unique = """
        SELECT pg_catalog.count(*) FROM pg_catalog.pg_index i
        WHERE i.indrelid = pg_catalog.to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
          AND (SELECT pg_catalog.array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C")
            FROM pg_catalog.unnest(i.indkey::smallint[]) WITH ORDINALITY k (n, at)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n AND a.attnotnull WHERE k.at <= i.indnkeyatts)
            = (SELECT pg_catalog.array_agg(n ORDER BY n COLLATE "C") FROM pg_catalog.unnest($2::text[]) n)
        """;

    private const string References = """
        SELECT n.nspname::text, r.relname::text,
          (SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.at) FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY k (n, at)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n),
          (SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.at) FROM pg_catalog.unnest(c.confkey) WITH ORDINALITY k (n, at)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n)
        FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
        WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid = pg_catalog.to_regclass($1) ORDER BY 1, 2, c.conname
        """;

    public string Table { get; } = PostgresRows.Name(name);

    public string Stage => stage;

    public StringComparer Comparer => StringComparer.Ordinal;

    public string Quote(string name) => PostgresSql.Q(name);

    public Task<IReadOnlyList<ContentColumn>> SourceAsync(CancellationToken cancellationToken) => ColumnsAsync(source, cancellationToken);

    public Task<IReadOnlyList<ContentColumn>> TargetAsync(CancellationToken cancellationToken) => ColumnsAsync(target, cancellationToken);

    private async Task<IReadOnlyList<ContentColumn>> ColumnsAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Columns, session);
        await using var commandScope = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter { Value = Table });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        List<ContentColumn> columns = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            columns.Add(new(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3)));
        return columns;
    }

    public async Task<bool> IsUniqueAsync(
        IReadOnlyList<string> key,
        IReadOnlyList<ContentColumn> columns,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(Unique, target);
        await using var commandScope = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter { Value = Table });
        command.Parameters.Add(new NpgsqlParameter { Value = key.ToArray() });
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! > 0;
    }

    public async Task<ImmutableArray<Reference>> ReferencesAsync(CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(References, target);
        await using var commandScope = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter { Value = Table });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
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
}
