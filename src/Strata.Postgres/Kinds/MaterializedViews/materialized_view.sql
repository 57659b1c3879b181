-- https://www.postgresql.org/docs/current/view-pg-matviews.html
select 'pg_class'::regclass::oid, c.oid, 0, n.nspname, c.relname, pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'), c.reloptions, nullif(am.amname, 'heap'), ts.spcname, c.relispopulated
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_am am on am.oid = c.relam left join pg_tablespace ts on ts.oid = c.reltablespace
where c.relkind = 'm' and {managed:n}
