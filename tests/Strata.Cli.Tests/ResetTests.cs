using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>A database is built again, with seed rows; what is not ours stays, and every mistake in a seed has its line.</summary>
public sealed class ResetTests(CliServer server)
{
    private const string Typed = """
        using Strata.Schema;

        public sealed class Films : Table
        {
            public readonly Column Id    = Integer().PrimaryKey();
            public readonly Column Title = Text();
            public readonly Column Year  = Integer().Nullable();
            public readonly Column Seen  = Boolean().Default(false);
        }

        public sealed class Notes : Table
        {
            public readonly Column Id     = Integer().PrimaryKey();
            public readonly Column FilmId = Integer().References<Films>(f => f.Id);
            public readonly Column Text   = Text().Nullable();
        }

        """;

    private async Task<CliProject> ProjectAsync(string dialect, bool migrations = true)
    {
        var p = await server.ProjectAsync(dialect);
        p.Write("db/src/Schema.cs", Typed);
        p.Replace("strata.json", "\"schema\":", "\"seed\": \"db/seed\", \"schema\":");
        p.Write(
            "db/seed/01_films.csv",
            "id,title,year,seen\r\n1,Alien,1979,true\r\n2,\"Salt, \"\"Road\"\"\nand back\",,false\r\n3,\"\",2000,true\r\n"
        );
        p.Write(
            "db/seed/02-notes.json",
            "[ { \"id\": 10, \"film_id\": 1, \"text\": \"{ü} \\u0041\" },\n  { \"id\": 11, \"film_id\": 2, \"text\": null } ]"
        );
        p.Write(
            "db/seed/03_more.sql",
            "-- more\ninsert into notes (id, film_id) values (12, 3);\ninsert into notes (id, film_id) values (13, 3);\n"
        );
        if (migrations)
            await p.ExpectAsync(0, "generate", "--name", "one");
        return p;
    }

    private static async Task RequireSeededAsync(CliProject p)
    {
        Assert.Equal(
            [
                p.IsSqlite ? "1|Alien|1979|1" : "1|Alien|1979|True",
                p.IsSqlite ? "2|Salt, \"Road\"\nand back||0" : "2|Salt, \"Road\"\nand back||False",
                p.IsSqlite ? "3||2000|1" : "3||2000|True",
            ],
            await p.QueryAsync("select id, title, year, seen from films order by id")
        );
        Assert.Equal(["10|1|{ü} A", "11|2|", "12|3|", "13|3|"], await p.QueryAsync("select id, film_id, text from notes order by id"));
    }

    [Theory]
    [InlineData("postgresql", true), InlineData("sqlite", true), InlineData("postgresql", false), InlineData("sqlite", false)]
    public async Task It_is_built_again_with_its_seeds(string dialect, bool migrations)
    {
        using var p = await ProjectAsync(dialect, migrations);
        var first = await p.ExpectAsync(0, "reset", "--yes");
        Assert.Contains(migrations ? "rebuilt from the migrations" : "rebuilt from the schema", first.Output, StringComparison.Ordinal);
        await RequireSeededAsync(p);
        await p.SqlAsync("delete from notes");
        await p.SqlAsync("alter table films add column drifted text");
        await p.RefusedAsync(10, ["reset"], "ST5020", "films", "strata reset --env local --yes");
        await p.ExpectAsync(0, "reset", "--yes", "--json");
        await RequireSeededAsync(p);
        if (migrations)
        {
            await p.ExpectAsync(0, "drift");
            Assert.Equal(["2"], await p.QueryAsync($"select count(*) from {(p.IsSqlite ? "__strata_history" : "strata.history")}"));
        }
        await p.ExpectAsync(0, "reset", "--yes", "--no-seed");
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from films"));
    }

    [Fact]
    public async Task What_is_not_ours_stays_and_stops_it_where_it_needs_ours()
    {
        using var p = await ProjectAsync("postgresql");
        p.Replace("strata.json", "\"schema\":", "\"ignore\": [ { \"name\": \"public.theirs*\" } ], \"schema\":");
        await p.ExpectAsync(0, "reset", "--yes");
        await p.SqlAsync("create schema other");
        await p.SqlAsync("create table other.kept as select 1 as a");
        await p.SqlAsync("create table theirs_too as select 2 as a");
        var done = await p.ExpectAsync(0, "reset", "--yes");
        Assert.Contains("theirs_too", done.Errors, StringComparison.Ordinal);
        Assert.Equal(["1"], await p.QueryAsync("select a from other.kept"));
        Assert.Equal(["2"], await p.QueryAsync("select a from theirs_too"));
        await p.SqlAsync("create view other.needs as select title from public.films");
        await p.RefusedAsync(7, ["reset", "--yes"], "nothing was dropped", "needs");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_was_kept_aside_does_not_stand_in_the_way(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        p.Schema("    public readonly Column Year  = Integer().Nullable();\n", "");
        await p.ExpectAsync(0, "generate", "--name", "two", "--keep", "30d");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "reset", "--yes", "--no-seed");
        await p.ExpectAsync(0, "drift");
        await p.ExpectAsync(0, "rollback");
    }

    [Theory]
    [InlineData("01_films.csv", "id,title\n1\n", 2, "db/seed/01_films.csv:2", "1 values")]
    [InlineData("01_films.csv", "id,title\n1,a\n2,\"b\n", 2, "db/seed/01_films.csv:3", "never closed")]
    [InlineData("01_films.csv", "id,title\n1,\"a\"b\n", 2, "db/seed/01_films.csv:2", "closing quote")]
    [InlineData("01_films.csv", "", 2, "db/seed/01_films.csv:1", "empty")]
    [InlineData("01_films.csv", "id,id\n", 2, "db/seed/01_films.csv:1", "twice")]
    [InlineData("02-notes.json", "[ { \"id\": 1,\n \"film_id\": 1 },\n { \"id\": 2 } ]", 2, "db/seed/02-notes.json:3", "keys")]
    [InlineData("02-notes.json", "[\n { \"id\": 1, } \n, x ]", 2, "db/seed/02-notes.json:3", "not JSON")]
    [InlineData("02-notes.json", "{}", 2, "db/seed/02-notes.json:1", "no JSON array")]
    [InlineData("03_more.sql", "insert into notes values ('", 3, "db/seed/03_more.sql:1", "")]
    [InlineData("01_films.csv", "id,titel\n1,a\n", 7, "db/seed/01_films.csv:1", "did you mean \"title\"")]
    [InlineData("01_films.csv", "id,title\n1,a\n2,\n", 7, "db/seed/01_films.csv:3", "title")]
    [InlineData("02-notes.json", "[ { \"id\": 1, \"film_id\": 1 },\n { \"id\": 1, \"film_id\": 1 } ]", 7, "db/seed/02-notes.json:2", "")]
    [InlineData(
        "03_more.sql",
        "\ninsert into notes (id, film_id) values (12, 3);\ninsert into nots values (1);",
        7,
        "db/seed/03_more.sql:3",
        "nots"
    )]
    [InlineData("04_unknown.csv", "id\n1\n", 7, "db/seed/04_unknown.csv", "no table \"unknown\"")]
    public async Task A_mistake_in_a_seed_has_its_line(string file, string text, int exit, params string[] words)
    {
        // What is wrong with the file alone is the same for both.
        foreach (var dialect in exit == 7 ? new[] { "postgresql", "sqlite" } : ["sqlite"])
        {
            using var p = await ProjectAsync(dialect);
            await p.ExpectAsync(0, "migrate");
            p.Write($"db/seed/{file}", text);
            if (exit != 7)
            {
                // Found before anything is dropped.
                await p.RefusedAsync(exit, ["reset", "--yes"], words);
                continue;
            }
            var failed = await p.ExpectAsync(exit, "reset", "--yes");
            foreach (var word in words)
                Assert.Contains(word, failed.All, StringComparison.Ordinal);
            Assert.Contains("nothing of this file is in the database", failed.Errors, StringComparison.Ordinal);
            if (file == "01_films.csv")
                Assert.Equal(["0"], await p.QueryAsync("select count(*) from films"));
            if (file == "02-notes.json")
                Assert.Equal(["0"], await p.QueryAsync("select count(*) from notes"));
            if (file == "03_more.sql")
                Assert.Equal(["2"], await p.QueryAsync("select count(*) from notes"));
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Policies_hold(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await p.ExpectAsync(0, "reset", "--yes");
        var config = p.Read("strata.json");
        void Policy(string more) => p.Write("strata.json", config.Replace("\"url\":", more + ", \"url\":", StringComparison.Ordinal));
        Policy("\"policy\": \"preview\"");
        await p.RefusedAsync(10, ["reset", "--yes"], "ST5020", "--confirm local");
        Assert.False(Directory.Exists(p.At("db/backups")));
        Assert.Contains("backed up to", (await p.ExpectAsync(0, "reset", "--confirm", "local")).Output, StringComparison.Ordinal);
        Policy("\"policy\": \"protected\"");
        await p.RefusedAsync(9, ["reset", "--confirm", "local", "--yes"], "ST9051", "was not even opened");
        Policy("\"policy\": \"protected\", \"allow\": [\"wipe\"]");
        await p.RefusedAsync(9, ["reset", "--confirm", "local"], "ST9051");
        Policy("\"policy\": \"protected\", \"allow\": [\"reset\"]");
        await p.RefusedAsync(10, ["reset", "--yes"], "ST5020", "allows \"reset\"");
        var done = await p.ExpectAsync(0, "reset", "--confirm", "local");
        Assert.Contains("restored and compared", done.Output, StringComparison.Ordinal);
        Assert.Contains("strata.json allows \"reset\" for \"local\"", done.Errors, StringComparison.Ordinal);
        await RequireSeededAsync(p);
        Policy("\"policy\": \"protected\", \"allow\": [\"rest\"]");
        await p.RefusedAsync(2, ["reset", "--confirm", "local"], "ST2002");
    }

    [Fact]
    public async Task A_sequence_goes_on_behind_the_keys_that_were_given()
    {
        using var p = await server.ProjectAsync();
        p.Write(
            "db/src/Schema.cs",
            "using Strata.Schema;\npublic sealed class Films : Table { public readonly Column Id = "
                + "Integer().PrimaryKey().Identity(); public readonly Column Title = Text(); }\n"
        );
        p.Replace("strata.json", "\"schema\":", "\"seed\": [\"films.csv\"], \"schema\":");
        p.Write("films.csv", "id,title\n7,Alien\n3,Brazil\n");
        await p.ExpectAsync(0, "reset", "--yes");
        await p.SqlAsync("insert into films (title) values ('next')");
        Assert.Equal(["8"], await p.QueryAsync("select id from films where title = 'next'"));
        p.Replace("strata.json", "films.csv", "nothing.csv");
        await p.RefusedAsync(2, ["reset", "--yes"], "ST5030", "nothing.csv");
    }
}
