-- https://www.postgresql.org/docs/current/view-pg-matviews.html
select 'pg_class'::regclass::oid, c.oid, 0, n.nspname, c.relname, pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';'), c.reloptions, nullif(am.amname, 'heap'), ts.spcname, c.relispopulated,
  (select pg_catalog.array_agg(x order by a.attnum, u.i) from pg_attribute a join pg_type t on t.oid = a.atttypid,
     lateral pg_catalog.unnest(array[
       case when a.attstattarget >= 0 then pg_catalog.quote_ident(a.attname) end, 'STATISTICS ' || a.attstattarget, 'STATISTICS -1',
       case when a.attstorage <> t.typstorage then pg_catalog.quote_ident(a.attname) end, 'STORAGE ' || case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end, 'STORAGE ' || case t.typstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end,
       {14|case when a.attcompression <> '' then pg_catalog.quote_ident(a.attname) end, 'COMPRESSION ' || case a.attcompression when 'l' then 'lz4' else 'pglz' end, 'COMPRESSION default'|null, null, null}
     ]) with ordinality u(x, i)
   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_am am on am.oid = c.relam left join pg_tablespace ts on ts.oid = c.reltablespace
where c.relkind = 'm' and {managed:n}
