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
