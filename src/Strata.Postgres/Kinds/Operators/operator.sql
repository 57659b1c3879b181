-- https://www.postgresql.org/docs/current/catalog-pg-operator.html. A shell, which has no function yet, is what another one names.
select 'pg_operator'::regclass::oid, o.oid, 0, n.nspname, o.oprname,
  array[case o.oprleft when 0 then 'NONE' else pg_catalog.format_type(o.oprleft, null) end, case o.oprright when 0 then 'NONE' else pg_catalog.format_type(o.oprright, null) end],
  pg_catalog.concat_ws(', ', pg_catalog.format('FUNCTION = %I.%I', pn.nspname, p.proname),
    case when o.oprleft <> 0 then 'LEFTARG = ' || pg_catalog.format_type(o.oprleft, null) end, case when o.oprright <> 0 then 'RIGHTARG = ' || pg_catalog.format_type(o.oprright, null) end,
    (select pg_catalog.format('COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) from pg_operator c join pg_namespace cn on cn.oid = c.oprnamespace where c.oid = o.oprcom),
    (select pg_catalog.format('NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) from pg_operator c join pg_namespace cn on cn.oid = c.oprnamespace where c.oid = o.oprnegate),
    (select pg_catalog.format('RESTRICT = %I.%I', fn.nspname, f.proname) from pg_proc f join pg_namespace fn on fn.oid = f.pronamespace where f.oid = o.oprrest),
    (select pg_catalog.format('JOIN = %I.%I', fn.nspname, f.proname) from pg_proc f join pg_namespace fn on fn.oid = f.pronamespace where f.oid = o.oprjoin),
    case when o.oprcanhash then 'HASHES' end, case when o.oprcanmerge then 'MERGES' end)
from pg_operator o join pg_namespace n on n.oid = o.oprnamespace join pg_proc p on p.oid = o.oprcode join pg_namespace pn on pn.oid = p.pronamespace
where {managed:n}
