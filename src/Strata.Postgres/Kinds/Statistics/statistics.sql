-- https://www.postgresql.org/docs/current/catalog-pg-statistic-ext.html
select 'pg_statistic_ext'::regclass::oid, s.oid, 0, n.nspname, s.stxname, tn.nspname, t.relname, pg_catalog.pg_get_statisticsobjdef(s.oid), {13|case when s.stxstattarget >= 0 then s.stxstattarget::int end|null::int}
from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace join pg_class t on t.oid = s.stxrelid join pg_namespace tn on tn.oid = t.relnamespace
where {managed:n}
