-- A sequence that goes away with a column: https://www.postgresql.org/docs/current/sql-altersequence.html (OWNED BY)
select null::oid, null::oid, null::int, n.nspname, c.relname, tn.nspname, t.relname, a.attname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype = 'a'
join pg_class t on t.oid = d.refobjid join pg_namespace tn on tn.oid = t.relnamespace
join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
where c.relkind = 'S' and {managed:n}
