-- https://www.postgresql.org/docs/current/catalog-pg-event-trigger.html
select 'pg_event_trigger'::regclass::oid, e.oid, 0, e.evtname, e.evtevent, e.evttags, pg_catalog.format('%I.%I', n.nspname, p.proname), e.evtenabled::text
from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid join pg_namespace n on n.oid = p.pronamespace
