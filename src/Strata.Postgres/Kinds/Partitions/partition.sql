-- https://www.postgresql.org/docs/current/ddl-partitioning.html
select null::oid, null::oid, null::int, n.nspname, c.relname, pn.nspname, p.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_inherits h on h.inhrelid = c.oid join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
where c.relispartition and c.relkind in ('r', 'p') and {managed:n}
