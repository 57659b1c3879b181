-- https://www.postgresql.org/docs/current/sql-createdomain.html
select 'pg_type'::regclass::oid, t.oid, 0, n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
  case when t.typcollation <> b.typcollation then (select pg_catalog.format('%I.%I', cn.nspname, co.collname) from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace where co.oid = t.typcollation) end,
  array(select pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid) from pg_constraint k where k.contypid = t.oid and k.contype = 'c' order by k.conname),
  {17|(select k.conname from pg_constraint k where k.contypid = t.oid and k.contype = 'n')|null::text}
from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type b on b.oid = t.typbasetype
where t.typtype = 'd' and {managed:n}
