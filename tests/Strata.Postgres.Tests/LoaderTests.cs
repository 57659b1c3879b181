using Strata.Core.Planning.Proving;
using Strata.Core.Problems;
using Strata.Project.SchemaSources;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>Desired DDL needs no order, and says where it is wrong.</summary>
public sealed class LoaderTests(PostgresFixture postgres)
{
    private static readonly PostgresDialect s_dialect = new();

    private static readonly string[] s_statements =
    [
        "create schema app",
        "create type app.mood as enum ('a')",
        "create table app.p (id int primary key, m app.mood)",
        "create table app.c (p int references app.p)",
        "create view app.v as select id from app.p",
        "create view app.w as select id from app.v",
        "create function app.f() returns int language sql as 'select 1'",
        "create table app.d (x int default app.f())",
        "create index c_p on app.c (p)",
        "comment on view app.w is 'w'",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_order_gives_the_same_catalog(int seed)
    {
        var expected = await ReadAsync([.. s_statements]);
        var shuffled = s_statements.ToArray();
        new Random(seed).Shuffle(shuffled);
        Assert.Empty(Prover.Differences(await ReadAsync(shuffled), expected));
    }

    [Fact]
    public void The_lines_by_which_a_dump_restricts_psql_are_passed_over()
    {
        const string Dump =
            "--\n-- PostgreSQL database dump\n--\n\n\\restrict aBc12\n\nselect 1;\n\n--\n-- end\n--\n\n\\unrestrict aBc12\n\n";
        var statement = Assert.Single(DdlLoader.Split(Dump, "dump.sql", s_dialect.Syntax));
        Assert.Equal("dump.sql:7", statement.Where);
        var windows = Dump.Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Single(DdlLoader.Split(windows, "dump.sql", s_dialect.Syntax));
        foreach (
            var other in (string[])
                [Dump.Replace("unrestrict aBc12", "unrestrict d", StringComparison.Ordinal), "select 1;\n" + Dump, Dump + "\\i x.sql"]
        )
        {
            var e = Assert.Throws<ProblemException>(() => DdlLoader.Split(other, "dump.sql", s_dialect.Syntax).ToList());
            Assert.Equal("ST3025", e.Problem.Code);
        }
    }

    [Fact]
    public async Task A_wrong_statement_is_named_with_its_place()
    {
        var e = await Assert.ThrowsAsync<ProblemException>(() => ReadAsync(["create table t (id int)", "create index i on t (nothing)"]));
        Assert.Equal(ProblemKind.Usage, e.Kind);
        Assert.Equal("schema.sql:2", e.Problem.Where);
        Assert.Contains("\"nothing\" does not exist", e.Problem.What, StringComparison.Ordinal);
        Assert.Contains("42703", e.Problem.What, StringComparison.Ordinal);
    }

    private async Task<Core.Model.Catalog> ReadAsync(string[] statements)
    {
        await using var database = await PostgresFixture.OpenAsync(await postgres.CreateDatabaseAsync());
        await new DdlLoader(s_dialect).LoadAsync(
            database,
            [.. statements.Select((s, i) => new DdlStatement(s, $"schema.sql:{i + 1}"))],
            CancellationToken.None
        );
        return await s_dialect.ReadAsync(database, CancellationToken.None);
    }
}
