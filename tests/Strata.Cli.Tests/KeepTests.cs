using Strata.Cli.Tests.Support;
using Strata.Testing;
using static Strata.Cli.Tests.Support.KeptFilms;

namespace Strata.Cli.Tests;

/// <summary>What a migration drops and retains: nobody sees it, and it comes back with its rows.</summary>
public sealed class KeepTests(CliServer server)
{
    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_dropped_table_and_column_come_back_with_their_rows(string dialect)
    {
        using var p = await FilmsAsync(server, dialect);
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
        using var p = await FilmsAsync(server, dialect);
        await DropAsync(p);
        await RunAsync(
            p,
            "insert into reviews values (4, null); delete from reviews where id = 2; update reviews set film_id = "
                + "null where id = 1; update reviews set id = 30 where id = 3"
        );
        var shown = await p.ExpectAsync(0, "rollback");
        Assert.Contains("a row that was added later, or got another key, has its default", shown.Output, StringComparison.Ordinal);
        Assert.Equal(["1||5", "4||3", "30|2|3"], await p.QueryAsync(AllReviews));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Numbers_go_on_where_they_were(string dialect)
    {
        var column = dialect == "sqlite" ? "Integer().PrimaryKey().AutoIncrement()" : "Bigint().PrimaryKey().Identity()";
        using var p = await ProjectAsync(
            server,
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

    [Fact]
    public async Task Any_client_can_run_the_scripts()
    {
        using var p = await FilmsAsync(server, "postgresql");
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
    public async Task A_new_migration_brings_the_rows_back_as_well(string dialect)
    {
        using var p = await FilmsAsync(server, dialect);
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
        using var p = await FilmsAsync(server, "postgresql");
        await DropAsync(p);
        await RunAsync(p, "insert into reviews values (9, 77)");
        await p.RefusedAsync(7, ["rollback"], "reviews_film_id_fkey");
        Assert.Contains("retained: 2", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        await RunAsync(p, "delete from reviews where id = 9");
        await p.ExpectAsync(0, "rollback");
        Assert.Equal(["2"], await p.QueryAsync("select count(*) from films"));
    }
}
