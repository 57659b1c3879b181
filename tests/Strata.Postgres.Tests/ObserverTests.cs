using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Sql;
using Strata.Postgres.Observing;
using Strata.Postgres.Shadow;

namespace Strata.Postgres.Tests;

/// <summary>What pg_dump sees of a database.</summary>
public sealed class ObserverTests
{
    private const string Rich = """
        create extension citext;
        create type mood as enum ('sad', 'happy');
        create table b (id int primary key, name citext default 'a; b', how mood);
        create table a (id int generated always as identity, b int references b, check (b > 0)) with (fillfactor = 70);
        create index on b (lower(name)) where how <> 'sad';
        create view v as select a.id, b.name from a join b on b.id = a.b;
        create function f(x int) returns int language sql as $$
        -- Name: f; Type: FUNCTION
        select x + 1 $$;
        comment on function f(int) is 'adds';
        comment on column b.name is 'a name';
        grant select on v to public;
        """;

    private static readonly PostgresDialect s_dialect = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_is_no_difference()
    {
        var one = await ObserveAsync("create table t (a int, b text); create table u (a int); create type c as (x int, y int);");
        var two = await ObserveAsync("create table u (a int); create table t (b text, a int); create type c as (y int, x int);");
        Assert.Empty(one.To(new(one.Catalog, two.Observation), s_dialect).Objects);
    }

    [Fact]
    public async Task Difference_is_shown_by_its_lines()
    {
        var one = await ObserveAsync("create table t (a int, b text);");
        var two = await ObserveAsync("create table t (a int, b text not null); create view v as select 1 as one;");
        var seen = one.To(new(one.Catalog, two.Observation), s_dialect);
        Assert.True(seen.AreUnread);
        Assert.StartsWith("pg_dump ", seen.Observer, StringComparison.Ordinal);
        Assert.Equal(["TABLE public.t differs: it has b text, and should have b text NOT NULL", "VIEW public.v is missing"], seen.Objects);
    }

    [Fact]
    public async Task Object_that_every_command_names_is_left_out()
    {
        const string Conversion = "create conversion c for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1; comment on conversion c is 'one';";
        var (without, with) = (await ObserveAsync("select 1"), await ObserveAsync(Conversion));
        Assert.Single(with.Catalog.Unmanaged);
        Assert.Empty(without.To(with, s_dialect).Objects);
    }

    [Fact]
    public async Task Triggers_that_are_called_by_a_number_are_left_out()
    {
        const string Tables = "create table a (id int primary key); create table b (id int, constraint r foreign key (id) references a);";
        const string Disabled = "alter table b disable trigger all;";
        var one = await ObserveAsync(Tables + Disabled);
        var two = await ObserveAsync(
            "create table first (id int primary key, other int references first);" + Tables + Disabled + "drop table first;"
        );
        Assert.Single(one.Catalog.Unmanaged);
        Assert.Empty(one.To(two, s_dialect).Objects);
        await using var shadows = Shadows();
        Assert.Empty((await new ShadowRunner(s_dialect).SettleAsync(shadows, one, Cancel)).To(one, s_dialect).Objects);
    }

    [Fact]
    public async Task Observation_makes_the_database_again()
    {
        await using var shadows = Shadows();
        var first = await ObserveAsync(Rich);
        var again = await new ShadowRunner(s_dialect).SettleAsync(shadows, first, Cancel);
        Assert.Empty(again.To(first, s_dialect).Objects);
        Assert.Equal(first.Observation!.Objects, Observation.Read(first.Observation.Write())!.Objects);
    }

    [Fact]
    public void Storage_belongs_to_the_objects_that_follow_it()
    {
        const string Dump = """
            SET client_encoding = 'UTF8';

            --
            -- Name: f(); Type: FUNCTION; Schema: public; Owner: -
            --

            CREATE FUNCTION public.f() RETURNS integer
                LANGUAGE sql
                AS 'select 1';


            SET default_tablespace = fast;

            SET default_table_access_method = heap;

            --
            -- Name: t; Type: TABLE; Schema: public; Owner: -; Tablespace: fast
            --

            CREATE TABLE public.t (
                a integer
            );


            SET default_tablespace = '';

            --
            -- Name: u; Type: TABLE; Schema: public; Owner: -
            --

            CREATE TABLE public.u (
                a integer
            );


            --
            -- PostgreSQL database dump complete
            --


            """;
        var objects = DumpText.Objects(Dump.ReplaceLineEndings("\n"));
        Assert.Equal([DumpText.Settings, "FUNCTION public.f()", "TABLE public.t", "TABLE public.u"], objects.Select(o => o.Name));
        Assert.Equal(
            "SET default_tablespace = fast;\nCREATE TABLE public.t (\n    a integer\n);\nRESET default_tablespace;",
            objects[2].Sql
        );
        Assert.Equal("CREATE TABLE public.u (\n    a integer\n);", objects[3].Sql);
        Assert.DoesNotContain("default_tablespace", objects[1].Sql, StringComparison.Ordinal);
    }

    private static PostgresShadows Shadows() =>
        new(new ShadowPlaces(null, null, []) { Observer = new DumpObserver(EnvironmentVariables.OfProcess()) });

    private static async Task<ObservedState> ObserveAsync(string sql)
    {
        await using var shadows = Shadows();
        Assert.Null(await shadows.WhyUnobservedAsync(Cancel));
        await using var shadow = await shadows.OpenAsync(Cancel);
        foreach (var statement in SqlScript.Parse(sql, s_dialect.Syntax, "test", allowEmpty: true).Statements)
        {
            await using var command = shadow.Connection.CreateCommand();
            command.CommandText = statement.Text;
            await command.ExecuteNonQueryAsync(Cancel);
        }
        var state = await ObservedState.ReadAsync(s_dialect, shadow, observes: true, Cancel);
        Assert.NotNull(state.Observation);
        return state;
    }
}
