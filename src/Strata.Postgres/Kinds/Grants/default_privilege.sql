-- https://www.postgresql.org/docs/current/catalog-pg-default-acl.html
with entry as (
  select d.oid, e.grantee, e.privilege_type, e.is_grantable, 1 as sign from pg_default_acl d, lateral pg_catalog.aclexplode(d.defaclacl) e
  union all
  select d.oid, e.grantee, e.privilege_type, e.is_grantable, -1 from pg_default_acl d, lateral pg_catalog.aclexplode(pg_catalog.acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole)) e where d.defaclnamespace = 0
), net as (
  select oid, grantee, privilege_type, pg_catalog.sum(sign) as sign, pg_catalog.bool_or(is_grantable and sign = 1) as grantable, pg_catalog.bool_or(sign = -1 and is_grantable) as had from entry group by 1, 2, 3
)
select null::oid, null::oid, null::int, pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole)), n.nspname,
  case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS' when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end,
  case net.grantee when 0 then 'PUBLIC' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(net.grantee)) end,
  pg_catalog.array_agg(privilege_type order by privilege_type) filter (where sign > 0 and not grantable), pg_catalog.array_agg(privilege_type order by privilege_type) filter (where (sign > 0 or sign = 0 and not had) and grantable),
  pg_catalog.array_agg(privilege_type order by privilege_type) filter (where sign < 0)
from net join pg_default_acl d on d.oid = net.oid left join pg_namespace n on n.oid = d.defaclnamespace
where (sign <> 0 or (grantable and not had)) and (n.nspname is null or ({managed:n}))
group by d.defaclrole, n.nspname, d.defaclobjtype, net.grantee
