select classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype::text
from pg_depend
where deptype in ('n', 'a', 'i', 'P', 'S', 'e') and (refobjid >= 16384 or deptype = 'e')
