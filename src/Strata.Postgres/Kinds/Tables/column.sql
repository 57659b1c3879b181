-- https://www.postgresql.org/docs/current/catalog-pg-attribute.html
select 'pg_class'::regclass::oid, c.oid, a.attnum::int, n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
  case when a.attcollation <> t.typcollation then (select pg_catalog.format('%I.%I', cn.nspname, co.collname) from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation) end,
  case when a.attgenerated <> '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end, {18|a.attgenerated = 'v'|false},
  {17|case when c.relispartition then '' else a.attidentity::text end|a.attidentity::text}, case when a.attstorage <> t.typstorage then a.attstorage::text end, {14|nullif(a.attcompression::text, '')|null::text},
  case when a.attstattarget >= 0 then a.attstattarget::int end, a.attoptions, a.attnum::int, t.typstorage::text,
  case when c.relispartition and a.attinhcount > 0 then (select array[pn.nspname, p.relname] from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace where h.inhrelid = c.oid) end,
  case when not c.relispartition and a.attinhcount > 0 then (select array[pn.nspname, p.relname] from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
    where h.inhrelid = c.oid and exists (select from pg_attribute pa where pa.attrelid = p.oid and pa.attname = a.attname and not pa.attisdropped) order by h.inhseqno limit 1) end,
  not a.attislocal and not c.relispartition,
  {18|nn.conname, coalesce(not nn.convalidated, false), coalesce(nn.connoinherit, false)|null::text, false, false},
  s.name, s.seqtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on a.attgenerated <> '' and d.adrelid = a.attrelid and d.adnum = a.attnum
left join (
  select d.refobjid, d.refobjsubid, array[sn.nspname, sc.relname] as name, pg_catalog.format_type(q.seqtypid, null) as seqtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle
  from pg_depend d join pg_sequence q on q.seqrelid = d.objid join pg_class sc on sc.oid = q.seqrelid join pg_namespace sn on sn.oid = sc.relnamespace
  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype = 'i'
) s on a.attidentity <> '' and s.refobjid = a.attrelid and s.refobjsubid = a.attnum
{18|left join pg_constraint nn on nn.conrelid = a.attrelid and nn.contype = 'n' and nn.conkey[1] = a.attnum|}
where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and (a.attislocal or c.relispartition or exists (
  -- What is inherited, and has been altered since.
  select from pg_inherits h join pg_attribute pa on pa.attrelid = h.inhparent and pa.attname = a.attname and not pa.attisdropped
  where h.inhrelid = c.oid and h.inhseqno = 1 and (pa.attnotnull <> a.attnotnull or pa.attstorage <> a.attstorage or a.attstattarget >= 0
    or pa.attoptions is distinct from a.attoptions or {14|pa.attcompression <> a.attcompression|false}
    or (select pg_catalog.pg_get_expr(x.adbin, x.adrelid) from pg_attrdef x where x.adrelid = pa.attrelid and x.adnum = pa.attnum)
      is distinct from (select pg_catalog.pg_get_expr(x.adbin, x.adrelid) from pg_attrdef x where x.adrelid = a.attrelid and x.adnum = a.attnum))
)) and {managed:n}
