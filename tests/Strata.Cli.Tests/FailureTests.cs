using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Migrations that fail, and what is left of them.</summary>
public sealed class FailureTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Nothing_of_a_migration_that_fails_stays(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.CustomAsync("good", "create table a (id integer primary key);");
        var tag = await p.CustomAsync(
            "bad",
            "create table b (id integer);\ninsert into a values (1);\n\n  creat table c (id integer);\ncreate table d (id integer);\n"
        );
        foreach (var arguments in new[] { (string[])["migrate", "--test"], ["migrate"], ["migrate", "--json"] })
        {
            var failed = await p.ExpectAsync(7, arguments);
            foreach (var word in new[] { $"{tag}.sql:4:", "statement 3", $"nothing of {tag} was applied" })
                Assert.Contains(word, failed.All, StringComparison.Ordinal);
        }
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from a"));
        Assert.Contains("failed", (await p.ExpectAsync(5, "status", "--check")).Output, StringComparison.Ordinal);
        p.Replace($"db/migrations/{tag}.sql", "creat ", "create ");
        await p.ExpectAsync(0, "migrate");
        p.Replace($"db/migrations/{tag}.sql", "table d", "table e");
        Assert.Contains("ST3012", (await p.ExpectAsync(3, "migrate")).Errors, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_result_that_differs_is_not_forgotten(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        // On an open database a change by hand is named and stops nothing, unless the file says so.
        p.Replace("strata.json", "\"url\"", "\"drift\": \"error\", \"url\"");
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("alter table films add column oob integer");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate");
        for (var i = 0; i < 2; i++)
            Assert.Contains("oob", (await p.ExpectAsync(4, "migrate")).Errors, StringComparison.Ordinal);
        Assert.Contains("oob", (await p.ExpectAsync(4, "status")).Errors, StringComparison.Ordinal);
        await p.SqlAsync("alter table films drop column oob");
        await p.ExpectAsync(0, "migrate");
        Assert.DoesNotContain("oob", (await p.ExpectAsync(0, "status")).All, StringComparison.Ordinal);

        await p.SqlAsync("alter table films add column oob integer");
        await p.CustomAsync("last", "create table a (id integer primary key);");
        Assert.Contains("oob", (await p.ExpectAsync(4, "migrate")).Errors, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_custom_migration_that_is_not_written_yet_is_only_pending(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--custom", "--name", "later");
        Assert.Contains("1 pending", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await p.RefusedAsync(3, ["migrate"], "ST3020");
        await p.RefusedAsync(2, ["generate", "--custom", "--check"], "mutually exclusive");
    }

    [Fact]
    public async Task Functions_that_call_each_other_are_created_and_wrong_ones_are_found()
    {
        using var p = await server.ProjectAsync();
        const string Database =
            "using Strata.Schema;\npublic sealed class Db : Database\n{\n    public Db()\n    {\n        "
            + "Function(\"b\").Returns(\"text\").Body($\"select case when false then public.a() else 'x' "
            + "end\");\n        Function(\"a\").Returns(\"text\").Body($\"select public.b()\");\n    }\n}\n";
        p.Write("db/src/Db.cs", Database);
        await p.ExpectAsync(0, "push");
        Assert.Equal(["x"], await p.QueryAsync("select public.a()"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate", "--test");
        p.Replace("db/src/Db.cs", "select public.b()", "selec 1");
        foreach (var command in new[] { "push", "generate" })
            await p.RefusedAsync(2, [command], "Db.cs:7", "selec");
    }

    [Fact]
    public async Task A_view_of_what_is_not_there_is_found()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Write(
            "db/src/Db.cs",
            "using Strata.Schema;\npublic sealed class Db : Database\n{\n    public Db()\n    {\n        View(\"v\", "
                + "$\"select nope from {Table<Films>()}\");\n    }\n}\n"
        );
        await p.RefusedAsync(2, ["push"], "Db.cs:6", "nope");
    }

    [Fact]
    public async Task What_ran_outside_of_a_transaction_stays_and_the_rest_goes_on()
    {
        using var p = await server.ProjectAsync();
        await p.CustomAsync("table", "create table a (id integer, n integer); insert into a values (1, 1), (2, 1);");
        var tag = await p.CustomAsync(
            "online",
            "create index concurrently a_id on a (id);\ncreate unique index concurrently a_n on a (n);\n"
        );
        var failed = await p.ExpectAsync(8, "migrate");
        foreach (var word in new[] { $"{tag}.sql:2:", "1 of 2 statements", "strata migrate" })
            Assert.Contains(word, failed.Errors, StringComparison.Ordinal);
        Assert.Equal(["a_id"], await p.QueryAsync("select relname from pg_class where relname like 'a\\__%' order by 1"));
        await p.SqlAsync("update a set n = id");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(
            ["a_id|True", "a_n|True"],
            await p.QueryAsync(
                "select relname, indisvalid from pg_index join pg_class on oid = indexrelid where relname like 'a\\__%' order by 1"
            )
        );
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Literals_hold_whatever_they_like(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.CustomAsync("table", "create table t (v text);");
        await p.CustomAsync(
            "rows",
            "insert into t values ('a; -- b $$ --> statement-breakpoint'); -- ; '\n/* ; ' */ insert into t values "
                + "('it''s');\n--> statement-breakpoint\ninsert into t values ('\n-->\n');\n"
        );
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["a; -- b $$ --> statement-breakpoint", "it's", "\n-->\n"], (await p.QueryAsync("select v from t")));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Names_hold_whatever_they_like(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        var longest = new string('x', 63);
        p.Write(
            "db/src/Schema.cs",
            $$""""
            using Strata.Schema;

            public sealed class Odd : Table
            {
                public readonly Column Id = Integer().PrimaryKey();
                public readonly Column Order = Text().Default("a; -- b $$ c --> statement-breakpoint");
                public readonly Column Mixed = Text().Named("MixedCase").Unique();
                public readonly Column Spaced = Text().Named("with space; and -- more").Nullable();
                public readonly Column Longest = Text().Named("{{longest}}").Nullable();

                public Odd() : base("select \"from\" where 😀 Größe")
                {
                    Index(Mixed, Spaced);
                    Check("odd check", $"{Mixed} <> 'it''s; --'");
                }
            }
            """"
        );
        await p.ExpectAsync(0, "push");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate", "--test");
        p.Schema("with space; and -- more", "other \\\" space");
        await p.ExpectAsync(0, "push", "--rename", "select \"from\" where 😀 Größe.with space; and -- more=other \" space");
        await p.ExpectAsync(0, "generate", "--rename", "select \"from\" where 😀 Größe.with space; and -- more=other \" space");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "baseline");
    }
}
