-- https://www.postgresql.org/docs/current/ddl-partitioning.html
select null::oid, null::oid, null::int, n.nspname, c.relname, pn.nspname, p.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid),
  (select pg_catalog.array_agg(x order by k.conname, i) from pg_constraint k join pg_constraint pk on pk.oid = k.conparentid and pk.conrelid <> k.conrelid
     join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace, lateral pg_catalog.unnest(array[k.conname, fn.nspname, f.relname]) with ordinality u(x, i)
   where k.conrelid = c.oid and k.contype = 'f')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_inherits h on h.inhrelid = c.oid join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
where c.relispartition and c.relkind in ('r', 'p') and {managed:n}
