-- https://www.postgresql.org/docs/current/catalog-pg-enum.html
select 'pg_type'::regclass::oid, t.oid, 0, n.nspname, t.typname, array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder)
from pg_type t join pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'e' and {managed:n}
