-- https://www.postgresql.org/docs/current/catalog-pg-namespace.html
select 'pg_namespace'::regclass::oid, n.oid, 0, n.nspname
from pg_namespace n
where {managed:n} and n.nspname <> 'public'
