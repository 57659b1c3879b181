-- https://www.postgresql.org/docs/current/catalog-pg-publication.html
select 'pg_publication'::regclass::oid, p.oid, 0, p.pubname, p.puballtables,
  pg_catalog.concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
  {13|p.pubviaroot|false},
  {15|array(select pg_catalog.quote_ident(n.nspname) from pg_publication_namespace s join pg_namespace n on n.oid = s.pnnspid where s.pnpubid = p.oid order by 1)|array[]::text[]},
  {18|p.pubgencols = 's'|false}
from pg_publication p
