-- https://www.postgresql.org/docs/current/view-pg-views.html
select 'pg_class'::regclass::oid, c.oid, 0, n.nspname, c.relname, pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'), c.reloptions,
  array(select pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum),
  array(select pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where d.adrelid = c.oid order by a.attnum)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'v' and {managed:n}
