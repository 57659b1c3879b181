-- https://www.postgresql.org/docs/current/catalog-pg-cast.html. What a range type brings along is part of the type.
select 'pg_cast'::regclass::oid, c.oid, 0, pg_catalog.format_type(c.castsource, null), pg_catalog.format_type(c.casttarget, null),
  pg_catalog.concat(case c.castmethod when 'b' then 'WITHOUT FUNCTION' when 'i' then 'WITH INOUT'
    else (select pg_catalog.format('WITH FUNCTION %I.%I(%s)', n.nspname, p.proname, (select pg_catalog.string_agg(pg_catalog.format_type(t, null), ', ' order by i) from pg_catalog.unnest(p.proargtypes) with ordinality u(t, i))) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = c.castfunc) end,
    case c.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' end)
from pg_cast c
where c.oid >= 16384
  and not exists (select from pg_depend d where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype = 'i')
