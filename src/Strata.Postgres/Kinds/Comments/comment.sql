-- https://www.postgresql.org/docs/current/catalog-pg-description.html
select null::oid, null::oid, null::int, d.classoid, d.objoid, d.objsubid, d.description,
  case when d.objsubid > 0 then (select a.attname from pg_attribute a where a.attrelid = d.objoid and a.attnum = d.objsubid) end,
  case when c.relkind in ('i', 'I') then array[n.nspname, c.relname] end,
  case when d.classoid = 'pg_constraint'::regclass then (select k.conname from pg_constraint k where k.oid = d.objoid and k.contypid <> 0) end
from pg_description d left join pg_class c on d.classoid = 'pg_class'::regclass and c.oid = d.objoid left join pg_namespace n on n.oid = c.relnamespace
where d.objoid >= 16384
  -- Comments on an extension's members come with the extension, which stands for all of them.
  and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')
