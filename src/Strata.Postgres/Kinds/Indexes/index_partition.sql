-- An index that is part of a partitioned table's index: https://www.postgresql.org/docs/current/sql-alterindex.html (ATTACH PARTITION)
select null::oid, null::oid, null::int, n.nspname, c.relname, pn.nspname, p.relname, tn.nspname, t.relname,
  'pg_class'::regclass::oid, c.oid, 0, 'pg_class'::regclass::oid, p.oid, 0
from pg_inherits h join pg_class c on c.oid = h.inhrelid and c.relkind in ('i', 'I') join pg_namespace n on n.oid = c.relnamespace
join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
join pg_index i on i.indexrelid = c.oid join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
where {managed:n}
