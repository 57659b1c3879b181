using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What goes wrong where migrations are run by scripts, and cannot here: the schema and its history.</summary>
public sealed class HazardsSchemaTests(CliServer server)
{
    private const string Stars = Schemas.Last + "\n    public readonly Column Stars = Integer();";

    private async Task<CliProject> MigratedAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        return p;
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task H02_no_generated_statement_empties_a_table(string dialect)
    {
        using var p = await MigratedAsync(dialect);
        p.Schema(Schemas.Last, Stars);
        await p.RunAsync("generate", "--name", "stars");
        await p.RunAsync("migrate");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from films"));
        p.Schema("Integer().Nullable();\n    public readonly Column Stars = Integer();", "Text().Nullable();");
        await p.RunAsync("push", "--yes");
        await p.RunAsync("generate", "--name", "text");
        await p.RunAsync("migrate");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from films"));
        foreach (var tag in p.Migrations)
            Assert.DoesNotContain("truncate", p.Read($"db/migrations/{tag}.sql"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task H03_a_rename_without_a_terminal_is_never_passed_over_as_done(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        p.Schema("Column Title", "Column Name");
        await p.RefusedAsync(10, ["push"], "--rename");
        await p.RefusedAsync(10, ["push", "--yes"], "--rename");
        await p.ExpectAsync(0, "push", "--rename", "films.title=name");
        Assert.Equal(["Alien"], await p.QueryAsync("select name from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task H06_a_baseline_never_takes_the_place_of_a_history_or_hides_a_difference(string dialect)
    {
        using var p = await MigratedAsync(dialect);
        await p.RefusedAsync(9, ["baseline"], "ST9020");
        using var other = await server.ProjectAsync(dialect);
        await other.ExpectAsync(0, "generate", "--name", "one");
        await other.SqlAsync("create table films (id integer primary key)");
        await other.RefusedAsync(4, ["baseline"], "ST4004");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task H07_an_error_in_the_middle_of_a_file_is_a_failure_that_leaves_nothing(string dialect)
    {
        using var p = await MigratedAsync(dialect);
        await p.CustomAsync("bad", "CREATE TABLE a (id integer);\nSELECT * FROM nowhere;\nCREATE TABLE b (id integer);");
        await p.ExpectAsync(7, "migrate");
        foreach (var table in new[] { "a", "b" })
            Assert.Equal(
                ["0"],
                await p.QueryAsync(
                    p.IsSqlite
                        ? $"select count(*) from sqlite_master where name = '{table}'"
                        : $"select count(*) from pg_class where relname = '{table}'"
                )
            );
    }

    [Fact]
    public async Task H08_repair_records_the_hash_of_the_file_and_skips_no_migration()
    {
        using var p = await MigratedAsync("postgresql");
        var bad = await p.CustomAsync(
            "bad",
            "-- strata:transaction none\nCREATE TABLE a (id integer);\nCREATE INDEX CONCURRENTLY a_no ON a (nope);"
        );
        await p.ExpectAsync(8, "migrate");
        await p.RefusedAsync(9, ["repair", "--mark", "applied", bad], "ST9036");
        await p.SqlAsync("drop table a");
        await p.ExpectAsync(0, "repair", "--mark", "rolled-back", bad);
        p.Write($"db/migrations/{bad}.sql", "CREATE TABLE a (id integer);");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from a"));
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status", "--check")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H16_a_schema_without_its_migration_fails_the_check_and_one_with_it_passes()
    {
        using var p = await MigratedAsync("sqlite");
        await p.ExpectAsync(0, "check");
        p.Schema(Schemas.Last, Stars.Replace("Integer();", "Integer().Nullable();", StringComparison.Ordinal));
        await p.RefusedAsync(5, ["generate", "--check"]);
        await p.RefusedAsync(4, ["check"]);
        await p.ExpectAsync(0, "generate", "--name", "stars");
        await p.ExpectAsync(0, "check");
    }

    [Fact]
    public async Task H18_a_question_that_nobody_answers_writes_no_file()
    {
        using var p = await MigratedAsync("sqlite");
        p.Schema("Column Title", "Column Name");
        var before = GitTeam.Files(p);
        await p.RefusedAsync(10, ["generate"]);
        await p.RefusedAsync(10, ["generate", "--yes"]);
        Assert.Equal(before, GitTeam.Files(p));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task H21_words_in_a_message_never_decide_what_failed(string dialect)
    {
        using var p = await MigratedAsync(dialect);
        await p.CustomAsync("notice", "DROP TABLE IF EXISTS nowhere;");
        await p.ExpectAsync(0, "migrate");
        await p.CustomAsync("error", "DROP TABLE nowhere;");
        await p.ExpectAsync(7, "migrate");
    }
}
