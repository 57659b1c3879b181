using Npgsql;
using Strata.Core.Diffing;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Sql;
using Strata.Postgres.Kinds.Tables;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>The examples of each lint rule on a real server, and the facts that the rules state.</summary>
public sealed class LintTests(PostgresFixture postgres)
{
    private static readonly PostgresDialect s_dialect = new();

    public static TheoryData<string> Codes() => [.. s_dialect.Lints.Select(r => r.Code)];

    [Theory, MemberData(nameof(Codes))]
    public async Task Rule_finds_its_bad_example_and_not_its_good_one(string code)
    {
        var rule = s_dialect.Lints.Single(r => r.Code == code);
        Assert.Contains(rule.Judge(await ReplayAsync(rule.Example.Before, rule.Example.Bad)), f => f.Code == code && f.Message.Length > 0);
        Assert.Empty(rule.Judge(await ReplayAsync(rule.Example.Before, rule.Example.Good)));
    }

    [Theory]
    [InlineData("L01", "ALTER TABLE public.films ADD CONSTRAINT films_year CHECK ((year > 1880)) NOT VALID")]
    [InlineData("L02", null)]
    [InlineData("L04", "CREATE INDEX CONCURRENTLY films_title ON public.films USING btree (title)")]
    [InlineData("L59", "CREATE UNIQUE INDEX CONCURRENTLY films_title_key ON public.films (title); ALTER TABLE public.films ADD CONSTRAINT")]
    public async Task Plan_has_findings_for_tables_that_existed_alone(string code, string? instead)
    {
        var rule = s_dialect.Lints.Single(r => r.Code == code);
        var replayed = await ReplayAsync(rule.Example.Before, rule.Example.Bad);
        var finding = Assert.Single(s_dialect.Plan(replayed.Before, replayed.After).Findings);
        Assert.Equal(code, finding.Code);
        Assert.Equal(instead is null, finding.Instead is null);
        Assert.StartsWith(instead ?? "", finding.Instead ?? "", StringComparison.Ordinal);
        Assert.Empty(s_dialect.Plan(Catalog.Empty, replayed.After).Findings);
        Assert.Empty(s_dialect.Plan(replayed.After, replayed.Before).Findings.Where(f => f.Code != "L02"));
    }

    [Fact]
    public async Task Foreign_key_names_both_tables_and_one_between_new_tables_is_no_finding()
    {
        const string Before =
            "CREATE TABLE public.studios (id int PRIMARY KEY); CREATE TABLE public.films (id int PRIMARY KEY, studio int);";
        const string Key = "ALTER TABLE public.films ADD CONSTRAINT films_studio FOREIGN KEY (studio) REFERENCES public.studios (id);";
        var replayed = await ReplayAsync(Before, Key);
        var finding = Assert.Single(s_dialect.Plan(replayed.Before, replayed.After).Findings);
        Assert.Equal("blocks writes to public.films and public.studios while its rows are checked by films_studio", finding.Message);
        Assert.Empty((await ReplayAsync("CREATE SCHEMA other;", Before + Key)).Findings());
    }

    [Fact]
    public async Task Index_of_a_partitioned_table_is_found_at_the_partition()
    {
        var replayed = await ReplayAsync(
            "CREATE TABLE public.shows (at date, film int) PARTITION BY RANGE (at); CREATE TABLE public.shows_old PARTITION OF "
                + "public.shows FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');",
            "CREATE INDEX shows_film ON public.shows (film);"
        );
        var finding = Assert.Single(s_dialect.Plan(replayed.Before, replayed.After).Findings);
        Assert.Equal(("L04", "shows_old_film_idx"), (finding.Code, finding.Subject.Name));
        Assert.Equal([finding.Subject], replayed.Findings().Select(f => f.Subject));
    }

    [Theory]
    [InlineData("character varying(20)", "character varying(30)")]
    [InlineData("character varying(20)", "character varying(10)")]
    [InlineData("character varying(20)", "character varying")]
    [InlineData("character varying(20)", "text")]
    [InlineData("text", "character varying")]
    [InlineData("text", "character varying(20)")]
    [InlineData("character(10)", "character(20)")]
    [InlineData("character(10)", "text")]
    [InlineData("integer", "bigint")]
    [InlineData("integer", "numeric")]
    [InlineData("numeric(10,2)", "numeric(12,2)")]
    [InlineData("numeric(10,2)", "numeric")]
    [InlineData("numeric(10,2)", "numeric(12,4)")]
    [InlineData("numeric", "numeric(12,2)")]
    [InlineData("timestamp(3) without time zone", "timestamp(6) without time zone")]
    [InlineData("timestamp(3) without time zone", "timestamp without time zone")]
    [InlineData("timestamp(3) without time zone", "timestamp(1) without time zone")]
    [InlineData("time(3) with time zone", "time(4) with time zone")]
    [InlineData("date", "timestamp without time zone")]
    [InlineData("bit(4)", "bit varying")]
    [InlineData("bit varying(4)", "bit varying(8)")]
    [InlineData("bit varying(4)", "bit varying")]
    [InlineData("cidr", "inet")]
    [InlineData("json", "jsonb")]
    [InlineData("real", "double precision")]
    [InlineData("character varying(20)[]", "character varying[]")]
    [InlineData("character varying(20)[]", "character varying(30)[]")]
    [InlineData("character varying[]", "text[]")]
    [InlineData("integer[]", "bigint[]")]
    public async Task Types_stored_alike_are_those_that_the_server_does_not_rewrite(string before, string after)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, $"CREATE TABLE public.t (a {before})");
        const string File = "SELECT pg_catalog.pg_relation_filenode('public.t')";
        var old = await ScalarAsync(connection, File);
        await ExecuteAsync(connection, $"ALTER TABLE public.t ALTER COLUMN a TYPE {after}");
        Assert.Equal(old == await ScalarAsync(connection, File), TypeChange.IsStoredAlike(before, after));
    }

    /// <summary>Runs a migration statement by statement, with the locks that the server tells.</summary>
    private async Task<JudgedPlan> ReplayAsync(string schema, string migration)
    {
        await using var connection = await OpenAsync();
        foreach (var statement in Parse(schema).Statements)
            await ExecuteAsync(connection, statement.Text);
        var before = await ReadAsync(connection);
        var (state, steps, batch) = (before, new List<JudgedStep>(), 0);
        foreach (var group in Parse(migration).Groups)
        {
            foreach (var statement in group.Statements)
            {
                var locks = await RunAsync(connection, statement.Text, group.Transaction);
                var reached = await ReadAsync(connection);
                var step = new Step(statement.Text) { Transaction = group.Transaction, Locks = [.. locks] };
                steps.Add(new(step, new Differ(s_dialect.Kinds).Diff(state, reached), batch));
                state = reached;
            }
            batch++;
        }
        return new(before, state, [.. steps]);
    }

    private static async Task<List<RelationLock>> RunAsync(NpgsqlConnection connection, string sql, TransactionMode mode)
    {
        await using var transaction = mode == TransactionMode.None ? null : await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, sql);
        if (transaction is null)
            return [];
        var locks = await HeldLocks.ReadAsync(connection);
        await transaction.CommitAsync();
        return locks;
    }

    private static SqlScript Parse(string sql) => SqlScript.Parse(sql, s_dialect.Syntax, "example");

    private static Task<Catalog> ReadAsync(NpgsqlConnection connection) =>
        s_dialect.ReadAsync(connection, TestContext.Current.CancellationToken);

    private async Task<NpgsqlConnection> OpenAsync() => await PostgresFixture.OpenAsync(await postgres.CreateDatabaseAsync());

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<uint> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (uint)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}

/// <summary>The findings of every rule.</summary>
file static class Judged
{
    public static IReadOnlyList<LintFinding> Findings(this JudgedPlan plan) =>
        [.. new PostgresDialect().Lints.SelectMany(r => r.Judge(plan)).Distinct()];
}
