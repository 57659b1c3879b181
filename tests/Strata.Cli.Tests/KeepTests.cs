using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>What a migration drops and retains: nobody sees it, and it comes back with its rows.</summary>
public sealed class KeepTests(CliServer server)
{
    private const string People = """
        using Strata.Schema;

        public sealed class People : Table
        {
            public readonly Column Id   = Integer().PrimaryKey();
            public readonly Column Name = Text();
        }

        public sealed class Code : Database { public Code() { SqlFiles("sql/*.sql"); } }

        """;

    private const string Before =
        People
        + """
            public enum Mood { Happy, Sad }

            public sealed class Films : Table
            {
                public readonly Column Id         = Integer().PrimaryKey();
                public readonly Column Title      = Text().Unique();
                public readonly Column Mood       = Enum<Mood>().Default(global::Mood.Happy);
                public readonly Column DirectorId = Integer().Nullable().References<People>(t => t.Id);

                public Films()
                {
                    Index(DirectorId);
                    Check("title_there", $"{Title} <> ''");
                }
            }

            public sealed class Reviews : Table
            {
                public readonly Column Id     = Integer().PrimaryKey();
                public readonly Column FilmId = Integer().Nullable().References<Films>(t => t.Id);
                public readonly Column Stars  = Integer().Default(3);
            }

            """;

    private const string After =
        People
        + """
            public sealed class Reviews : Table
            {
                public readonly Column Id     = Integer().PrimaryKey();
                public readonly Column FilmId = Integer().Nullable();
            }

            """;

    private const string Rows =
        "insert into people values (1, 'x'); insert into films (id, title, director_id) values (1, 'a', 1), (2, "
        + "'b', null); insert into reviews values (1, 1, 5), (2, null, 1), (3, 2, 4)";
    private const string AllFilms = "select id, title, cast(mood as varchar(9)), director_id from films order by id";
    private const string AllReviews = "select id, film_id, stars from reviews order by id";

    /// <summary>Triggers that would be seen in <c>people</c> if bringing rows back fired them.</summary>
    private static void Triggers(CliProject p, bool films)
    {
        string Trigger(string name, string what) =>
            p.IsSqlite
                ? $"create trigger {name} {what} begin update people set name = name || '!' where id = 1; end;\n"
                : $"create trigger {name} {what} for each row execute function {name}_fired();\n";
        string Function(string name) =>
            p.IsSqlite
                ? ""
                : $"create function {name}_fired() returns trigger language plpgsql as $$ begin update public.people set "
                    + $"name = name || '!' where id = 1; return new; end $$;\n";
        p.Write(
            "db/src/sql/code.sql",
            Function("reviews_touched")
                + Trigger("reviews_touched", "after update on reviews")
                + (films ? Function("films_added") + Trigger("films_added", "after insert on films") : "")
        );
    }

    private async Task<CliProject> ProjectAsync(string dialect, string before)
    {
        var p = await server.ProjectAsync(dialect);
        p.Write("db/src/Schema.cs", before);
        return p;
    }

    private async Task<CliProject> FilmsAsync(string dialect)
    {
        var p = await ProjectAsync(dialect, Before);
        Triggers(p, films: true);
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await RunAsync(p, Rows);
        await RunAsync(p, "update people set name = 'x'");
        return p;
    }

    private static async Task RunAsync(CliProject p, string statements)
    {
        foreach (var statement in statements.Split("; "))
            await p.SqlAsync(statement);
    }

    private static async Task DropAsync(CliProject p, string keep = "30d")
    {
        p.Write("db/src/Schema.cs", After);
        Triggers(p, films: false);
        await p.ExpectAsync(0, "generate", "--keep", keep);
        await p.ExpectAsync(0, "migrate");
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_dropped_table_and_column_come_back_with_their_rows(string dialect)
    {
        using var p = await FilmsAsync(dialect);
        var (films, reviews) = (await p.QueryAsync(AllFilms), await p.QueryAsync(AllReviews));
        p.Write("db/src/Schema.cs", After);
        Triggers(p, films: false);
        var made = await p.ExpectAsync(0, "generate", "--keep", "30d", "--json");
        Assert.Equal("exact", made.Lines[^1].GetProperty("reversal").GetProperty("class").GetString());
        Assert.Equal(2, made.Lines[^1].GetProperty("reversal").GetProperty("kept").GetArrayLength());
        Assert.DoesNotContain(made.Lines, l => l.GetProperty("type").GetString() == "hazard" && l.GetProperty("destructive").GetBoolean());
        await p.ExpectAsync(0, "migrate");

        // Nobody sees what is kept.
        await p.ExpectAsync(0, "drift");
        await p.ExpectAsync(0, "check", "--env", "local");
        Assert.Contains("no changes", (await p.ExpectAsync(0, "generate")).Output, StringComparison.Ordinal);
        Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--test");
        Assert.Contains("retained: 2", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);

        Assert.Contains(": exact", (await p.ExpectAsync(0, "rollback", "--dry-run")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "rollback");
        await p.ExpectAsync(0, "drift");
        Assert.Equal(films, await p.QueryAsync(AllFilms));
        Assert.Equal(reviews, await p.QueryAsync(AllReviews));
        Assert.Equal(["x"], await p.QueryAsync("select name from people"));
        Assert.Contains("nothing is retained", (await p.ExpectAsync(0, "purge")).Output, StringComparison.Ordinal);

        // And again: nothing of the first time is in the way.
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(films, await p.QueryAsync(AllFilms));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_columns_values_find_their_rows_among_changed_ones(string dialect)
    {
        using var p = await FilmsAsync(dialect);
        await DropAsync(p);
        await RunAsync(
            p,
            "insert into reviews values (4, null); delete from reviews where id = 2; update reviews set film_id = "
                + "null where id = 1; update reviews set id = 30 where id = 3"
        );
        var shown = await p.ExpectAsync(0, "rollback");
        Assert.Contains("a row that came since, or got another key, has its default", shown.Output, StringComparison.Ordinal);
        Assert.Equal(["1||5", "4||3", "30|2|3"], await p.QueryAsync(AllReviews));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Numbers_go_on_where_they_were(string dialect)
    {
        var column = dialect == "sqlite" ? "Integer().PrimaryKey().AutoIncrement()" : "Bigint().PrimaryKey().Identity()";
        using var p = await ProjectAsync(
            dialect,
            $"{People}public sealed class Notes : Table {{ public readonly Column Id = {column}; public readonly Column Text = Text(); }}\n"
        );
        p.Write("db/src/sql/code.sql", "");
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await RunAsync(p, "insert into notes (text) values ('a'), ('b'), ('c'); delete from notes where text = 'c'");
        p.Write("db/src/Schema.cs", People);
        await p.ExpectAsync(0, "generate", "--keep", "1w");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "rollback");
        await RunAsync(p, "insert into notes (text) values ('d')");
        Assert.Equal(["1|a", "2|b", "4|d"], await p.QueryAsync("select id, text from notes order by id"));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Without_a_key_a_column_is_not_kept_and_that_is_said(string dialect)
    {
        using var p = await ProjectAsync(
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
        using var p = await ProjectAsync(dialect, People);
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

    [Fact]
    public async Task Any_client_can_run_the_scripts()
    {
        using var p = await FilmsAsync("postgresql");
        p.Write("db/src/Schema.cs", After);
        Triggers(p, films: false);
        await p.ExpectAsync(0, "generate", "--keep", "12h");
        var films = await p.QueryAsync(AllFilms);
        foreach (var end in new[] { ".sql", ".down.sql", ".sql", ".down.sql" })
        {
            var run = await ProcessRunner.RunAsync(
                "psql",
                ["-d", PgDump.Uri(p.Url), "-1", "-v", "ON_ERROR_STOP=1", "-q", "-f", p.At($"db/migrations/{p.Migrations[^1]}{end}")]
            );
            Assert.True(run.ExitCode == 0, run.Errors);
        }
        Assert.Equal(films, await p.QueryAsync(AllFilms));
        await p.ExpectAsync(0, "drift");
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_table_is_kept_under_the_name_that_it_has_by_then(string dialect)
    {
        using var p = await FilmsAsync(dialect);
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
    public async Task A_new_migration_brings_the_rows_back_as_well(string dialect)
    {
        using var p = await FilmsAsync(dialect);
        await DropAsync(p);
        await p.ExpectAsync(0, "rollback", "--as-migration");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1|1|5", "2||1", "3|2|4"], await p.QueryAsync(AllReviews));
        Assert.Equal(["2"], await p.QueryAsync("select count(*) from films"));
        await p.ExpectAsync(0, "drift");
        await p.ExpectAsync(0, "rollback");
        await p.ExpectAsync(0, "drift");
        Assert.Contains("retained: 2", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_squash_leaves_what_is_kept_where_it_is(string dialect)
    {
        using var p = await FilmsAsync(dialect);
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
        using var p = await FilmsAsync("sqlite");
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
    public async Task A_partition_that_goes_alone_is_seen_no_more_and_comes_back()
    {
        using var p = await server.ProjectAsync();
        var part = "create table readings_2024 partition of readings for values from (2024) to (2025);\n";
        p.Write("db/src/Schema.cs", People);
        p.Write(
            "db/src/sql/code.sql",
            "create table readings (id int, year int, primary key (id, year)) partition by range (year);\ncreate "
                + "table readings_2025 partition of readings for values from (2025) to (2026);\n"
                + part
        );
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate");
        await RunAsync(p, "insert into readings values (1, 2024), (2, 2025)");
        p.Replace("db/src/sql/code.sql", part, "");
        await p.ExpectAsync(0, "generate", "--keep", "30d");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["2"], await p.QueryAsync("select id from readings"));
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(["1", "2"], await p.QueryAsync("select id from readings order by 1"));
        await p.ExpectAsync(0, "drift");
    }

    [Fact]
    public async Task Rows_that_do_not_fit_any_more_stop_the_way_back_and_change_nothing()
    {
        using var p = await FilmsAsync("postgresql");
        await DropAsync(p);
        await RunAsync(p, "insert into reviews values (9, 77)");
        await p.RefusedAsync(7, ["rollback"], "reviews_film_id_fkey");
        Assert.Contains("retained: 2", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await RunAsync(p, "delete from reviews where id = 9");
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(["2"], await p.QueryAsync("select count(*) from films"));
    }

    [Fact]
    public async Task Row_security_that_hides_rows_hides_none_from_the_copy()
    {
        using var p = await FilmsAsync("postgresql");
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
