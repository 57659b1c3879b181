-- Privileges that differ from the defaults of a new object: https://www.postgresql.org/docs/current/ddl-priv.html
with acl(classid, objid, objsubid, kind, owner, acl, part) as (
  select 'pg_class'::regclass::oid, c.oid, 0, case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner, c.relacl, null::text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relacl is not null and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and {managed:n}
  union all select 'pg_class'::regclass::oid, a.attrelid, a.attnum, 'c'::"char", c.relowner, a.attacl, a.attname
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where a.attacl is not null and not a.attisdropped and {managed:n}
  union all select 'pg_proc'::regclass::oid, p.oid, 0, 'f'::"char", p.proowner, p.proacl, null from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.proacl is not null and {managed:n}
  union all select 'pg_type'::regclass::oid, t.oid, 0, 'T'::"char", t.typowner, t.typacl, null from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typacl is not null and {managed:n}
  union all select 'pg_namespace'::regclass::oid, n.oid, 0, 'n'::"char", n.nspowner, n.nspacl, null from pg_namespace n where n.nspacl is not null and {managed:n}
  union all select 'pg_foreign_data_wrapper'::regclass::oid, f.oid, 0, 'F'::"char", f.fdwowner, f.fdwacl, null from pg_foreign_data_wrapper f where f.fdwacl is not null
  union all select 'pg_foreign_server'::regclass::oid, f.oid, 0, 'S'::"char", f.srvowner, f.srvacl, null from pg_foreign_server f where f.srvacl is not null
), entry as (
  select a.classid, a.objid, a.objsubid, a.part, e.grantee, e.privilege_type, e.is_grantable, 1 as sign from acl a, lateral pg_catalog.aclexplode(a.acl) e
  union all
  select a.classid, a.objid, a.objsubid, a.part, e.grantee, e.privilege_type, e.is_grantable, -1 from acl a, lateral pg_catalog.aclexplode(pg_catalog.acldefault(a.kind, a.owner)) e where a.kind <> 'c'
), net as (
  select classid, objid, objsubid, part, grantee, privilege_type, pg_catalog.sum(sign) as sign, pg_catalog.bool_or(is_grantable and sign = 1) as grantable, pg_catalog.bool_or(sign = -1 and is_grantable) as had
  from entry group by 1, 2, 3, 4, 5, 6
)
select null::oid, null::oid, null::int, classid, objid, objsubid, part, case grantee when 0 then 'PUBLIC' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(grantee)) end,
  pg_catalog.array_agg(privilege_type order by privilege_type) filter (where sign > 0 and not grantable), pg_catalog.array_agg(privilege_type order by privilege_type) filter (where (sign > 0 or sign = 0 and not had) and grantable),
  pg_catalog.array_agg(privilege_type order by privilege_type) filter (where sign < 0),
  -- An identity's sequence, which is part of its column.
  (select array[n.nspname, c.relname] from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where net.classid = 'pg_class'::regclass and c.oid = net.objid and c.relkind = 'S' and exists (select from pg_depend d where d.classid = net.classid and d.objid = net.objid and d.deptype = 'i'))
from net where (sign <> 0 or (grantable and not had))
  -- Privileges on an extension's members come with the extension, which stands for all of them.
  and not exists (select from pg_depend d where d.classid = net.classid and d.objid = net.objid and d.deptype = 'e')
group by classid, objid, objsubid, part, grantee
