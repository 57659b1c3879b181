using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Renames and losses: nothing is guessed where rows are at stake.</summary>
public sealed class RenameTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_possible_rename_waits_for_a_decision(string dialect)
    {
        using var p = await PushedAsync(dialect);
        p.Schema("Title = Text();", "Name = Text();");
        await p.RefusedAsync(10, ["push"], "--rename films.title=name", "--drop films.title");
        await p.RefusedAsync(2, ["push", "--rename", "films.titel=name"], "films.titel");
        await p.ExpectAsync(0, "push", "--rename", "films.title=name");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, name from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_drop_that_is_said_is_accepted_with_its_loss_and_no_other(string dialect)
    {
        using var p = await PushedAsync(dialect);
        p.Schema("Title = Text();", "Name = Text().Nullable();");
        p.Schema("    public readonly Column Year  = Integer().Nullable();\n", "");
        var refused = await p.RefusedAsync(10, ["push", "--drop", "films.title"], "--allow", "--only-safe", "films.year");
        Assert.DoesNotContain("films.title", refused.Errors, StringComparison.Ordinal);
        var allow = refused.Errors.Split("--allow ")[1].Split([' ', ';', '\n'])[0];
        await p.ExpectAsync(0, "push", "--drop", "films.title", "--allow", allow);
        Assert.Equal(["1|"], await p.QueryAsync("select id, name from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Code_names_its_renames(string dialect)
    {
        using var p = await PushedAsync(dialect);
        p.Schema("Title = Text();", "Name = Text().RenamedFrom(\"title\");");
        p.Schema("public sealed class Films", "[RenamedFrom(\"films\")]\npublic sealed class Pictures");
        await p.ExpectAsync(0, "push");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, name from pictures"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Safe_steps_go_without_the_others(string dialect)
    {
        using var p = await PushedAsync(dialect);
        p.Schema("    public readonly Column Year  = Integer().Nullable();\n", "");
        p.Write(
            "db/src/More.cs",
            "using Strata.Schema;\npublic sealed class Genres : Table\n{\n    public readonly Column Id = Integer().PrimaryKey();\n}\n"
        );
        await p.RefusedAsync(10, ["push"], "films.year", "--only-safe");
        var safe = await p.ExpectAsync(0, "push", "--only-safe");
        Assert.Contains("left out", safe.Errors, StringComparison.Ordinal);
        Assert.Equal(["0|1979"], await p.QueryAsync("select (select count(*) from genres), year from films"));
        Assert.Contains("nothing was run", (await p.ExpectAsync(0, "push", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Equal(["1979"], await p.QueryAsync("select year from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_rename_becomes_a_migration_that_keeps_rows_both_ways(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        p.Schema("Title = Text();", "Name = Text();");
        Assert.Contains("--rename films.title=name", (await p.ExpectAsync(10, "generate")).Errors, StringComparison.Ordinal);
        Assert.Single(p.Migrations);
        await p.ExpectAsync(0, "generate", "--rename", "films.title=name");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, name from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_table_and_its_column_are_renamed_together(string dialect)
    {
        foreach (var inner in new[] { "pictures.title=name", "films.title=name" })
        {
            using var p = await PushedAsync(dialect);
            p.Schema("public sealed class Films", "public sealed class Pictures");
            await p.ExpectAsync(0, "push", "--dry-run", "--rename", "films=pictures");
            p.Schema("Title = Text();", "Name = Text();");
            await p.RefusedAsync(10, ["push"], "--rename films=pictures");
            await p.RefusedAsync(10, ["push", "--rename", "films=pictures"], "--rename pictures.title=name");
            await p.ExpectAsync(0, "push", "--rename", inner, "--rename", "films=pictures");
            Assert.Equal(["1|Alien"], await p.QueryAsync("select id, name from pictures"));
        }
    }

    [Fact]
    public async Task A_renamed_schema_takes_its_rows_along()
    {
        using var p = await server.ProjectAsync();
        p.Schema("public sealed class Films", "[InSchema(\"app\")]\npublic sealed class Films");
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into app.films values (1, 'Alien', 1979)");
        p.Schema("\"app\"", "\"app2\"");
        await p.RefusedAsync(10, ["push"], "--rename app=app2");
        await p.ExpectAsync(0, "push", "--rename", "app=app2");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from app2.films"));

        p.Schema("\"app2\"", "\"app3\"");
        p.Write(
            "db/src/Db.cs",
            "using Strata.Schema;\npublic sealed class Db : Database { public Db() { Schema(\"app3\").RenamedFrom(\"app2\"); } }\n"
        );
        await p.ExpectAsync(0, "push");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from app3.films"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);

        // A schema that has nothing to do with the project is left alone, by every command.
        await p.SqlAsync("create schema other");
        await p.SqlAsync("create table other.things (id int)");
        Assert.Contains("left alone: other", (await p.ExpectAsync(0, "push")).Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "other",
            (await p.ExpectAsync(0, "diff", "--from", "env:local", "--to", "schema")).Output,
            StringComparison.Ordinal
        );
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Names_that_change_places_are_refused(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        p.Schema(
            Schemas.Last,
            Schemas.Last + "\n    public readonly Column A = Text().Default(\"a\");\n    public readonly Column B = Text().Default(\"b\");"
        );
        await p.ExpectAsync(0, "push");
        p.Schema("A = Text()", "A = Text().Named(\"b\").RenamedFrom(\"a\")");
        p.Schema("B = Text()", "B = Text().Named(\"a\").RenamedFrom(\"b\")");
        await p.RefusedAsync(2, ["push"], "in a circle");
    }

    [Fact]
    public async Task A_label_is_renamed()
    {
        using var p = await server.ProjectAsync();
        p.Schema("public sealed class Films", "public enum Mood { Ok, Bad }\n\npublic sealed class Films");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Mood = Enum<Mood>();");
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films (id, title, mood) values (1, 'Alien', 'ok')");
        p.Schema("{ Ok, Bad }", "{ Fine, Bad }");
        await p.RefusedAsync(10, ["push"], "--rename mood.ok=fine", "--drop mood.ok");
        await p.ExpectAsync(0, "push", "--rename", "mood.ok=fine");
        Assert.Equal(["fine"], await p.QueryAsync("select mood::text from films"));
    }

    [Fact]
    public async Task Flags_that_name_nothing_are_refused()
    {
        using var p = await PushedAsync("sqlite");
        await p.RefusedAsync(2, ["push", "--drop", "nope"], "no nope before this change");
        await p.RefusedAsync(2, ["push", "--allow", "FOO"], "does not name a hazard");
    }

    [Fact]
    public async Task Letter_case_of_a_table_is_no_rename_on_sqlite_unless_it_is_asked_for()
    {
        using var p = await PushedAsync("sqlite");
        p.Schema("public sealed class Films", "[Named(\"FILMS\")]\npublic sealed class Films");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "push", "--rename", "films=FILMS");
        Assert.Equal(["FILMS"], await p.QueryAsync("select name from sqlite_master where name = 'FILMS'"));
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from films"));
    }

    private async Task<CliProject> PushedAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        return p;
    }
}
