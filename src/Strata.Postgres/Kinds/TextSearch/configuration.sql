-- https://www.postgresql.org/docs/current/catalog-pg-ts-config-map.html
select 'pg_ts_config'::regclass::oid, c.oid, 0, n.nspname, c.cfgname, pg_catalog.format('%I.%I', pn.nspname, p.prsname),
  array(select pg_catalog.quote_ident(t.alias) || ' ' || pg_catalog.string_agg(pg_catalog.format('%I.%I', dn.nspname, d.dictname), ', ' order by m.mapseqno)
    from pg_ts_config_map m join pg_catalog.ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype join pg_ts_dict d on d.oid = m.mapdict join pg_namespace dn on dn.oid = d.dictnamespace
    where m.mapcfg = c.oid group by t.tokid, t.alias order by t.tokid)
from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace join pg_ts_parser p on p.oid = c.cfgparser join pg_namespace pn on pn.oid = p.prsnamespace
where {managed:n}
