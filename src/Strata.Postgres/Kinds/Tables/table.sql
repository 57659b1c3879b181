-- https://www.postgresql.org/docs/current/catalog-pg-class.html
select 'pg_class'::regclass::oid, c.oid, 0, n.nspname, c.relname, c.relpersistence = 'u', pg_catalog.pg_get_partkeydef(c.oid), c.reloptions,
  (select pg_catalog.array_agg('toast.' || o order by i) from pg_class t, pg_catalog.unnest(t.reloptions) with ordinality u(o, i) where t.oid = c.reltoastrelid),
  nullif(am.amname, 'heap'), ts.spcname, c.relrowsecurity, c.relforcerowsecurity, c.relreplident::text,
  (select ic.relname from pg_index i join pg_class ic on ic.oid = i.indexrelid where i.indrelid = c.oid and i.indisreplident),
  (select ic.relname from pg_index i join pg_class ic on ic.oid = i.indexrelid where i.indrelid = c.oid and i.indisclustered),
  case when not c.relispartition then array(select pg_catalog.format('%I.%I', pn.nspname, p.relname) from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
    where h.inhrelid = c.oid order by h.inhseqno) end,
  case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_am am on am.oid = c.relam left join pg_tablespace ts on ts.oid = c.reltablespace
where c.relkind in ('r', 'p') and {managed:n}
