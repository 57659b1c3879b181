-- https://www.postgresql.org/docs/current/catalog-pg-foreign-server.html
select 'pg_foreign_server'::regclass::oid, s.oid, 0, s.srvname, pg_catalog.quote_ident(f.fdwname), s.srvtype, s.srvversion, s.srvoptions
from pg_foreign_server s join pg_foreign_data_wrapper f on f.oid = s.srvfdw
