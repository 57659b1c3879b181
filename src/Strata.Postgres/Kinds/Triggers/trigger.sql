-- https://www.postgresql.org/docs/current/catalog-pg-trigger.html. A partition's copy of its parent's trigger is the parent's.
select 'pg_trigger'::regclass::oid, g.oid, 0, n.nspname, c.relname, g.tgname, case c.relkind when 'v' then 'view' when 'f' then 'foreign table' else 'table' end, pg_catalog.pg_get_triggerdef(g.oid), g.tgenabled::text,
  -- Copies on partitions, at any depth, that are in another state.
  {13|(with recursive copy as (
     select k.oid, k.tgrelid, k.tgenabled from pg_trigger k where k.tgparentid = g.oid
     union all select k.oid, k.tgrelid, k.tgenabled from copy p join pg_trigger k on k.tgparentid = p.oid)
   select pg_catalog.array_agg(x order by pn.nspname, p.relname, i) from copy join pg_class p on p.oid = copy.tgrelid join pg_namespace pn on pn.oid = p.relnamespace,
     lateral pg_catalog.unnest(array[pn.nspname::text, p.relname::text, copy.tgenabled::text]) with ordinality u(x, i) where copy.tgenabled <> g.tgenabled)|null::text[]}
from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
where not g.tgisinternal and {13|g.tgparentid = 0|not exists (select from pg_depend d where d.classid = 'pg_trigger'::regclass and d.objid = g.oid and d.deptype in ('P', 'i') and d.refclassid = 'pg_trigger'::regclass)} and {managed:n}
