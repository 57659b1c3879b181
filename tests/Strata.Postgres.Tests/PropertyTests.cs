using Strata.Core.Planning.Proving;
using Strata.Project.SchemaSources;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>
/// Random schemas A and B: the plan from A leads to B, planning again finds nothing, and the rollback leads to A. STRATA_PROPERTY is the
/// number of pairs.
/// </summary>
public sealed class PropertyTests(PostgresFixture postgres)
{
    private static readonly PostgresDialect s_dialect = new();
    private static readonly string[] s_types =
    [
        "integer",
        "bigint",
        "text",
        "varchar(20)",
        "numeric(8,2)",
        "boolean",
        "timestamptz",
        "uuid",
        "jsonb",
        "integer[]",
        "mood",
    ];
    private static readonly string[] s_names = ["a", "b", "c", "Mixed Case", "select", "é"];

    [Fact]
    public async Task A_leads_to_B_and_back()
    {
        var pairs = int.TryParse(Environment.GetEnvironmentVariable("STRATA_PROPERTY"), out var n) ? n : 25;
        var seed = Environment.GetEnvironmentVariable("STRATA_SEED") is { Length: > 0 } s
            ? int.Parse(s)
            : Random.Shared.Next(int.MaxValue / 2);
        for (var i = 0; i < pairs; i++)
        {
            var random = new Random(seed + i);
            var (a, b) = (Schema(random), Schema(random));
            try
            {
                await CheckAsync(a, b);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"STRATA_SEED={seed + i} STRATA_PROPERTY=1\n-- A\n{a}\n-- B\n{b}\n{e.Message}", e);
            }
        }
    }

    private async Task CheckAsync(string a, string b)
    {
        await using var database = await PostgresFixture.OpenAsync(await postgres.CreateDatabaseAsync());
        await using var other = await PostgresFixture.OpenAsync(await postgres.CreateDatabaseAsync());
        await new DdlLoader(s_dialect).LoadAsync(database, [.. DdlLoader.Split(a, "a.sql", s_dialect.Syntax)], CancellationToken.None);
        await new DdlLoader(s_dialect).LoadAsync(other, [.. DdlLoader.Split(b, "b.sql", s_dialect.Syntax)], CancellationToken.None);
        var (before, after) = (
            await s_dialect.ReadAsync(database, CancellationToken.None),
            await s_dialect.ReadAsync(other, CancellationToken.None)
        );
        var runner = new ShadowRunner(s_dialect);
        await runner.RunAsync(database, s_dialect.Plan(before, after), CancellationToken.None);
        var reached = await s_dialect.ReadAsync(database, CancellationToken.None);
        Assert.Empty(Prover.Differences(reached, after));
        Assert.True(s_dialect.Plan(reached, after).IsEmpty);
        await runner.RunAsync(database, s_dialect.Plan(reached, before), CancellationToken.None);
        Assert.Empty(Prover.Differences(await s_dialect.ReadAsync(database, CancellationToken.None), before));
    }

    private static string Default(string type, Random random) =>
        type switch
        {
            "mood" when random.Next(2) == 0 => " default 'ok'",
            "text" when random.Next(2) == 0 => " default 'it''s'",
            _ => "",
        };

    /// <summary>Up to four tables of a few columns, with keys, checks, indexes, references and a view, whatever the numbers say.</summary>
    private static string Schema(Random random)
    {
        string Q(string name) => $"\"{name}\"";
        List<string> sql =
        [
            random.Next(2) == 0 ? "create type mood as enum ('sad', 'ok');" : "create type mood as enum ('sad', 'so', 'ok');",
        ];
        var tables = Enumerable.Range(1, random.Next(1, 5)).Select(i => $"t{i}").ToList();
        foreach (var table in tables)
        {
            var columns = s_names
                .Where(_ => random.Next(3) > 0)
                .Select(name => (name, type: s_types[random.Next(s_types.Length)]))
                .ToList();
            List<string> parts = ["id integer not null"];
            parts.AddRange(columns.Select(c => $"{Q(c.name)} {c.type}{(random.Next(3) == 0 ? " not null" : "")}{Default(c.type, random)}"));
            if (random.Next(3) > 0)
                parts.Add($"constraint {table}_pkey primary key (id)");
            if (random.Next(3) == 0)
                parts.Add($"check (id > {random.Next(3)})");
            sql.Add($"create table {table} ({string.Join(", ", parts)});");
            if (columns.Count > 0 && random.Next(2) == 0 && columns[0].type is not "jsonb")
                sql.Add(
                    $"create {(random.Next(2) == 0 ? "unique " : "")}index {table}_i on {table} "
                        + $"({Q(columns[0].name)}{(random.Next(2) == 0 ? " desc" : "")})"
                        + $"{(random.Next(3) == 0 ? " where id > 1" : "")};"
                );
            if (random.Next(3) == 0)
                sql.Add($"comment on table {table} is 'n{random.Next(3)}';");
            if (columns.Count > 1 && random.Next(2) == 0)
                sql.Add($"create view v_{table} as select id, {Q(columns[^1].name)} from {table};");
        }
        foreach (var table in tables.Where(_ => random.Next(3) == 0))
            if (sql.FirstOrDefault(s => s.Contains("_pkey", StringComparison.Ordinal)) is { } keyed)
                sql.Add(
                    $"alter table {table} add constraint {table}_fk foreign key (id) references {keyed.Split(' ')[2]} (id)"
                        + $"{(random.Next(2) == 0 ? " on delete cascade" : "")};"
                );
        return string.Join('\n', sql);
    }
}
