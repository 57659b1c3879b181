using Strata.Cli.Tests.Support;
using static Strata.Cli.Tests.Support.KeptFilms;

namespace Strata.Cli.Tests;

/// <summary>What is retained, for how long, under which name, and what cannot be.</summary>
public sealed class KeepScopeTests(CliServer server)
{
    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Without_a_key_a_column_is_not_kept_and_that_is_said(string dialect)
    {
        using var p = await ProjectAsync(
            server,
            dialect,
            "using Strata.Schema;\npublic sealed class Logs : Table { public readonly Column At = Integer(); public "
                + "readonly Column Line = Text().Nullable(); }\n"
        );
        await p.ExpectAsync(0, "generate");
        p.Schema(" public readonly Column Line = Text().Nullable();", "");
        var made = await p.ExpectAsync(0, "generate", "--keep", "30d");
        Assert.Contains("logs.line is not kept: table ", made.Errors, StringComparison.Ordinal);
        Assert.Contains("has no primary key", made.Errors, StringComparison.Ordinal);
        Assert.Contains("hazard SX2002", made.Output, StringComparison.Ordinal);
        Assert.Contains("reversal: needs-rows", made.Output, StringComparison.Ordinal);
        Assert.StartsWith("-- reversal: needs-rows\n", p.Read($"db/migrations/{p.Migrations[^1]}.down.sql"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_table_of_one_name_is_kept_as_often_as_it_is_dropped(string dialect)
    {
        // As long as a name may be on PostgreSQL.
        var name = "a_" + new string('x', 61);
        var table =
            $"[Named(\"{name}\")] public sealed class Long : Table {{ public readonly Column Id = "
            + $"Integer().PrimaryKey(); public readonly Column Title = Text().Unique(\"title_once\"); }}\n";
        using var p = await ProjectAsync(server, dialect, People);
        p.Write("db/src/sql/code.sql", "");
        foreach (var row in new[] { "first", "second" })
        {
            p.Write("db/src/Schema.cs", People + table);
            await p.ExpectAsync(0, "generate");
            await p.ExpectAsync(0, "migrate");
            await RunAsync(p, $"insert into {name} values (1, '{row}')");
            p.Write("db/src/Schema.cs", People);
            await p.ExpectAsync(0, "generate", "--keep", "30d");
            await p.ExpectAsync(0, "migrate");
        }
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(["second"], await p.QueryAsync($"select title from {name}"));
        await p.ExpectAsync(0, "rollback", "--steps", "2", "--allow-loss");
        Assert.Equal(["first"], await p.QueryAsync($"select title from {name}"));
        await p.ExpectAsync(0, "drift");
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_table_is_kept_under_the_name_that_it_has_by_then(string dialect)
    {
        using var p = await FilmsAsync(server, dialect);
        p.Write(
            "db/src/Schema.cs",
            After.Replace(
                "public sealed class Reviews",
                "[RenamedFrom(\"reviews\")]\npublic sealed class Opinions",
                StringComparison.Ordinal
            )
        );
        p.Write("db/src/sql/code.sql", "");
        await p.ExpectAsync(0, "generate", "--keep", "30d");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["3"], await p.QueryAsync("select count(*) from opinions"));
        await p.ExpectAsync(0, "rollback");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["1|1|5", "2||1", "3|2|4"], await p.QueryAsync(AllReviews));
        Assert.Equal(["2"], await p.QueryAsync("select count(*) from films"));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_squash_leaves_what_is_kept_where_it_is(string dialect)
    {
        using var p = await FilmsAsync(server, dialect);
        p.Write("db/src/Schema.cs", People);
        p.Write("db/src/sql/code.sql", "");
        await p.ExpectAsync(0, "generate", "--keep", "30d");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "squash");
        Assert.DoesNotContain("strata_kept", p.Read($"db/migrations/{p.Migrations[^1]}.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("retained: 2", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        Assert.Contains("films", (await p.ExpectAsync(0, "purge", "--dry-run")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_long_is_said_by_the_project_or_the_command()
    {
        using var p = await FilmsAsync(server, "sqlite");
        await p.RefusedAsync(2, ["generate", "--keep", "soon"], "ST2031", "30d");
        p.Replace("strata.json", "\"dialect\"", "\"keepDropped\": \"never\", \"dialect\"");
        await p.RefusedAsync(2, ["generate"], "ST2002", "strata.json:", "30d");
        p.Replace("strata.json", "\"never\"", "\"4w\"");
        p.Write("db/src/Schema.cs", After);
        Triggers(p, films: false);
        Assert.Contains("for 28 days", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(
            ["28", "28"],
            await p.QueryAsync("select cast(round(julianday(until) - julianday(kept_at)) as integer) from __strata_kept")
        );
        p.Write("db/src/Schema.cs", People);
        p.Write("db/src/sql/code.sql", "");
        Assert.Contains("hazard SX2001", (await p.ExpectAsync(0, "generate", "--keep", "0")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_security_that_hides_rows_hides_none_from_the_copy()
    {
        using var p = await FilmsAsync(server, "postgresql");
        p.Write(
            "db/src/sql/more.sql",
            "alter table reviews enable row level security;\nalter table reviews force row level security;\ncreate "
                + "policy none_seen on reviews using (false);\n"
        );
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await DropAsync(p);
        Assert.Contains("SET LOCAL row_security = off", p.Read($"db/migrations/{p.Migrations[^1]}.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(["1|1|5", "2||1", "3|2|4"], await p.QueryAsync(AllReviews));
    }
}
