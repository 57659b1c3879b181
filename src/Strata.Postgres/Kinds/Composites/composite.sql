-- https://www.postgresql.org/docs/current/rowtypes.html
select 'pg_type'::regclass::oid, t.oid, 0, n.nspname, t.typname,
  array(select pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) ||
      coalesce((select ' COLLATE ' || pg_catalog.format('%I.%I', cn.nspname, co.collname) from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace, pg_type x where x.oid = a.atttypid and co.oid = a.attcollation and a.attcollation <> x.typcollation), '')
    from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum)
from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_class c on c.oid = t.typrelid
where c.relkind = 'c' and {managed:n}
