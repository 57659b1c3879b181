-- https://www.postgresql.org/docs/current/catalog-pg-range.html
select 'pg_type'::regclass::oid, t.oid, 0, n.nspname, t.typname,
  pg_catalog.concat_ws(', ', 'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, null),
    (select pg_catalog.format('SUBTYPE_OPCLASS = %I.%I', o.nspname, c.opcname) from pg_opclass c join pg_namespace o on o.oid = c.opcnamespace where c.oid = r.rngsubopc and not c.opcdefault),
    (select pg_catalog.format('COLLATION = %I.%I', o.nspname, c.collname) from pg_collation c join pg_namespace o on o.oid = c.collnamespace join pg_type s on s.oid = r.rngsubtype where c.oid = r.rngcollation and r.rngcollation <> s.typcollation),
    (select pg_catalog.format('CANONICAL = %I.%I', o.nspname, p.proname) from pg_proc p join pg_namespace o on o.oid = p.pronamespace where p.oid = r.rngcanonical),
    (select pg_catalog.format('SUBTYPE_DIFF = %I.%I', o.nspname, p.proname) from pg_proc p join pg_namespace o on o.oid = p.pronamespace where p.oid = r.rngsubdiff),
    {14|(select pg_catalog.format('MULTIRANGE_TYPE_NAME = %I.%I', o.nspname, m.typname) from pg_type m join pg_namespace o on o.oid = m.typnamespace where m.oid = r.rngmultitypid)|null})
from pg_range r join pg_type t on t.oid = r.rngtypid join pg_namespace n on n.oid = t.typnamespace
where {managed:n}
