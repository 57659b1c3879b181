-- https://www.postgresql.org/docs/current/catalog-pg-collation.html
select 'pg_collation'::regclass::oid, c.oid, 0, n.nspname, c.collname,
  pg_catalog.concat_ws(', ', 'provider = ' || case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
    {17|'locale = ' || pg_catalog.quote_literal(c.colllocale)|{15|'locale = ' || pg_catalog.quote_literal(c.colliculocale)|null::text}},
    case when c.collcollate = c.collctype then 'locale = ' || pg_catalog.quote_literal(c.collcollate) end,
    case when c.collcollate <> c.collctype then 'lc_collate = ' || pg_catalog.quote_literal(c.collcollate) || ', lc_ctype = ' || pg_catalog.quote_literal(c.collctype) end,
    case when not c.collisdeterministic then 'deterministic = false' end, {16|'rules = ' || pg_catalog.quote_literal(c.collicurules)|null::text})
from pg_collation c join pg_namespace n on n.oid = c.collnamespace
where {managed:n}
