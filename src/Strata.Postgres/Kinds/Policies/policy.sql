-- https://www.postgresql.org/docs/current/catalog-pg-policy.html
select 'pg_policy'::regclass::oid, p.oid, 0, n.nspname, c.relname, p.polname, p.polpermissive, p.polcmd::text,
  array(select case r when 0 then 'PUBLIC' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) end from pg_catalog.unnest(p.polroles) r order by 1),
  pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
where {managed:n}
