using Strata.Core.Sql;

namespace Strata.Postgres.Tests;

/// <summary>What the words of a statement tell of rows.</summary>
public sealed class StatementReadingTests
{
    [Theory]
    [InlineData("create table t (id integer references x on delete cascade)")]
    [InlineData("create trigger d after delete on t execute function f()")]
    [InlineData("create policy p on t for update to public using (true)")]
    [InlineData("create rule r as on delete to t do instead delete from u")]
    [InlineData("grant select, update, delete, truncate on t to public")]
    [InlineData("select * from t for update")]
    [InlineData("select count(*), max(id) from t where id in (1, 2)")]
    [InlineData("with n (a) as (values (1)) select a::varchar(3) from n")]
    [InlineData("insert into t values ('delete from t')")]
    [InlineData("alter table t add column c integer")]
    [InlineData("comment on table t is 'drop table t'")]
    [InlineData("alter table if exists only a.t rename to u")]
    [InlineData("alter table t rename a to b")]
    [InlineData("alter table t set schema s")]
    [InlineData("alter schema s rename to t")]
    [InlineData("drop index concurrently i")]
    [InlineData("select pg_catalog.setval('s', 1)")]
    public void Words_that_lose_nothing(string sql)
    {
        var reading = Read(sql);
        Assert.Empty(reading.Hazards);
        Assert.True(reading.IsPlain);
    }

    [Theory]
    [InlineData("delete from only a.t using u", "SX2006 a.t")]
    [InlineData("with g as (delete from \"T\" returning *) select 1", "SX2006 T")]
    [InlineData("explain analyze delete from t", "SX2006 t")]
    [InlineData("update only t * set a = 1", "SX3030 t")]
    [InlineData("with u as (update t set a = 1 returning 1) select 1", "SX3030 t")]
    [InlineData("truncate t, u restart identity", "SX2006 t", "SX2006 u")]
    [InlineData("merge into t using u on true when matched then delete", "SX2006 t")]
    [InlineData("merge into t using u on true when matched then update set a = 1", "SX3030 t")]
    [InlineData("drop table if exists a.t, \"U\" restrict", "SX2001 a.t", "SX2001 U")]
    [InlineData("alter table if exists only t drop a, drop column if exists b, drop constraint c", "SX2002 t.a", "SX2002 t.b")]
    [InlineData("alter table t alter a drop not null, alter b drop default, alter c drop identity")]
    [InlineData("drop schema s cascade", "SX2001 s")]
    [InlineData("drop extension if exists hstore", "SX2005 hstore")]
    [InlineData("copy (select 1) to program 'sh'", "SX2007 program")]
    [InlineData("call p(1)", "SX2008 p")]
    [InlineData("select a.f(1)", "SX2008 a.f")]
    [InlineData("execute x", "SX2008 execute")]
    [InlineData("do 'begin truncate t; end'", "SX2006 t")]
    [InlineData("do $x$ begin perform f(1); end $x$ language plpgsql", "SX2008 f")]
    [InlineData("do language plpython3u $$ x $$", "SX2008 do", "SX2009 plpython3u")]
    [InlineData("create or replace trusted procedural language plpython3u", "SX2009 plpython3u")]
    [InlineData("create extension if not exists plperlu", "SX2009 plperlu")]
    [InlineData("create function f() returns integer as 'x' language 'C'", "SX2009 C")]
    public void Words_that_name_a_hazard(string sql, params string[] hazards) =>
        Assert.Equal(
            hazards.Order(StringComparer.Ordinal),
            Read(sql).Hazards.Select(h => $"{h.Code} {string.Join('.', h.Subject.Names)}").Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("alter table t alter a type text")]
    [InlineData("alter table t add column a integer not null")]
    [InlineData("alter table t rename constraint a to b")]
    [InlineData("alter table t detach partition p")]
    [InlineData("drop type t cascade")]
    [InlineData("drop function f cascade")]
    [InlineData("do $$ begin alter table t alter a type text; end $$")]
    [InlineData("import foreign schema s from server x into y")]
    public void What_only_a_run_shows_is_not_taken_for_plain(string sql) => Assert.False(Read(sql).IsPlain);

    private static Core.Safety.Statements.StatementReading Read(string sql)
    {
        var dialect = new PostgresDialect();
        return dialect.Statements.Read(SqlScript.Parse(sql, dialect.Syntax, "x.sql").Statements[0]);
    }
}
