-- https://www.postgresql.org/docs/current/catalog-pg-description.html
select null::oid, null::oid, null::int, d.classoid, d.objoid, d.objsubid, d.description,
  case when d.objsubid > 0 then (select a.attname from pg_attribute a where a.attrelid = d.objoid and a.attnum = d.objsubid) end,
  case when c.relkind in ('i', 'I') then array[n.nspname, c.relname] end,
  case when d.classoid = 'pg_constraint'::regclass then (select k.conname from pg_constraint k where k.oid = d.objoid and k.contypid <> 0) end,
  case when d.classoid = 'pg_constraint'::regclass then (select array['CONSTRAINT', kn.nspname, kc.relname, k.conname] from pg_constraint k join pg_class kc on kc.oid = k.conrelid join pg_namespace kn on kn.oid = kc.relnamespace where k.oid = d.objoid)
    when d.classoid = 'pg_trigger'::regclass then (select array['TRIGGER', kn.nspname, kc.relname, g.tgname] from pg_trigger g join pg_class kc on kc.oid = g.tgrelid join pg_namespace kn on kn.oid = kc.relnamespace where g.oid = d.objoid) end,
  d.classoid = 'pg_namespace'::regclass and d.objoid < 16384,
  {13|(with recursive up as (
     select g.tgparentid, g.tgrelid from pg_trigger g where d.classoid = 'pg_trigger'::regclass and g.oid = d.objoid and g.tgparentid <> 0
     union all select g.tgparentid, g.tgrelid from up join pg_trigger g on g.oid = up.tgparentid)
   select array[rn.nspname, rc.relname] from up join pg_class rc on rc.oid = up.tgrelid join pg_namespace rn on rn.oid = rc.relnamespace where up.tgparentid = 0)|null::text[]}
from pg_description d left join pg_class c on d.classoid = 'pg_class'::regclass and c.oid = d.objoid left join pg_namespace n on n.oid = c.relnamespace
where (d.objoid >= 16384
    or d.classoid = 'pg_namespace'::regclass and d.objoid = (select p.oid from pg_namespace p where p.nspname = 'public') and d.description <> 'standard public schema')
  -- An extension begins with the comment of its control file.
  and not (d.classoid = 'pg_extension'::regclass and exists (
    select from pg_extension x join pg_available_extensions a on a.name = x.extname where x.oid = d.objoid and a.comment = d.description))
  -- Comments on an extension's members come with the extension, which stands for all of them.
  and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')
