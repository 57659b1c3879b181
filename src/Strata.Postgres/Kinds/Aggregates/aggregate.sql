-- https://www.postgresql.org/docs/current/catalog-pg-aggregate.html
select 'pg_proc'::regclass::oid, p.oid, 0, n.nspname, p.proname, array(select pg_catalog.format_type(t, null) from pg_catalog.unnest(p.proargtypes) with ordinality u(t, i) order by i),
  case when p.pronargs = 0 then '*' else pg_catalog.pg_get_function_identity_arguments(p.oid) end,
  pg_catalog.concat_ws(', ',
    'SFUNC = ' || a.aggtransfn::regproc, 'STYPE = ' || pg_catalog.format_type(a.aggtranstype, null),
    'SSPACE = ' || nullif(a.aggtransspace, 0), 'FINALFUNC = ' || nullif(a.aggfinalfn, 0)::regproc, case when a.aggfinalextra then 'FINALFUNC_EXTRA' end,
    case when a.aggfinalfn <> 0 and a.aggfinalmodify <> (case when a.aggkind = 'n' then 'r' else 'w' end)::"char" then 'FINALFUNC_MODIFY = ' || case a.aggfinalmodify when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
    'COMBINEFUNC = ' || nullif(a.aggcombinefn, 0)::regproc, 'SERIALFUNC = ' || nullif(a.aggserialfn, 0)::regproc, 'DESERIALFUNC = ' || nullif(a.aggdeserialfn, 0)::regproc,
    'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
    'MSFUNC = ' || nullif(a.aggmtransfn, 0)::regproc, 'MINVFUNC = ' || nullif(a.aggminvtransfn, 0)::regproc, 'MSTYPE = ' || pg_catalog.format_type(nullif(a.aggmtranstype, 0), null),
    'MSSPACE = ' || nullif(a.aggmtransspace, 0), 'MFINALFUNC = ' || nullif(a.aggmfinalfn, 0)::regproc, case when a.aggmfinalextra then 'MFINALFUNC_EXTRA' end,
    case when a.aggmfinalfn <> 0 and a.aggmfinalmodify <> (case when a.aggkind = 'n' then 'r' else 'w' end)::"char" then 'MFINALFUNC_MODIFY = ' || case a.aggmfinalmodify when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
    'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval), 'SORTOP = ' || (select pg_catalog.format('OPERATOR(%I.%s)', opn.nspname, op.oprname) from pg_operator op join pg_namespace opn on opn.oid = op.oprnamespace where op.oid = a.aggsortop),
    case p.proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end, case when a.aggkind = 'h' then 'HYPOTHETICAL' end)
from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid join pg_namespace n on n.oid = p.pronamespace
where {managed:n}
