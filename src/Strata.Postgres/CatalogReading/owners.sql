-- Every class of object that has an owner: https://www.postgresql.org/docs/current/catalogs.html
with owned(classid, objid, owner) as (
  select 'pg_class'::regclass::oid, oid, relowner from pg_class where relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c')
  union all select 'pg_proc'::regclass::oid, oid, proowner from pg_proc
  union all select 'pg_type'::regclass::oid, oid, typowner from pg_type where typtype in ('e', 'd', 'r', 'b') and typelem = 0
  union all select 'pg_namespace'::regclass::oid, oid, nspowner from pg_namespace
  union all select 'pg_operator'::regclass::oid, oid, oprowner from pg_operator
  union all select 'pg_collation'::regclass::oid, oid, collowner from pg_collation
  union all select 'pg_statistic_ext'::regclass::oid, oid, stxowner from pg_statistic_ext
  union all select 'pg_event_trigger'::regclass::oid, oid, evtowner from pg_event_trigger
  union all select 'pg_publication'::regclass::oid, oid, pubowner from pg_publication
  union all select 'pg_ts_config'::regclass::oid, oid, cfgowner from pg_ts_config
  union all select 'pg_ts_dict'::regclass::oid, oid, dictowner from pg_ts_dict
  union all select 'pg_foreign_data_wrapper'::regclass::oid, oid, fdwowner from pg_foreign_data_wrapper
  union all select 'pg_foreign_server'::regclass::oid, oid, srvowner from pg_foreign_server
  union all select 'pg_extension'::regclass::oid, oid, extowner from pg_extension
)
select a.type, a.object_names, a.object_args, r.rolname::text
from owned o join pg_roles r on r.oid = o.owner, lateral pg_catalog.pg_identify_object_as_address(o.classid, o.objid, 0) a
where r.rolname = any ($1) and o.objid >= 16384
