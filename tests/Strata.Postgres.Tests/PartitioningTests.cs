using System.Globalization;
using Npgsql;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Sql;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>The rows of a table that becomes partitioned, and plain again.</summary>
public sealed class PartitioningTests(PostgresServers servers)
{
    private const string Common = """
        create table customers (id int primary key);
        create function stop() returns trigger language plpgsql as $$ begin raise exception 'stopped'; end $$;
        """;

    private const string Plain = """
        create table orders (id bigint generated always as identity primary key, customer int references customers (id),
            placed date not null, note text unique, total int check (total > 0));
        create table lines (id int primary key, "order" bigint references orders (id));
        """;

    private const string Partitioned = """
        create table orders (id bigint generated always as identity, customer int references customers (id), placed date not null,
            note text, total int check (total > 0), primary key (id, placed)) partition by range (placed);
        create table orders_2024 partition of orders for values from ('2024-01-01') to ('2025-01-01');
        create table orders_2025 partition of orders for values from ('2025-01-01') to ('2026-01-01') partition by hash (id);
        create table orders_2025_0 partition of orders_2025 for values with (modulus 2, remainder 0);
        create table orders_2025_1 partition of orders_2025 for values with (modulus 2, remainder 1);
        create table lines (id int primary key, "order" bigint);
        """;

    private const string OnIt = """
        create index orders_placed on orders (placed);
        create trigger stops before insert on orders for each row execute function stop();
        alter table orders enable row level security;
        alter table orders force row level security;
        create policy large on orders using (total > 1000000);
        grant select on orders to public;
        """;

    private static readonly PostgresDialect s_dialect = new();

    /// <summary><c>STRATA_ROWS</c> makes it more.</summary>
    private static readonly int s_rows = int.Parse(
        Environment.GetEnvironmentVariable("STRATA_ROWS") ?? "2000",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task Rows_numbers_and_references_stay()
    {
        var (plain, partitioned) = (await ReadAsync(Common + Plain + OnIt), await ReadAsync(Common + Partitioned + OnIt));
        await using var connection = await FilledAsync();
        var rows = await RowsAsync(connection);

        await RunAsync(connection, s_dialect.Plan(plain, partitioned));
        Assert.Equal(rows, await RowsAsync(connection));
        Assert.Empty(Prover.Differences(await ReadAsync(connection), partitioned));

        await RunAsync(connection, s_dialect.Plan(partitioned, plain));
        Assert.Equal(rows, await RowsAsync(connection));
        Assert.Empty(Prover.Differences(await ReadAsync(connection), plain));
    }

    [Fact]
    public async Task Rows_that_fit_no_partition_are_counted_and_nothing_is_done()
    {
        var (plain, partitioned) = (await ReadAsync(Common + Plain + OnIt), await ReadAsync(Common + Partitioned + OnIt));
        await using var connection = await FilledAsync();
        await ExecuteAsync(connection, "update orders set placed = '2031-05-01' where id <= 3");
        var rows = await RowsAsync(connection);
        var error = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, s_dialect.Plan(plain, partitioned)));
        Assert.Equal(
            "rows of public.orders that fit none of its partitions: 3, such as the one whose key is (2031-05-01)",
            error.MessageText
        );
        Assert.Equal(rows, await RowsAsync(connection));
    }

    private async Task<NpgsqlConnection> FilledAsync()
    {
        var connection = await (await servers.OfAsync(PostgresPackages.Wanted[0])).OpenNewAsync();
        await ExecuteAsync(connection, Common + Plain);
        await ExecuteAsync(
            connection,
            $"""
            insert into customers select generate_series(1, 10);
            insert into orders (customer, placed, note, total)
                select 1 + i % 10, date '2024-01-01' + i % 700, 'n' || i, 1 + i % 7 from generate_series(1, {s_rows}) i;
            insert into lines select i, i from generate_series(1, {s_rows}, 10) i;
            """
        );
        await ExecuteAsync(connection, OnIt);
        return connection;
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select 'orders', count(*)::text, sum(hashtextextended(row(id, customer, placed, note, total)::text, 0))::text from orders
            union all select 'lines', count(*)::text, sum(hashtextextended(l::text, 0))::text
                from lines l join orders on orders.id = l."order"
            union all select 'next number', last_value::text, is_called::text from orders_id_seq
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add($"{reader.GetString(0)} {reader.GetString(1)} {reader.GetString(2)}");
        return rows;
    }

    private async Task<Catalog> ReadAsync(string sql)
    {
        await using var connection = await (await servers.OfAsync(PostgresPackages.Wanted[0])).OpenNewAsync();
        await ExecuteAsync(connection, sql);
        return await ReadAsync(connection);
    }

    private static Task<Catalog> ReadAsync(NpgsqlConnection connection) => s_dialect.ReadAsync(connection, CancellationToken.None);

    private static async Task RunAsync(NpgsqlConnection connection, Plan plan)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var step in plan.Steps)
            await ExecuteAsync(connection, step.Sql);
        await transaction.CommitAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        foreach (var statement in SqlScript.Parse(sql, s_dialect.Syntax, "test").Statements)
        {
            await using var command = new NpgsqlCommand(statement.Text, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
