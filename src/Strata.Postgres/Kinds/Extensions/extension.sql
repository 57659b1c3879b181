-- https://www.postgresql.org/docs/current/catalog-pg-extension.html
select 'pg_extension'::regclass::oid, e.oid, 0, e.extname, n.nspname, e.extversion, e.extrelocatable
from pg_extension e join pg_namespace n on n.oid = e.extnamespace
where e.extname <> 'plpgsql'
