-- https://www.postgresql.org/docs/current/catalog-pg-index.html. The index of a constraint is part of the constraint.
select 'pg_class'::regclass::oid, ic.oid, 0, inn.nspname, ic.relname, n.nspname, c.relname, c.relkind::text, i.indisunique,
  pg_catalog.substr(pg_catalog.pg_get_indexdef(ic.oid), pg_catalog.length(case when i.indisunique then 'CREATE UNIQUE INDEX ' else 'CREATE INDEX ' end || pg_catalog.quote_ident(ic.relname)) + 2),
  ts.spcname, i.indisclustered, i.indisreplident, i.indisvalid or ic.relkind = 'I',
  (select pg_catalog.array_agg(a.attnum || ' ' || a.attstattarget order by a.attnum) from pg_attribute a where a.attrelid = ic.oid and a.attstattarget >= 0),
  (select array[pin.nspname, pi.relname] from pg_inherits h join pg_class pi on pi.oid = h.inhparent join pg_namespace pin on pin.oid = pi.relnamespace where h.inhrelid = ic.oid),
  case when ic.relkind = 'I' then (select pg_catalog.array_agg(x order by pn.nspname, p.relname, k) from pg_inherits h join pg_class p on p.oid = h.inhrelid join pg_namespace pn on pn.oid = p.relnamespace,
      lateral pg_catalog.unnest(array[pn.nspname, p.relname]) with ordinality u(x, k)
    where h.inhparent = c.oid and not exists (select from pg_inherits hi join pg_index pi on pi.indexrelid = hi.inhrelid where hi.inhparent = ic.oid and pi.indrelid = p.oid)) end
from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_namespace inn on inn.oid = ic.relnamespace
join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
left join pg_tablespace ts on ts.oid = ic.reltablespace
where c.relkind in ('r', 'p', 'm') and {managed:n}
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = ic.oid and d.deptype = 'i' and d.refclassid = 'pg_constraint'::regclass)
