-- https://www.postgresql.org/docs/current/catalog-pg-ts-dict.html
select 'pg_ts_dict'::regclass::oid, d.oid, 0, n.nspname, d.dictname, pg_catalog.format('%I.%I', tn.nspname, t.tmplname), d.dictinitoption
from pg_ts_dict d join pg_namespace n on n.oid = d.dictnamespace join pg_ts_template t on t.oid = d.dicttemplate join pg_namespace tn on tn.oid = t.tmplnamespace
where {managed:n}
