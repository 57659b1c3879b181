using System.Runtime.Versioning;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>The rows of a backup come back into a schema that was rebuilt: all of them as they were, or none.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RestoreDataTests(CliServer server)
{
    private static readonly string[] s_restore = RichTables.Restore;

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Rows_come_back_into_the_rebuilt_schema(string dialect)
    {
        using var p = await RichTables.CreateAsync(server, dialect);
        var before = await RichTables.RowsAsync(p);
        await RichTables.BackupAsync(p);
        var empty = await p.FingerprintAsync();
        Assert.NotEqual(before, await RichTables.RowsAsync(p));

        var dry = await p.RefusedAsync(0, [.. s_restore, "--dry-run"], "movies: 2 rows", "would be restored", "nothing was changed");
        Assert.DoesNotContain("compared with the backup", dry.Output, StringComparison.Ordinal);
        Assert.Equal(empty, await p.FingerprintAsync());

        var done = await p.ExpectAsync(0, [.. s_restore, "--json"]);
        Assert.True(done.Lines[^1].GetProperty("dataOnly").GetBoolean());
        Assert.Equal(before, await RichTables.RowsAsync(p));
        // The schema is to the byte what the migrations make of it.
        await p.ExpectAsync(0, "drift");
        Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        Assert.Contains("restore", (await p.ExpectAsync(0, "status", "--runs")).Output, StringComparison.Ordinal);
        var again = await p.RefusedAsync(9, s_restore, "ST9058", "movies: the table holds rows already", "nothing was changed");
        Assert.Contains("genres: the table holds rows already", again.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sequences_triggers_and_constraints_of_PostgreSQL_are_as_they_were()
    {
        using var p = await RichTables.CreateAsync(server, "postgresql");
        string[] states =
        [
            "select tgrelid::regclass::text, tgname::text, tgenabled::text from pg_trigger where not tgisinternal order by 1, 2",
            "select conname::text, condeferrable, condeferred from pg_constraint where contype = 'f' order by 1",
            "select tgrelid::regclass::text, tgtype, tgdeferrable, tginitdeferred from pg_trigger where tgisinternal "
                + "order by 1, 2, tgconstrrelid::regclass::text, 3, 4",
            "select sequencename::text, last_value from pg_sequences where schemaname = 'public' "
                // Keys that were given have never moved it.
                + "and sequencename not in ('genres_id_seq', 'makers_id_seq') order by 1",
        ];
        List<string> before = [];
        foreach (var sql in states)
            before.AddRange(await p.QueryAsync(sql));
        await RichTables.BackupAsync(p);
        var done = await p.ExpectAsync(0, s_restore);
        List<string> after = [];
        foreach (var sql in states)
            after.AddRange(await p.QueryAsync(sql));
        Assert.Equal(before, after);
        Assert.Contains("REFRESH MATERIALIZED VIEW public.titles", done.All, StringComparison.Ordinal);
        // The next numbers go on, and not below what is there.
        await p.SqlAsync("insert into genres (title) values ('next')");
        await p.SqlAsync("insert into makers (price) values (0)");
        await p.SqlAsync("insert into movies (genre, title) values (5, 'next')");
        Assert.Equal(["6"], await p.QueryAsync("select id from genres where title = 'next'"));
        Assert.Equal(["10"], await p.QueryAsync("select id from makers where price = 0"));
        Assert.Equal(["110"], await p.QueryAsync("select id from movies where title = 'next'"));
        Assert.Equal(["46"], await p.QueryAsync("select nextval('tickets')"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Everything_that_does_not_fit_is_named_and_nothing_is_changed(string dialect)
    {
        using var p = await RichTables.CreateAsync(server, dialect);
        await RichTables.BackupAsync(p);
        await p.CustomAsync(
            "narrower",
            p.IsSqlite
                ? """
                drop table words;
                drop table gone;
                alter table makers drop column price;
                alter table movies add column rating integer not null default 1;
                create table twins_2 (a text, b integer) strict;
                drop table twins;
                alter table twins_2 rename to twins;
                drop trigger usual;
                create table log_2 (what text, why text not null);
                drop table log;
                alter table log_2 rename to log;
                insert into genres (title) values ('here');

                """
                : """
                drop table events;
                alter table makers drop column price;
                alter table movies add column rating integer not null default 1;
                alter table log add column why text not null;
                alter table genres alter column title type integer using 1;
                insert into genres (title) values (1);

                """
        );
        await p.ExpectAsync(0, "migrate");
        string[] words =
        [
            "ST9058",
            p.IsSqlite ? "words: no such table in the database; the backup has 1 row of it" : "public.events: no such table",
            "makers: no column price",
            "log: column why is NOT NULL without a default",
            "genres: the table holds rows already",
            p.IsSqlite ? "twins: column b of the type INTEGER STRICT cannot take the values" : "column \"title\" is of type integer but",
            "nothing was changed",
        ];
        foreach (var arguments in new[] { s_restore, [.. s_restore, "--dry-run"] })
        {
            var refused = await p.RefusedAsync(9, arguments, words);
            Assert.DoesNotContain("rating", refused.All, StringComparison.Ordinal);
            Assert.DoesNotContain("gone: no such", refused.All, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Types_that_take_the_values_are_converted(string dialect)
    {
        using var p = await RichTables.CreateAsync(server, dialect);
        await RichTables.BackupAsync(p);
        await p.CustomAsync(
            "wider",
            p.IsSqlite
                ? "create table makers_2 (id integer primary key, debut integer references movies, price text);\ndrop table makers;\n"
                    + "alter table makers_2 rename to makers;\n"
                : "drop materialized view titles;\nalter table makers alter column price type integer;\n"
                    + "alter table genres alter column mood type text using mood::text;\n"
                    + "alter table movies alter column id type bigint;\n"
        );
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, s_restore);
        Assert.Equal(
            [p.IsSqlite ? "7|1.5" : "7|2"],
            await p.QueryAsync("select id, price from makers where price is not null order by id")
        );
        Assert.Equal(["100|Alien|ALIEN", "105||"], await p.QueryAsync("select id, title, shout from movies order by id"));
        if (!p.IsSqlite)
            Assert.Equal(["good"], await p.QueryAsync("select mood from genres where id = 5"));
        await p.ExpectAsync(0, "drift");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_row_that_the_database_refuses_leaves_nothing(string dialect)
    {
        using var p = await RichTables.CreateAsync(server, dialect);
        await RichTables.BackupAsync(p);
        await p.CustomAsync(
            "stricter",
            p.IsSqlite
                ? "create table makers_2 (id integer primary key, debut integer references genres, price real);\ndrop table makers;\n"
                    + "alter table makers_2 rename to makers;\n"
                : "alter table movies add constraint short check (length(title) < 3);"
        );
        await p.ExpectAsync(0, "migrate");
        var refused = await p.RefusedAsync(7, s_restore, "ST5018", p.IsSqlite ? "genres" : "short", "nothing was changed");
        Assert.Contains("restore", refused.All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task What_a_rule_ignores_is_left_as_it_is(string dialect)
    {
        using var p = await RichTables.CreateAsync(server, dialect);
        await p.SqlAsync("create table theirs (id integer primary key)");
        await p.SqlAsync("insert into theirs values (1)");
        p.Replace("strata.json", "\"dialect\"", "\"ignore\": [{ \"name\": \"theirs\" }], \"dialect\"");
        var before = await RichTables.RowsAsync(p);
        await RichTables.BackupAsync(p);
        await p.SqlAsync("insert into theirs values (2)");
        var done = await p.ExpectAsync(0, s_restore);
        Assert.Contains("theirs is left as it is", done.All, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], await p.QueryAsync("select id from theirs order by id"));
        Assert.Equal(before, await RichTables.RowsAsync(p));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_backup_that_is_altered_and_options_that_exclude_each_other_are_refused(string dialect)
    {
        using var p = await RichTables.CreateAsync(server, dialect);
        await RichTables.BackupAsync(p);
        await p.RefusedAsync(2, [.. s_restore, "--verify"], "ST2023", "--data-only");
        await p.RefusedAsync(2, ["restore", "nowhere", "--data-only"], "ST5009");
        var file = Directory.GetFiles(p.At("backup/data")).Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        await p.RefusedAsync(13, s_restore, "ST5010", "nothing was touched");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_protected_environment_wants_its_allowance_and_its_name(string dialect)
    {
        using var p = await RichTables.CreateAsync(server, dialect);
        await RichTables.BackupAsync(p);
        void Config(string more) =>
            p.Write(
                "strata.json",
                $$"""
                { "dialect": "{{dialect}}", "requireCommitted": false,
                  "environments": { "local": { "url": "{{p.Url}}"{{more}} } } }
                """
            );
        Config(""", "policy": "protected" """);
        await p.RefusedAsync(9, [.. s_restore, "--env", "local", "--confirm", "local"], "ST9051", "\"allow\": [\"restore\"]");
        Config(""", "policy": "protected", "allow": ["restore"] """);
        await p.RefusedAsync(10, [.. s_restore, "--env", "local", "--yes"], "ST5020", "--confirm local", "--data-only");
        await p.RefusedAsync(2, [.. s_restore, "--env", "local", "--confirm", "other"], "ST2027");
        var done = await p.ExpectAsync(0, [.. s_restore, "--env", "local", "--confirm", "local"]);
        Assert.Contains("allows \"restore\"", done.Errors, StringComparison.Ordinal);
        Assert.Equal(["100", "105"], await p.QueryAsync("select id from movies order by id"));
    }

    [Fact]
    public async Task What_a_login_may_not_suspend_is_named()
    {
        using var p = await RichTables.CreateAsync(server, "postgresql");
        await RichTables.BackupAsync(p);
        await p.SqlAsync("create role filler login");
        await p.SqlAsync("grant all on all tables in schema public, strata to filler");
        await p.SqlAsync("grant usage on schema strata to filler");
        await p.SqlAsync("grant all on all sequences in schema public to filler");
        await p.SqlAsync("grant pg_read_all_data, pg_write_all_data to filler");
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(p.Url) { Username = "filler" };
        p.Write(
            "strata.json",
            $$"""{ "dialect": "postgresql", "environments": { "local": { "url": "{{settings.ConnectionString}}" } } }"""
        );
        await p.RefusedAsync(
            9,
            s_restore,
            "public.movies: trigger usual cannot be suspended",
            "foreign key genres_best",
            "public.tickets: the sequence cannot be set"
        );
        await p.SqlAsync("drop owned by filler");
        await p.SqlAsync("drop role filler");
    }
}
