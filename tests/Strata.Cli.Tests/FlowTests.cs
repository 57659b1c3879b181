using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>The way of a newcomer, from an empty folder.</summary>
public sealed class FlowTests(CliServer server)
{
    [Fact]
    public async Task Environments_stand_side_by_side()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Write(
            "strata.json",
            """
            { "dialect": "sqlite", "open": ["second"], "environments": {
                "local": { "url": "sqlite:app.db" }, "second": { "url": "sqlite:second.db" } } }
            """
        );
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        var all = await p.ExpectAsync(0, "status", "--all");
        Assert.Matches(@"local +open +migrate +0000_one +1 +0 +\d{4}-", all.Output);
        Assert.Matches(@"second +open +nobody yet +no migration +0 +1\s", all.Output);
        Assert.False(File.Exists(p.At("second.db")));
        await p.ExpectAsync(5, "status", "--all", "--check");
        await p.ExpectAsync(2, "status", "--all", "--env", "local");
        p.Write(
            "strata.json",
            """
            { "environments": {
                "away": { "url": "postgresql://127.0.0.1:1/none" },
                "second": { "url": "sqlite:second.db", "dialect": "sqlite" } } }
            """
        );
        Assert.Contains("away", (await p.ExpectAsync(11, "status", "--all")).Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task From_an_empty_folder_to_migrations(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        var pushed = await p.ExpectAsync(0, "push");
        Assert.Contains("CREATE TABLE", pushed.Output, StringComparison.Ordinal);
        Assert.Contains("pushed 1 statement", pushed.Output, StringComparison.Ordinal);
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");

        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Seen = Boolean().Default(false);");
        await p.ExpectAsync(0, "push");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from films where not seen"));
        Assert.Contains("no changes", (await p.ExpectAsync(0, "push")).Output, StringComparison.Ordinal);

        var generated = await p.ExpectAsync(0, "generate");
        Assert.Contains("wrote db/migrations/0000_", generated.Output, StringComparison.Ordinal);
        Assert.Contains("1 migration leads", (await p.ExpectAsync(0, "migrate", "--test")).Output, StringComparison.Ordinal);
        await p.RefusedAsync(9, ["migrate"], "strata baseline");
        await p.ExpectAsync(0, "baseline");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        Assert.Contains("applied", (await p.ExpectAsync(0, "status", "--check")).Output, StringComparison.Ordinal);
        await p.RefusedAsync(9, ["push"], "migrate");
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Migrations_on_a_new_database(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(5, "generate", "--check");
        Assert.False(Directory.Exists(p.At("db/migrations")));
        await p.ExpectAsync(0, "generate", "--name", "films");
        await p.ExpectAsync(0, "generate", "--check");
        await p.ExpectAsync(5, "status", "--check");
        Assert.Contains("would run", (await p.ExpectAsync(0, "migrate", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Contains("0000_films", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");

        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "rating");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "migrate", "--to", "1");
        Assert.Equal(["1|Alien|3"], await p.QueryAsync("select id, title, rating from films"));
        await p.ExpectAsync(0, "status", "--check");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_second_generate_writes_nothing(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate");
        var before = Written(p);
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        Assert.Equal(before, Written(p));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_same_schema_gives_the_same_bytes(string dialect)
    {
        using var a = await server.ProjectAsync(dialect);
        using var b = await server.ProjectAsync(dialect);
        foreach (var p in new[] { a, b })
        {
            p.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
            p.Variables["XDG_CACHE_HOME"] = p.At("cache");
            await p.ExpectAsync(0, "generate");
            p.Schema("Title = Text();", "Title = Text().Unique();");
            await p.ExpectAsync(0, "generate");
        }
        Assert.Equal(a.Migrations, b.Migrations);
        foreach (var file in Directory.GetFiles(a.At("db/migrations"), "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(b.At(Path.GetRelativePath(a.Root, file))));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_migration_written_by_hand_is_sealed_when_it_runs(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate");
        var tag = await p.CustomAsync("seed", "insert into films (id, title) values (1, 'Alien');\n");
        p.Replace($"db/migrations/{tag}.sql", "Alien", "Aliens");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1|Aliens"], await p.QueryAsync("select id, title from films"));
        await p.ExpectAsync(0, "generate", "--check");
        p.Replace($"db/migrations/{tag}.sql", "Aliens", "Gremlins");
        await p.RefusedAsync(3, ["migrate"], $"{tag}.sql:1", "was edited");
    }

    private static Dictionary<string, (string Text, DateTime Time)> Written(CliProject p) =>
        Directory
            .GetFiles(p.At("db"), "*", SearchOption.AllDirectories)
            .ToDictionary(f => f, f => (File.ReadAllText(f), File.GetLastWriteTimeUtc(f)));

    [Fact]
    public async Task Generate_keeps_the_batches_of_its_plan_in_the_file()
    {
        using var p = await server.ProjectAsync();
        string Schema(string labels, string column) =>
            $"using Strata.Schema;\npublic enum Mood {{ {labels} }}\npublic sealed class Films : Table\n{{\n    "
            + $"public readonly Column Id = "
            + $"Integer().PrimaryKey();\n    public readonly Column Mood = Enum<Mood>();\n{column}}}\n";
        p.Write("db/src/Schema.cs", Schema("Good, Bad", ""));
        await p.ExpectAsync(0, "generate", "--name", "films");
        p.Write(
            "db/src/Schema.cs",
            Schema("Good, Bad, Great", "    public readonly Column After = Enum<Mood>().Default(global::Mood.Great);\n")
        );
        await p.ExpectAsync(0, "generate", "--name", "used");
        Assert.StartsWith(
            "-- strata:transaction own\nALTER TYPE public.mood ADD VALUE 'great';\n\n-- strata:transaction shared\nALTER TABLE",
            p.Read("db/migrations/0001_used.sql"),
            StringComparison.Ordinal
        );
        p.Write(
            "db/src/Schema.cs",
            Schema("Good, Bad, Great, Ugly", "    public readonly Column After = Enum<Mood>().Default(global::Mood.Great);\n")
                + "public sealed class Seats : Table { public readonly Column Id = Integer().PrimaryKey(); }\n"
        );
        await p.ExpectAsync(0, "generate", "--name", "unused");
        Assert.Contains("-- strata:transaction shared\n", p.Read("db/migrations/0002_unused.sql"), StringComparison.Ordinal);
        Assert.DoesNotContain("-- strata:transaction own\n", p.Read("db/migrations/0002_unused.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "rollback", "--to", "0", "--allow-loss", "--yes");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "check", "--env", "local");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_down_script_that_nothing_has_proven_needs_consent(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate");
        var tag = await p.CustomAsync("first_film", "INSERT INTO films VALUES (1, 'Alien', 1979);");
        p.Write($"db/migrations/{tag}.down.sql", "DELETE FROM films;\n");
        await p.ExpectAsync(0, "migrate");
        await p.RefusedAsync(10, ["rollback"], "ST1105", "may lose data", "--allow-loss");
        Assert.Equal(["1"], await p.QueryAsync("SELECT count(*) FROM films"));
        await p.ExpectAsync(0, "rollback", "--allow-loss");
        Assert.Equal(["0"], await p.QueryAsync("SELECT count(*) FROM films"));
    }
}
