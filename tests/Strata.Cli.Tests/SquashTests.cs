using System.Globalization;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Many migrations become one, and every database finds its way.</summary>
public sealed class SquashTests(CliServer server)
{
    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Databases_that_stopped_anywhere_end_up_alike(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        for (var i = 0; i < 6; i++)
        {
            await p.ExpectAsync(0, "generate", "--name", $"m{i}");
            p.Schema(
                Schemas.Last,
                Schemas.Last + string.Create(CultureInfo.InvariantCulture, $"\n    public readonly Column C{i} = Integer().Default({i});")
            );
        }
        var tag = await p.CustomAsync("index", "create index films_odd on films (year);");
        p.Write("db/src/Odd.cs", "// the index lives in SQL alone\n");
        List<string> urls = [];
        for (var stop = 0; stop < 5; stop++)
        {
            urls.Add(await UrlAsync(dialect, stop));
            p.Write("strata.json", Config(dialect, urls));
            if (stop > 0)
                await p.ExpectAsync(
                    0,
                    "migrate",
                    "--env",
                    $"db{stop}",
                    "--to",
                    stop == 4 ? "6" : stop.ToString(CultureInfo.InvariantCulture)
                );
        }

        var squashed = await p.ExpectAsync(0, "squash", "--upto", "6");
        Assert.Contains("replaces 7 migrations", squashed.Output, StringComparison.Ordinal);
        Assert.Equal(["0006_baseline"], p.Migrations);
        Assert.Contains("films_odd", p.Read("db/migrations/0006_baseline.sql"), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Directory.GetDirectories(p.At("db"), "migrations-backup-*").Single(), tag + ".sql")));
        await p.ExpectAsync(0, "check", "--files");

        for (var stop = 0; stop < 5; stop++)
        {
            await p.ExpectAsync(0, "migrate", "--env", $"db{stop}");
            Assert.Contains("up to date", (await p.ExpectAsync(0, "status", "--env", $"db{stop}")).Output, StringComparison.Ordinal);
            await p.ExpectAsync(0, "drift", "--env", $"db{stop}");
        }

        // Going on from there, and squashing the squash.
        p.Write(
            "db/src/More.cs",
            "using Strata.Schema;\npublic sealed class More : Table\n{\n    public readonly Column Id = Integer().PrimaryKey();\n}\n"
        );
        await p.CustomAsync("more", "create table more (id integer not null constraint more_pkey primary key);");
        await p.ExpectAsync(0, "migrate", "--env", "db0");
        await p.ExpectAsync(0, "squash", "--name", "second");
        for (var stop = 0; stop < 5; stop++)
        {
            await p.ExpectAsync(0, "migrate", "--env", $"db{stop}");
            await p.ExpectAsync(0, "drift", "--env", $"db{stop}");
        }
    }

    [Theory, InlineData("postgresql", 1), InlineData("sqlite", 1), InlineData("sqlite", 0)]
    public async Task A_database_that_missed_two_squashes_is_brought_through_both(string dialect, int at)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column A = Integer().Default(1);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "migrate", "--to", at == 0 ? "0000" : "0001_two");
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        await p.ExpectAsync(0, "squash", "--name", "first");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column B = Integer().Default(2);");
        await p.ExpectAsync(0, "generate", "--name", "three");
        await p.ExpectAsync(0, "squash", "--name", "second");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["1"], await p.QueryAsync("select count(*) from films"));
        await p.ExpectAsync(0, "check", "--env", "local");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_squash_that_is_taken_back_takes_along_what_it_stands_for(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column A = Integer().Default(1);");
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "squash", "--name", "both");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "rollback", "--allow-loss");
        Assert.Contains("1 migration applied", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
        Assert.Equal(["0"], await p.QueryAsync("select count(a) from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Statements_on_rows_need_a_decision(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("rows", "insert into films (id, title) values (1, 'Alien');\nupdate films set year = 1979 where id = 1;");
        await p.ExpectAsync(0, "migrate");
        var asked = await p.RefusedAsync(10, ["squash"], "2 statements", "0001_rows.sql:1", "--keep-data", "--drop-data");
        Assert.DoesNotContain("backup", asked.All, StringComparison.Ordinal);
        await p.ExpectAsync(0, "squash", "--keep-data");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1|Alien|1979"], await p.QueryAsync("select * from films"));
        p.Write("strata.json", Config(dialect, [await UrlAsync(dialect, 7)]));
        await p.ExpectAsync(0, "migrate", "--env", "db0");
        Assert.Contains(
            "0 differences",
            (await p.ExpectAsync(0, "drift", "--env", "db0", "--json")).Output.Replace(
                "\"drift\":0",
                "0 differences",
                StringComparison.Ordinal
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_cannot_be_folded_is_left_as_it_is()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.RefusedAsync(2, ["squash"], "fewer than two migrations");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("two", "create table two (id integer);");
        await p.RefusedAsync(3, ["squash"], "written by hand");
        await p.ExpectAsync(0, "migrate");
        await p.RefusedAsync(2, ["squash", "--upto", "9"], "no migration 0009");
        await p.RefusedAsync(2, ["squash", "--name", "a/b"], "cannot be part");
        await p.RefusedAsync(2, ["squash", "--keep-data", "--drop-data"], "ST2023", "--keep-data and --drop-data");
        Assert.Equal(["0000_one", "0001_two"], p.Migrations);
        Assert.Empty(Directory.GetDirectories(p.At("db"), "*backup*"));
    }

    private async Task<string> UrlAsync(string dialect, int number) =>
        dialect == "sqlite"
            ? string.Create(CultureInfo.InvariantCulture, $"sqlite:db{number}.db")
            : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken));

    private static string Config(string dialect, IReadOnlyList<string> urls)
    {
        var environments = urls.Select((u, i) => $"\"db{i}\": {{ \"url\": {System.Text.Json.JsonSerializer.Serialize(u)} }}");
        return $$"""{ "dialect": "{{dialect}}", "environments": { {{string.Join(", ", environments)}} } }""";
    }
}
