-- https://www.postgresql.org/docs/current/catalog-pg-attrdef.html
select 'pg_attrdef'::regclass::oid, d.oid, 0, n.nspname, c.relname, a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid),
  case when c.relispartition and a.attinhcount > 0 then (select array[pn.nspname, p.relname] from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace where h.inhrelid = c.oid) end,
  case when not c.relispartition and a.attinhcount > 0 then (select array[pn.nspname, p.relname] from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
    where h.inhrelid = c.oid and exists (select from pg_attribute pa where pa.attrelid = p.oid and pa.attname = a.attname and not pa.attisdropped) order by h.inhseqno limit 1) end,
  not a.attislocal and not c.relispartition
from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
where a.attgenerated = '' and c.relkind in ('r', 'p') and {managed:n}
