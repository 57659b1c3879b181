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
), given(classid, objid, kind, owner, acl, nsp) as (
  select 'pg_class'::regclass::oid, c.oid, case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner, c.relacl, c.relnamespace
    from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
  union all select 'pg_proc'::regclass::oid, p.oid, 'f'::"char", p.proowner, p.proacl, p.pronamespace from pg_proc p
  union all select 'pg_type'::regclass::oid, t.oid, 'T'::"char", t.typowner, t.typacl, t.typnamespace from pg_type t
  union all select 'pg_namespace'::regclass::oid, n.oid, 'n'::"char", n.nspowner, n.nspacl, 0 from pg_namespace n
  union all select 'pg_language'::regclass::oid, l.oid, 'l'::"char", l.lanowner, l.lanacl, 0 from pg_language l
  union all select 'pg_foreign_data_wrapper'::regclass::oid, f.oid, 'F'::"char", f.fdwowner, f.fdwacl, 0 from pg_foreign_data_wrapper f
), beside as (
  -- What is there without a statement of the schema, and was granted on since: the members of extensions, the schema public, languages.
  -- What they began with: https://www.postgresql.org/docs/current/catalog-pg-init-privs.html
  select g.*, d.refobjid as extension, case
      when g.classid = 'pg_namespace'::regclass and d.refobjid is null then pg_catalog.acldefault('n', g.owner) || {15|pg_catalog.makeaclitem(0, g.owner, 'USAGE', false)
        |array[pg_catalog.makeaclitem(0, g.owner, 'USAGE', false), pg_catalog.makeaclitem(0, g.owner, 'CREATE', false)]}
      else coalesce(i.initprivs, pg_catalog.acldefault(g.kind, g.owner)) end as began
  from given g
    left join pg_depend d on d.classid = g.classid and d.objid = g.objid and d.objsubid = 0 and d.deptype = 'e'
    left join pg_init_privs i on i.classoid = g.classid and i.objoid = g.objid and i.objsubid = 0
  where (g.acl is not null or i.initprivs is not null) and (d.refobjid is not null or g.classid = 'pg_language'::regclass
    or g.classid = 'pg_namespace'::regclass and g.objid = (select n.oid from pg_namespace n where n.nspname = 'public'))
), besides as (
  select b.classid, b.objid, b.extension, e.grantee, e.privilege_type, e.is_grantable, 1 as sign
    from beside b, lateral pg_catalog.aclexplode(coalesce(b.acl, pg_catalog.acldefault(b.kind, b.owner))) e
  union all
  select b.classid, b.objid, b.extension, e.grantee, e.privilege_type, e.is_grantable, -1 from beside b, lateral pg_catalog.aclexplode(b.began) e
), beside_net as (
  select classid, objid, extension, grantee, privilege_type, pg_catalog.sum(sign) as sign, pg_catalog.bool_or(is_grantable and sign = 1) as grantable, pg_catalog.bool_or(sign = -1 and is_grantable) as had
  from besides group by 1, 2, 3, 4, 5
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
    where net.classid = 'pg_class'::regclass and c.oid = net.objid and c.relkind = 'S' and exists (select from pg_depend d where d.classid = net.classid and d.objid = net.objid and d.deptype = 'i')), null
from net where (sign <> 0 or (grantable and not had))
  -- Those on an extension's members come with the extension, and what was changed since is below.
  and not exists (select from pg_depend d where d.classid = net.classid and d.objid = net.objid and d.deptype = 'e')
group by classid, objid, objsubid, part, grantee
union all
select null::oid, null::oid, null::int, case when b.extension is not null then 'pg_extension'::regclass::oid end, b.extension, 0, null, case b.grantee when 0 then 'PUBLIC' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(b.grantee)) end,
  pg_catalog.array_agg(privilege_type order by privilege_type) filter (where sign > 0 and not grantable), pg_catalog.array_agg(privilege_type order by privilege_type) filter (where (sign > 0 or sign = 0 and not had) and grantable),
  pg_catalog.array_agg(privilege_type order by privilege_type) filter (where sign < 0), null,
  case when o.type in ('view', 'materialized view', 'foreign table') then 'TABLE' when o.type = 'aggregate' then 'FUNCTION' else pg_catalog.upper(o.type) end || ' ' || o.identity
from beside_net b, lateral pg_catalog.pg_identify_object(b.classid, b.objid, 0) o
where sign <> 0 or (grantable and not had)
group by b.classid, b.objid, b.extension, b.grantee, o.type, o.identity
