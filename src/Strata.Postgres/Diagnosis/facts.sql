-- What doctor asks a server, in one row. Everything here may be read by any login.
-- https://www.postgresql.org/docs/current/functions-admin.html, https://www.postgresql.org/docs/current/monitoring-stats.html
SELECT pg_catalog.current_setting('server_version_num')::integer,
  pg_catalog.current_setting('server_version'),
  pg_catalog.pg_is_in_recovery(),
  pg_catalog.current_setting('default_transaction_read_only') = 'on',
  pg_catalog.clock_timestamp(),
  current_user::text,
  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
  coalesce((SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE') FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'), true),
  coalesce((SELECT pg_catalog.has_schema_privilege('public', n.oid, 'CREATE') FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'), false),
  coalesce((SELECT pg_catalog.pg_has_role(n.nspowner, 'USAGE') FROM pg_catalog.pg_namespace n WHERE n.nspname = 'strata'), true),
  (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
  coalesce((SELECT s.ssl FROM pg_catalog.pg_stat_ssl s WHERE s.pid = pg_catalog.pg_backend_pid()), false),
  pg_catalog.pg_backend_pid(),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() AND a.xact_start < pg_catalog.now() - interval '5 minutes'),
  (SELECT pg_catalog.string_agg(pg_catalog.format('process %s of %s for %s', a.pid, a.usename, pg_catalog.date_trunc('second', pg_catalog.now() - a.xact_start)), ', ' ORDER BY a.xact_start)
     FROM pg_catalog.pg_stat_activity a WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() AND a.xact_start < pg_catalog.now() - interval '5 minutes'),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database()),
  (SELECT pg_catalog.age(d.datfrozenxid) FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()),
  (SELECT pg_catalog.string_agg(i.indexrelid::pg_catalog.regclass::text, ', ') FROM pg_catalog.pg_index i
    WHERE NOT i.indisvalid AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.backend_type = 'client backend'),
  pg_catalog.current_setting('max_connections')::integer
