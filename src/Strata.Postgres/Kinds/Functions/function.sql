-- https://www.postgresql.org/docs/current/catalog-pg-proc.html. What a range type brings along is part of the type.
select 'pg_proc'::regclass::oid, p.oid, 0, n.nspname, p.proname, case p.prokind when 'p' then 'procedure' else 'function' end,
  array(select pg_catalog.format_type(t, null) from pg_catalog.unnest(p.proargtypes) with ordinality u(t, i) order by i), pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), E'\n'),
  coalesce(pg_catalog.pg_get_function_result(p.oid), ''), coalesce(pg_catalog.array_to_string(p.proargnames, ',', ''), '') || ' ' || coalesce(pg_catalog.array_to_string(p.proargmodes, ','), ''), p.pronargdefaults::int, p.prokind::text
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where p.prokind in ('f', 'p', 'w') and {managed:n}
  and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')
