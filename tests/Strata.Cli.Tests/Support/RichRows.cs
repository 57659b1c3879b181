using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>Tables with a column of every type that a backup must bring back, and rows that are hard to print.</summary>
internal static class RichRows
{
    public const string Postgres = """
        create schema "Odd Names";
        create type mood as enum ('sad', 'so so', 'it''s fine');
        create type pair as (a int, b text);
        create domain positive as integer check (value > 0);
        create table every (
          id bigint generated always as identity primary key, i2 smallint, i4 integer, i8 bigint, n numeric(38, 10), f4 real,
          f8 double precision, m money, b boolean, t text, v varchar(20), c char(5),
          by bytea, d date, ti time, tt timetz, ts timestamp, tz timestamptz, iv interval, u uuid, j json, jb jsonb, x xml,
          ip inet, ci cidr, ma macaddr, bi bit(4), vb varbit, p point, l lseg, bo box,
          pa path, po polygon, cr circle, tv tsvector, tq tsquery, r int4range, nr numrange, tr tstzrange, mo mood, pr pair,
          pos positive, ia integer[], ta text[][], ma2 mood[], rc regclass, nm name,
          doubled bigint generated always as (i8 * 2) stored);
        insert into every (i2, i4, i8, n, f4, f8, m, b, t, v, c, by, d, ti, tt, ts, tz, iv, u, j, jb, x, ip, ci, ma, bi, vb, p, l,
          bo, pa, po, cr, tv, tq, r, nr, tr, mo, pr, pos, ia, ta, ma2, rc, nm)
        select i % 30000, i * 7919, i * 1000000007::bigint, i / 7.0::numeric, i / 3.0, 'NaN', i, i % 2 = 0,
          E'line\nbreak\t' || chr(128512) || ' \N', 'a,"b"', 'x', decode(md5(i::text), 'hex'),
          date '2000-02-29' + i, time '12:34:56.789', timetz '01:02:03+04', timestamp 'infinity',
          timestamptz '2024-01-01 00:00+00' + i * interval '1 hour', interval '1 year 2 days -3 hours', md5(i::text)::uuid,
          '{"a": 1,  "a": 2}', '{"b": [null, 1.50]}', '<a b="c">d</a>', '192.168.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03',
          b'1010', b'101', point(i, 1.1), '[(0,0),(1,1)]', '((0,0),(1,1))', '((0,0),(1,1))', '((0,0),(1,1),(2,0))',
          '<(0,0),1>', to_tsvector('simple', 'a b ' || i), 'a & b', int4range(i, i + 5), 'empty', tstzrange(now(), null),
          'it''s fine'::mood, row(i, null)::pair, i, array[i, null, 3], array[['a', null], ['', 'null']], '{sad,"so so"}'::mood[],
          'every'::regclass, 'name'
        from generate_series(1, 500) i;
        insert into every (t) values (null), (''), (repeat('x', 100000));
        create table "Odd Names"."Mixed "" Case" ("Key" text primary key, "t" integer);
        insert into "Odd Names"."Mixed "" Case" values ('a', 1), ('b', null);
        create table parted (id integer, at date) partition by range (at);
        create table parted_old partition of parted for values from (minvalue) to ('2020-01-01');
        create table parted_new partition of parted for values from ('2020-01-01') to (maxvalue);
        insert into parted select i, date '2019-12-01' + i from generate_series(1, 60) i;
        create table parent (id integer);
        create table child (extra text) inherits (parent);
        insert into parent values (1); insert into child values (2, 'x');
        create table twins (a integer); insert into twins select 1 from generate_series(1, 9);
        create table empty_one (a integer);
        create unlogged table cached (a integer); insert into cached values (1);
        create view seen as select t from every;
        create materialized view counted as select count(*) from every;
        create function nothing() returns trigger language plpgsql as 'begin return new; end';
        create trigger quiet before insert on twins for each row execute function nothing();
        select lo_from_bytea(0, 'large');
        """;

    public const string Sqlite = """
        create table every (id integer primary key autoincrement, i integer, r real, t text, b blob, n numeric, x,
          doubled integer generated always as (i * 2) stored, half as (r / 2));
        with recursive c(i) as (select 1 union all select i + 1 from c where i < 500)
        insert into every (i, r, t, b, n, x)
          select i * 7919, i / 3.0, 'line' || char(10) || char(128512) || i, randomblob(20), i || '',
            case i % 4 when 0 then null when 1 then i when 2 then 'text' else x'00ff' end
          from c;
        insert into every (t) values (null), (''), (printf('%.100000c', 'x'));
        create table "Odd "" Name" ("Key" text primary key, "order" integer) without rowid;
        insert into "Odd "" Name" values ('a', 1), ('b', null);
        create table strict_one (id integer primary key, a any) strict;
        insert into strict_one values (1, 1), (2, '1'), (3, 1.0), (4, x'31'), (5, null);
        create table twins (a integer); insert into twins values (1), (1), (1);
        create table empty_one (a integer);
        create virtual table words using fts5(body); insert into words values ('the quick brown fox'), ('jumps');
        create view seen as select t from every;
        create trigger quiet after insert on twins begin select 1; end;
        """;

    /// <summary>Into a project's database.</summary>
    public static async Task LoadAsync(CliProject p)
    {
        if (p.IsSqlite)
        {
            await p.SqlAsync(Sqlite);
            return;
        }
        p.Write("rich.sql", Postgres);
        var loaded = await ProcessRunner.RunAsync(
            "psql",
            ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", PgDump.Uri(p.Url), "-f", p.At("rich.sql")]
        );
        Assert.True(loaded.ExitCode == 0, loaded.Errors);
    }
}
