-- Roles that a dump names when it grants: those with rights on objects that somebody made, and those whose default rights were set. An owner's own rights are no grant.
select distinct pg_catalog.pg_get_userbyid(role)::text from (
  select a.grantee as role from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace, pg_catalog.aclexplode(c.relacl) a where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and a.grantee <> c.relowner
  union all
  select a.grantee from pg_catalog.pg_attribute t join pg_catalog.pg_class c on c.oid = t.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace, pg_catalog.aclexplode(t.attacl) a where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and a.grantee <> c.relowner
  union all
  select a.grantee from pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and a.grantee <> n.nspowner
  union all
  select a.grantee from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace, pg_catalog.aclexplode(p.proacl) a where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and a.grantee <> p.proowner
  union all
  select a.grantee from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace, pg_catalog.aclexplode(t.typacl) a where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and a.grantee <> t.typowner
  union all
  select d.defaclrole from pg_catalog.pg_default_acl d
  union all
  select a.grantee from pg_catalog.pg_default_acl d, pg_catalog.aclexplode(d.defaclacl) a
) named
where role <> 0
order by 1
