using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What fires on the rows that a migration writes is a part of what it does.</summary>
public sealed class FiredCodeTests(CliServer server)
{
    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_trigger_is_followed_to_what_it_deletes(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("fires", dialect == "sqlite" ? Sqlite : Postgres);
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.SqlAsync("insert into films (id, title) values (1, 'kept')");
        await p.CustomAsync("harmless", "insert into other (id) values (1);");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.CustomAsync("harmful", "insert into log (id) values (1);");
        await p.RefusedAsync(10, ["migrate", "--env", "local"], "SX2006", "films");
        await p.ExpectAsync(0, "migrate", "--env", "local", "--allow", "SX2006");
    }

    [Theory]
    [InlineData("create rule on_log as on insert to log do also delete from films;", "SX2006")]
    [InlineData("create rule on_log as on insert to log do also update films set title = 'x';", "SX3030")]
    [InlineData("create rule on_log as on insert to log where new.id > 0 do instead (select 1; delete from films);", "SX2006")]
    [InlineData("create rule on_log as on insert to log do also insert into middle values (1);", "SX2006")]
    [InlineData("create rule on_log as on insert to log do also select clear();", "SX2006")]
    public async Task A_rule_is_followed_to_what_it_does(string rule, string hazard)
    {
        using var p = await server.ProjectAsync();
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("fires", $"{Middle}\n{rule}");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.SqlAsync("insert into films (id, title) values (1, 'kept')");
        await p.CustomAsync("harmless", "insert into other (id) values (1);");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.CustomAsync("harmful", "insert into log (id) values (1);");
        await p.RefusedAsync(10, ["migrate", "--env", "local"], hazard, "films");
    }

    [Theory]
    [InlineData("create table other (id integer default clear()); insert into other default values;")]
    [InlineData("alter table films add constraint cleared check (clear() > 0);")]
    [InlineData("create view seen as select clear(); create materialized view kept as select * from seen;")]
    public async Task A_function_is_followed_from_what_calls_it(string sql)
    {
        using var p = await server.ProjectAsync();
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync(
            "function",
            "create function clear() returns integer language plpgsql as $$ begin delete from films; return 1; end $$;"
        );
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.SqlAsync("insert into films (id, title) values (1, 'kept')");
        await p.CustomAsync("harmful", sql);
        await p.RefusedAsync(10, ["migrate", "--env", "local"], "SX2006", "films");
    }

    [Theory]
    [InlineData("create rule on_log as on insert to log do also delete from films;")]
    [InlineData("do $$ begin execute 'create rule on_log as on insert to log do also delete from films'; end $$;")]
    public async Task A_rule_is_followed_where_no_trigger_is(string rule)
    {
        using var p = await server.ProjectAsync();
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("fires", $"create table log (id integer primary key);\n{rule}");
        await p.ExpectAsync(0, "migrate", "--env", "local", "--allow", "SX2008");
        await p.SqlAsync("insert into films (id, title) values (1, 'kept')");
        await p.CustomAsync("harmful", "insert into log (id) values (1);");
        await p.RefusedAsync(10, ["migrate", "--env", "local"], "SX2006", "films");
    }

    [Theory]
    [InlineData("create table log (id integer primary key on conflict replace, n integer);")]
    [InlineData("create table log (id integer, n integer, unique (id) on conflict replace);")]
    public async Task A_constraint_that_replaces_rows_deletes_them(string table)
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.CustomAsync("one", table);
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.SqlAsync("insert into log (id, n) values (1, 7)");
        await p.CustomAsync("harmful", "insert into log (id, n) values (1, 8);");
        await p.RefusedAsync(10, ["migrate", "--env", "local"], "SX2006", "log");
    }

    [Fact]
    public async Task A_view_is_followed_to_the_triggers_of_its_table()
    {
        using var p = await server.ProjectAsync();
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("fires", $"{Middle}\ncreate view seen as select id from middle;");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.SqlAsync("insert into films (id, title) values (1, 'kept')");
        await p.CustomAsync("harmful", "insert into seen (id) values (1);");
        await p.RefusedAsync(10, ["migrate", "--env", "local"], "SX2006", "films");
    }

    private const string Middle = """
        create table log (id integer primary key);
        create table middle (id integer primary key);
        create table other (id integer primary key);
        create function clear() returns bigint language sql as $$ delete from films; select 1::bigint $$;
        create function to_films() returns trigger language plpgsql as $$ begin delete from films; return new; end $$;
        create trigger second after insert on middle for each row execute function to_films();
        """;

    // From log to the middle, from there to films.
    private const string Sqlite = """
        create table log (id integer primary key not null);
        create table middle (id integer primary key not null);
        create table other (id integer primary key not null);
        create trigger first after insert on log begin insert into middle (id) values (new.id); end;
        create trigger second after insert on middle begin delete from films; end;
        """;

    private const string Postgres = """
        create table log (id integer primary key);
        create table middle (id integer primary key);
        create table other (id integer primary key);
        create function to_middle() returns trigger language plpgsql
            as $$ begin insert into middle (id) values (new.id); return new; end $$;
        create function to_films() returns trigger language plpgsql as $$ begin delete from films; return new; end $$;
        create trigger first after insert on log for each row execute function to_middle();
        create trigger second after insert on middle for each row execute function to_films();
        """;
}
