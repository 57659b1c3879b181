using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Hazards come from what a migration does, whoever wrote it.</summary>
public sealed class HazardOriginTests(CliServer server)
{
    private const string Protected = ", \"policy\": \"protected\"";

    /// <summary>A project with a migration that a protected database has, with a row, and one more table.</summary>
    private async Task<CliProject> ProjectAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        p.Write("strata.json", $$"""{ "dialect": "{{dialect}}", "environments": { "production": { "url": "{{p.Url}}"{{Protected}} } } }""");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("two", "create table notes (id integer primary key, film integer references films (id) on delete cascade);");
        await p.ExpectAsync(0, "migrate", "--env", "production");
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        await p.SqlAsync("insert into notes values (1, 1)");
        return p;
    }

    private static async Task RefusedAsync(CliProject p, params string[] hazards)
    {
        await p.RefusedAsync(10, ["migrate", "--env", "production"], ["ST1113", .. hazards]);
        await p.RefusedAsync(10, ["deploy", "--env", "production", "--db-migrate", "--plan", "plan.sql"], ["ST1113", .. hazards]);
        Assert.False(File.Exists(p.At("plan.sql")));
        Assert.Contains("ST1113", (await p.ExpectAsync(10, "check", "--files", "--env", "production")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite", "drop table notes;", "SX2001 notes")]
    [InlineData("postgresql", "drop table notes;", "SX2001 notes")]
    [InlineData("postgresql", "DROP TABLE IF EXISTS Notes, films CASCADE;", "SX2001 public.notes", "SX2001 public.films")]
    [InlineData("sqlite", "delete from notes;", "SX2006 notes")]
    [InlineData("postgresql", "with gone as (delete from notes returning id) select count(*) from gone;", "SX2006 notes")]
    [InlineData("postgresql", "truncate table only notes;", "SX2006 notes")]
    [InlineData("postgresql", "truncate notes cascade;", "SX2006 public.notes")]
    [InlineData("sqlite", "replace into notes values (1, null);", "SX2006 notes")]
    [InlineData("sqlite", "update films set title = 'x';", "SX3030 films")]
    [InlineData("postgresql", "insert into notes values (1) on conflict (id) do update set film = null;", "SX3030 notes")]
    [InlineData("sqlite", "alter table films drop column year;", "SX2002 main.films.year")]
    [InlineData("postgresql", "alter table films add column x integer, drop year;", "SX2002 public.films.year")]
    [InlineData("postgresql", "alter table films alter column title type varchar(2);", "SX2003 public.films.title")]
    [InlineData("postgresql", "alter table films alter column year set not null;", "SX3002 public.films.year")]
    [InlineData("postgresql", "drop schema public cascade; create schema public;", "SX2001")]
    [InlineData("postgresql", "do $$ begin delete from notes; end $$;", "SX2006 public.notes")]
    [InlineData("postgresql", "do $$ begin execute 'delete from ' || 'notes'; end $$;", "SX2008 execute")]
    [InlineData("postgresql", "create function f() returns void language sql as 'delete from notes'; select f();", "SX2008 f")]
    [InlineData("postgresql", "create procedure pr() language sql as 'delete from notes'; call pr();", "SX2008 pr")]
    [InlineData("postgresql", "copy notes from program 'echo 7';", "SX2007 notes")]
    [InlineData("postgresql", "create function f() returns integer language c as 'x', 'y';", "SX2009 c")]
    [InlineData("postgresql", "alter table films owner to nobody_here;", "SX2010")]
    [InlineData(
        "postgresql",
        "alter table films rename column year to made; alter table films alter column title type varchar(2);",
        "SX2003 public.films.title",
        "SX2010"
    )]
    [InlineData("postgresql", "alter table films rename to f; alter table f alter column title type varchar(2);", "SX2010")]
    [InlineData("postgresql", "alter table nowhere drop column x;", "SX2002 nowhere.x")]
    public async Task A_hand_written_migration_is_refused_by_what_it_does(string dialect, string sql, params string[] hazards)
    {
        using var p = await ProjectAsync(dialect);
        await p.CustomAsync("three", sql + "\n");
        await RefusedAsync(p, hazards);
    }

    [Theory]
    [InlineData("sqlite", "create table more (id integer primary key); insert into more values (1); create index i on films (title);")]
    [InlineData("postgresql", "create table more (id integer); insert into more values (1); drop table more;")]
    [InlineData("postgresql", "alter table films rename column year to made; alter table notes rename to remarks;")]
    [InlineData("postgresql", "select setval(pg_get_serial_sequence('films', 'id'), 5) from films where false;")]
    [InlineData(
        "postgresql",
        "alter table films add column more text; grant delete on films to public; comment on table films is 'delete from'"
    )]
    [InlineData("postgresql", "create function f() returns trigger language plpgsql as 'begin delete from notes; return new; end'")]
    public async Task What_loses_nothing_runs_as_before(string dialect, string sql)
    {
        using var p = await ProjectAsync(dialect);
        await p.CustomAsync("three", sql + "\n");
        await p.ExpectAsync(0, "check", "--files", "--env", "production");
        await p.ExpectAsync(0, "migrate", "--env", "production");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task An_acknowledged_one_runs(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await p.CustomAsync("three", "-- strata:acknowledge SX2006 notes\ndelete from notes;\n");
        await p.ExpectAsync(0, "check", "--files", "--env", "production");
        await p.ExpectAsync(0, "migrate", "--env", "production");
        Assert.Empty(await p.QueryAsync("select id from notes"));
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_reversal_that_is_written_as_a_migration_is_refused_too(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        p.Schema(Schemas.Last, $"{Schemas.Last}\n    public readonly Column Note = Text().Nullable();");
        await p.CustomAsync("gone", "-- strata:acknowledge SX2001 notes\ndrop table notes;\n");
        await p.ExpectAsync(0, "migrate", "--env", "production");
        await p.ExpectAsync(0, "generate", "--name", "three");
        await p.ExpectAsync(0, "migrate", "--env", "production");
        await p.ExpectAsync(0, "rollback", "--as-migration", "--env", "production", "--allow-loss");
        await RefusedAsync(p, "SX2002");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_squash_walks_no_migration_past_the_guard(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await p.CustomAsync("three", "delete from notes;\n");
        var other = p.IsSqlite
            ? "sqlite:local.db"
            : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken));
        p.Replace("strata.json", "\"environments\": {", $"\"environments\": {{ \"local\": {{ \"url\": \"{other}\" }},");
        await p.RefusedAsync(10, ["migrate", "--env", "production"], "SX2006 notes");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "squash", "--drop-data");
        await p.RefusedAsync(10, ["migrate", "--env", "production"], "ST1113", "SX2006 notes");
    }

    [Fact]
    public async Task An_adopted_migration_is_refused_by_what_it_does()
    {
        using var p = await server.ProjectAsync();
        p.Write("strata.json", $$"""{ "dialect": "postgresql", "environments": { "production": { "url": "{{p.Url}}"{{Protected}} } } }""");
        p.Write(
            "other/20200101000000_one.sql",
            "-- migrate:up\ncreate table elsewhere (id integer primary key);\ncreate table stays (id integer primary key);\n"
        );
        p.Write("other/20200102000000_two.sql", "-- migrate:up\ndrop table if exists elsewhere, orders cascade;\n");
        await p.ExpectAsync(0, "adopt", "dbmate", "other", "--force", "--env", "production");
        await p.SqlAsync("create table orders (id integer)");
        await RefusedAsync(p, "SX2001 public.elsewhere", "SX2001 orders");
    }

    [Fact]
    public async Task What_reaches_past_the_rows_is_named_on_open_environments_too()
    {
        using var p = await server.ProjectAsync();
        await p.CustomAsync(
            "one",
            "create table t (id integer);\ncopy t from program 'echo 7';\ndo $$ begin execute 'select 1'; end $$;\n"
        );
        var done = await p.ExpectAsync(0, "migrate");
        Assert.Contains("hazard SX2007", done.Errors, StringComparison.Ordinal);
        Assert.Contains("hazard SX2008", done.Errors, StringComparison.Ordinal);
        Assert.Equal(["7"], await p.QueryAsync("select id from t"));
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_migration_file_that_is_a_symbolic_link_is_refused(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        var tag = await p.CustomAsync("three", "select 1;\n");
        p.Write("elsewhere.sql", "delete from notes;\n");
        File.Delete(p.At($"db/migrations/{tag}.sql"));
        File.CreateSymbolicLink(p.At($"db/migrations/{tag}.sql"), p.At("elsewhere.sql"));
        await p.RefusedAsync(3, ["migrate", "--env", "production"], "ST3031", "symbolic link");
        await p.ExpectAsync(3, "check");
        File.Delete(p.At($"db/migrations/{tag}.sql"));
        p.Write($"db/migrations/{tag}.sql", "select 1;\n");
        File.Move(p.At("db/migrations/meta/_journal.json"), p.At("journal.json"));
        File.CreateSymbolicLink(p.At("db/migrations/meta/_journal.json"), p.At("journal.json"));
        await p.RefusedAsync(3, ["migrate", "--env", "production"], "ST3031");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Generate_stops_at_hazards_where_it_is_strict(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await p.CustomAsync("three", "-- strata:acknowledge SX2001 notes\ndrop table notes;\n");
        p.Schema("    public readonly Column Year  = Integer().Nullable();\n", "");
        await p.RefusedAsync(10, ["generate", "--drop", "films.year", "--strict"], "ST1116", "--allow SX2002:films.year");
        p.Variables["CI"] = "true";
        await p.RefusedAsync(10, ["generate", "--drop", "films.year"], "ST1116");
        Assert.Equal(3, p.Migrations.Count);
        await p.ExpectAsync(0, "generate", "--name", "four", "--drop", "films.year", "--allow", "SX2002:films.year");
        Assert.StartsWith("-- strata:acknowledge SX2002 films.year\n", p.Read("db/migrations/0003_four.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--env", "production");
    }
}
