-- What a database holds that a new one does not: a few names. What an extension made is the extension's.
with own as (
  select n.oid, n.nspname from pg_catalog.pg_namespace n where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'strata_restore')
), member as (
  select d.classid, d.objid from pg_catalog.pg_depend d where d.deptype = 'e'
)
select what from (
  select case when c.relkind in ('r', 'p') then 0 else 1 end as rank, pg_catalog.format('%s %I.%I', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, own.nspname, c.relname) as what
  from pg_catalog.pg_class c join own on own.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relpersistence <> 't' and not exists (select from member m where m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and m.objid = c.oid)
  union all
  select 2, pg_catalog.format('type %I.%I', own.nspname, t.typname)
  from pg_catalog.pg_type t join own on own.oid = t.typnamespace
  where t.typtype in ('e', 'd', 'r') and not exists (select from member m where m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and m.objid = t.oid)
  union all
  select 3, pg_catalog.format('function %I.%I', own.nspname, p.proname)
  from pg_catalog.pg_proc p join own on own.oid = p.pronamespace
  where not exists (select from member m where m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and m.objid = p.oid)
  union all
  select 4, pg_catalog.format('schema %I', own.nspname)
  from own where own.nspname <> 'public' and not exists (select from member m where m.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and m.objid = own.oid)
  union all
  select 5, 'large objects' from pg_catalog.pg_largeobject_metadata
) found
group by rank, what
order by rank, what
limit 6
