-- https://www.postgresql.org/docs/current/catalog-pg-ts-config-map.html
select 'pg_ts_config'::regclass::oid, c.oid, 0, n.nspname, c.cfgname, format('%I.%I', pn.nspname, p.prsname),
  array(select quote_ident(t.alias) || ' ' || string_agg(format('%I.%I', dn.nspname, d.dictname), ', ' order by m.mapseqno)
    from pg_ts_config_map m join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype join pg_ts_dict d on d.oid = m.mapdict join pg_namespace dn on dn.oid = d.dictnamespace
    where m.mapcfg = c.oid group by t.tokid, t.alias order by t.tokid)
from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace join pg_ts_parser p on p.oid = c.cfgparser join pg_namespace pn on pn.oid = p.prsnamespace
where {managed:n}
