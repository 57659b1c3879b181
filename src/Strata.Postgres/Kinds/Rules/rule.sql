-- https://www.postgresql.org/docs/current/catalog-pg-rewrite.html
select 'pg_rewrite'::regclass::oid, r.oid, 0, n.nspname, c.relname, r.rulename, case c.relkind when 'v' then 'view' else 'table' end, pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';'), r.ev_enabled::text
from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
where r.rulename <> '_RETURN' and {managed:n}
