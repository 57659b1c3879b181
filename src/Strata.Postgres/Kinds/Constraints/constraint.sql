-- https://www.postgresql.org/docs/current/catalog-pg-constraint.html
select 'pg_constraint'::regclass::oid, k.oid, 0, n.nspname, c.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid),
  case when k.conparentid <> 0 then (select array[pn.nspname, p.relname, pk.conname] from pg_constraint pk join pg_class p on p.oid = pk.conrelid join pg_namespace pn on pn.oid = p.relnamespace where pk.oid = k.conparentid)
    when k.contype = 'c' and c.relispartition and k.coninhcount > 0 then (select array[pn.nspname, p.relname, k.conname] from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace where h.inhrelid = c.oid) end,
  case when k.contype = 'f' then (select array[fn.nspname, f.relname] from pg_class f join pg_namespace fn on fn.oid = f.relnamespace where f.oid = k.confrelid) end,
  (select ts.spcname from pg_class i join pg_tablespace ts on ts.oid = i.reltablespace where i.oid = k.conindid and k.contype <> 'f'),
  coalesce((select i.indisclustered from pg_index i where i.indexrelid = k.conindid and k.contype <> 'f'), false),
  coalesce((select i.indisreplident from pg_index i where i.indexrelid = k.conindid and k.contype <> 'f'), false),
  c.relkind = 'p', (select i.reloptions from pg_class i where i.oid = k.conindid and k.contype <> 'f'),
  coalesce((select not i.indisvalid from pg_index i where i.indexrelid = k.conindid and k.contype <> 'f' and c.relkind <> 'p'), false)
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
where k.contype = '{type}' and c.relkind in ('r', 'p') and {managed:n}
  and (k.contype <> 'f' or k.conparentid = 0) and (k.contype <> 'c' or k.conislocal or c.relispartition)
