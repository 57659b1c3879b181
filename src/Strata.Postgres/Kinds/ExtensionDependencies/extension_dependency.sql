-- https://www.postgresql.org/docs/current/catalog-pg-depend.html (DEPENDENCY_AUTO_EXTENSION)
select null::oid, null::oid, null::int, d.classid, d.objid, d.objsubid, e.extname
from pg_depend d join pg_extension e on e.oid = d.refobjid
where d.deptype = 'x' and d.refclassid = 'pg_extension'::regclass
