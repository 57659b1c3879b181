using Microsoft.Data.Sqlite;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Tables that are content become the same as elsewhere; what belongs to an environment stays as it is.</summary>
public sealed class ContentTests(CliServer server)
{
    private static readonly string[] s_sync = ["deploy", "--env", "staging", "--sync-content"];

    /// <summary>genres ← films ← rentals, films ← film_tags; rentals are the environment's own.</summary>
    private static string[] Tables(string onDelete, bool lite) =>
        [
            "create table genres (id integer primary key, slug text not null unique, label text)",
            lite
                ? "create table films (id integer primary key, genre_id integer not null references genres (id), parent_id "
                    + "integer references films (id), title text, score real, shout text generated always as (upper(title)) "
                    + "stored)"
                : "create table films (id integer generated always as identity primary key, genre_id integer not null "
                    + "references genres (id), parent_id integer references films (id), title text, score real, shout text "
                    + "generated always as (upper(title)) stored)",
            "create table film_tags (film_id integer references films (id) on delete cascade, tag text, primary key (film_id, tag))",
            $"create table rentals (id integer primary key, film_id integer references films (id) {onDelete}, who text)",
        ];

    private const string Films = "insert into films (id, genre_id, parent_id, title, score)";

    private async Task<(CliProject Local, Func<string, Task<IReadOnlyList<string>>> Staging)> TwoAsync(
        string dialect,
        string onDelete = "",
        string tables = "\"films\", \"film_tags\", \"genres\""
    )
    {
        var p = await server.ProjectAsync(dialect);
        var url = p.IsSqlite
            ? "sqlite:stag ing.db"
            : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "{{dialect}}", "content": { "tables": [{{tables}}], "from": "local" },
              "environments": { "local": { "url": "{{p.Url}}" }, "staging": { "url": "{{url}}", "policy": "open" } } }
            """
        );
        Func<string, Task<IReadOnlyList<string>>> staging = p.IsSqlite
            ? sql => LiteAsync(p.At("stag ing.db"), sql)
            : sql => PostgresFixture.QueryAsync(url, sql);
        foreach (var sql in Tables(onDelete, p.IsSqlite))
        {
            await p.SqlAsync(sql);
            await staging(sql);
        }
        var always = p.IsSqlite ? "" : " overriding system value";
        await p.SqlAsync("insert into genres values (1, 'drama', 'Drama'), (2, 'comedy', 'Comedy'), (3, 'new', null)");
        await p.SqlAsync(
            $"{Films}{always} values (10, 1, null, 'Salt', 1.5), (11, 3, 10, 'Low', null), (12, 2, null, 'ÄÖ \"quoted\" \\ back', 0.1)"
        );
        await p.SqlAsync("insert into film_tags values (10, 'a'), (11, 'b')");
        await staging("insert into genres values (1, 'drama', 'Old'), (2, 'comedy', 'Comedy'), (4, 'gone', null)");
        await staging($"{Films}{always} values (10, 4, null, 'Salt', 1.5), (13, 4, null, 'Away', null), (12, 2, null, 'x', 0.1)");
        await staging("insert into film_tags values (13, 'old'), (12, 'old')");
        await staging("insert into rentals values (1, 10, 'ada'), (2, 12, 'bob')");
        return (p, staging);
    }

    private static async Task<IReadOnlyList<string>> LiteAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i)))
                )
            );
        return rows;
    }

    private static async Task<string> AllAsync(Func<string, Task<IReadOnlyList<string>>> query) =>
        string.Join(
            '\n',
            [
                .. await query("select * from genres order by id"),
                .. await query("select * from films order by id"),
                .. await query("select * from film_tags order by 1, 2"),
                .. await query("select * from rentals order by id"),
            ]
        );

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Rows_come_change_and_go_in_one_transaction(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, "on delete cascade");
        using (p)
        {
            var before = await AllAsync(staging);
            var shown = await p.RefusedAsync(0, [.. s_sync, "--dry-run", "--json"]);
            var counts = shown
                .Lines.Where(l => l.GetProperty("type").GetString() == "content")
                .ToDictionary(
                    l => l.GetProperty("table").GetString()!,
                    l => (l.GetProperty("inserts").GetInt32(), l.GetProperty("updates").GetInt32(), l.GetProperty("deletes").GetInt32())
                );
            Assert.Equal(((1, 1, 1), (1, 2, 1), (2, 0, 2)), (counts["genres"], counts["films"], counts["film_tags"]));
            Assert.Equal(before, await AllAsync(staging));
            await p.RefusedAsync(10, s_sync, "ST5020", "--yes");
            Assert.Equal(before, await AllAsync(staging));

            await p.ExpectAsync(0, [.. s_sync, "--yes"]);
            foreach (var table in new[] { "genres", "films", "film_tags" })
                Assert.Equal(
                    await p.QueryAsync($"select * from {table} order by 1, 2"),
                    await staging($"select * from {table} order by 1, 2")
                );
            Assert.Equal(["1|10|ada", "2|12|bob"], await staging("select * from rentals order by id"));
            if (dialect == "postgresql")
            {
                await staging("insert into films (genre_id, title) values (1, 'next')");
                Assert.Equal(["13"], await staging("select id from films where title = 'next'"));
                await staging("delete from films where title = 'next'");
            }
            var again = await p.ExpectAsync(0, s_sync);
            Assert.Contains("films: 0 to insert, 0 to update, 0 to delete", again.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("postgresql", ""), InlineData("postgresql", "on delete cascade"), InlineData("postgresql", "on delete set null")]
    [InlineData("sqlite", ""), InlineData("sqlite", "on delete cascade"), InlineData("sqlite", "on delete set null")]
    public async Task A_row_that_another_table_needs_does_not_go(string dialect, string onDelete)
    {
        var (p, staging) = await TwoAsync(dialect, onDelete);
        using (p)
        {
            await staging("insert into rentals values (3, 13, 'eve')");
            var before = await AllAsync(staging);
            foreach (var arguments in new[] { (string[])[.. s_sync, "--yes"], [.. s_sync, "--dry-run"] })
                await p.RefusedAsync(9, arguments, "ST5051", "rentals", "1 row", "nothing was changed");
            Assert.Equal(before, await AllAsync(staging));
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Another_key_tells_rows_where_it_is_unique(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, tables: "{ \"table\": \"genres\", \"key\": \"slug\" }");
        using (p)
        {
            await staging("delete from film_tags");
            await staging("delete from rentals");
            await staging("delete from films");
            await p.ExpectAsync(0, [.. s_sync, "--yes"]);
            Assert.Equal(
                await p.QueryAsync("select slug, label from genres order by 1"),
                await staging("select slug, label from genres order by 1")
            );
            p.Replace("strata.json", "\"slug\"", "\"label\"");
            await p.RefusedAsync(9, [.. s_sync, "--yes"], "ST5050", "no key");
            p.Replace("strata.json", "\"label\"", "7");
            await p.RefusedAsync(2, [.. s_sync, "--yes"], "ST2002");
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_does_not_fit_changes_nothing(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect);
        using (p)
        {
            var before = await AllAsync(staging);
            // A value that the target's own constraint refuses.
            await staging(
                dialect == "sqlite"
                    ? "create trigger refuse before update on films begin select raise(abort, 'never 12') where new.id = 12; end"
                    : "alter table films add constraint never check (title not like 'Ä%')"
            );
            await p.RefusedAsync(7, [.. s_sync, "--yes"], "ST5052", "nothing was changed", "never");
            Assert.Equal(before, await AllAsync(staging));
            await p.SqlAsync("alter table genres add column more text");
            await p.RefusedAsync(9, [.. s_sync, "--yes"], "ST5050", "more");
            p.Replace("strata.json", "\"genres\"", "\"nothing\"");
            await p.RefusedAsync(9, [.. s_sync, "--yes"], "ST5050", "nothing");
            await p.RefusedAsync(9, [.. s_sync, "--from", "staging", "--yes"], "ST9052");
            p.Replace("strata.json", "\"content\"", "\"contents\"");
            await p.RefusedAsync(2, [.. s_sync, "--yes"], "ST2003", "content");
            Assert.Equal(before, await AllAsync(staging));
        }
    }

    [Fact]
    public async Task A_protected_environment_is_named()
    {
        var (p, staging) = await TwoAsync("postgresql");
        using (p)
        {
            p.Replace("strata.json", "\"policy\": \"open\"", "\"policy\": \"protected\"");
            await p.RefusedAsync(10, [.. s_sync, "--yes"], "ST5020", "--confirm staging");
            await p.ExpectAsync(0, [.. s_sync, "--confirm", "staging"]);
            Assert.Equal(await p.QueryAsync("select * from films order by 1"), await staging("select * from films order by 1"));
        }
    }

    [Fact]
    public async Task Every_type_arrives_as_it_was()
    {
        using var p = await server.ProjectAsync();
        var url = server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "postgresql", "content": { "tables": ["every", "Odd Names.Mixed \" Case"] },
              "environments": { "local": { "url": "{{p.Url}}" }, "staging": { "url": "{{url}}", "policy": "open" } } }
            """
        );
        await RichRows.LoadAsync(p);
        using var other = new CliProject(url);
        await RichRows.LoadAsync(other);
        await other.SqlAsync("delete from every where id % 3 = 0");
        await other.SqlAsync("update every set n = n + 0.0000000001, ma2 = null, j = '{}' where id % 3 = 1");
        await p.ExpectAsync(0, [.. s_sync, "--yes"]);
        Assert.Equal(
            await p.QueryAsync("select md5(string_agg(e::text, ',' order by id)) from every e"),
            await other.QueryAsync("select md5(string_agg(e::text, ',' order by id)) from every e")
        );
    }
}
