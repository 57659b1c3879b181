-- https://www.postgresql.org/docs/current/catalog-pg-publication-rel.html
select 'pg_publication_rel'::regclass::oid, r.oid, 0, p.pubname, n.nspname, c.relname,
  {15|(select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs))|null::text},
  {15|pg_catalog.pg_get_expr(r.prqual, r.prrelid)|null::text}
from pg_publication_rel r join pg_publication p on p.oid = r.prpubid join pg_class c on c.oid = r.prrelid join pg_namespace n on n.oid = c.relnamespace
where {managed:n}
