-- Every object in a schema or beside schemas; the reader takes away those that a kind reads, and the parts of those.
with listed(classid, objid) as (
  select 'pg_class'::regclass::oid, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where {managed:n} and c.relkind not in ('t', 'i', 'I')
  union all select 'pg_type'::regclass::oid, t.oid from pg_type t join pg_namespace n on n.oid = t.typnamespace where {managed:n} and t.typisdefined
  union all select 'pg_proc'::regclass::oid, p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {managed:n}
  union all select 'pg_operator'::regclass::oid, o.oid from pg_operator o join pg_namespace n on n.oid = o.oprnamespace where {managed:n}
  union all select 'pg_opclass'::regclass::oid, o.oid from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace where {managed:n}
  union all select 'pg_opfamily'::regclass::oid, o.oid from pg_opfamily o join pg_namespace n on n.oid = o.opfnamespace where {managed:n}
  union all select 'pg_collation'::regclass::oid, o.oid from pg_collation o join pg_namespace n on n.oid = o.collnamespace where {managed:n}
  union all select 'pg_conversion'::regclass::oid, o.oid from pg_conversion o join pg_namespace n on n.oid = o.connamespace where {managed:n}
  union all select 'pg_statistic_ext'::regclass::oid, o.oid from pg_statistic_ext o join pg_namespace n on n.oid = o.stxnamespace where {managed:n}
  union all select 'pg_ts_config'::regclass::oid, o.oid from pg_ts_config o join pg_namespace n on n.oid = o.cfgnamespace where {managed:n}
  union all select 'pg_ts_dict'::regclass::oid, o.oid from pg_ts_dict o join pg_namespace n on n.oid = o.dictnamespace where {managed:n}
  union all select 'pg_ts_parser'::regclass::oid, o.oid from pg_ts_parser o join pg_namespace n on n.oid = o.prsnamespace where {managed:n}
  union all select 'pg_ts_template'::regclass::oid, o.oid from pg_ts_template o join pg_namespace n on n.oid = o.tmplnamespace where {managed:n}
  union all select 'pg_cast'::regclass::oid, o.oid from pg_cast o where o.oid >= 16384
  union all select 'pg_event_trigger'::regclass::oid, o.oid from pg_event_trigger o
  union all select 'pg_publication'::regclass::oid, o.oid from pg_publication o
  union all select 'pg_foreign_data_wrapper'::regclass::oid, o.oid from pg_foreign_data_wrapper o
  union all select 'pg_foreign_server'::regclass::oid, o.oid from pg_foreign_server o
  union all select 'pg_language'::regclass::oid, o.oid from pg_language o
  union all select 'pg_transform'::regclass::oid, o.oid from pg_transform o
  union all select 'pg_user_mapping'::regclass::oid, o.umid from pg_user_mappings o
  union all select 'pg_subscription'::regclass::oid, o.oid from pg_subscription o where o.subdbid = (select d.oid from pg_database d where d.datname = pg_catalog.current_database())
)
select l.classid, l.objid, 0, a.type, array[a.identity]
from listed l, lateral pg_catalog.pg_identify_object(l.classid, l.objid, 0) a
where l.objid >= 16384 and not exists (
  -- Row types, array types and other parts the server makes by itself.
  select from pg_depend d where d.classid = l.classid and d.objid = l.objid and d.deptype in ('i', 'e'))
  and not (l.classid = 'pg_type'::regclass::oid and exists (select from pg_type t where t.oid = l.objid and (t.typelem <> 0 and t.typlen = -1 or t.typrelid <> 0 or t.typtype in ('e', 'd'))))
  and not (l.classid = 'pg_class'::regclass::oid and exists (select from pg_class c where c.oid = l.objid and c.relkind in ('r', 'p', 'v', 'm', 'S', 'c')))
  and not (l.classid = 'pg_proc'::regclass::oid and exists (select from pg_proc p where p.oid = l.objid and p.prokind in ('f', 'p', 'w')))
union all
-- Triggers of a constraint, which have no name of their own, switched off: https://www.postgresql.org/docs/current/sql-altertable.html (DISABLE TRIGGER ALL)
select distinct 0::oid, 0::oid, 0, 'disabled trigger of constraint', array[n.nspname::text, c.relname::text, k.conname::text]
from pg_trigger g join pg_constraint k on k.oid = g.tgconstraint join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
where g.tgisinternal and g.tgenabled <> 'O' and {managed:n}
union all
-- A partition whose detach was begun and did not end (DETACH PARTITION … CONCURRENTLY, FINALIZE):
-- https://www.postgresql.org/docs/current/sql-altertable.html
select 0::oid, 0::oid, 0, 'pending detach of partition', array[n.nspname::text, c.relname::text]
from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
where {14|i.inhdetachpending|false} and {managed:n}
