-- https://www.postgresql.org/docs/current/catalog-pg-foreign-data-wrapper.html
select 'pg_foreign_data_wrapper'::regclass::oid, f.oid, 0, f.fdwname,
  (select pg_catalog.format('%I.%I', n.nspname, p.proname) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = f.fdwhandler),
  (select pg_catalog.format('%I.%I', n.nspname, p.proname) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = f.fdwvalidator),
  f.fdwoptions
from pg_foreign_data_wrapper f
