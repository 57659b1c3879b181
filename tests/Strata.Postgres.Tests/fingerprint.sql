-- Everything that pg_dump -s would print of a database, in words of the server's own functions: one line for each fact. The order of columns is
-- none. Columns of the catalog that some versions lack are taken from the row as JSON, where they are null.
with mine as (
  select n.oid, n.nspname from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
), member as (
  select d.classid, d.objid from pg_depend d where d.deptype = 'e'
), relation as (
  select c.*, pg_catalog.to_jsonb(c) as j, c.oid::regclass::text as name
  from pg_class c where c.relnamespace in (select oid from mine) and c.relkind <> 't' and ('pg_class'::regclass, c.oid) not in (select classid, objid from member)
), acl(name, acl) as (
  select pg_catalog.concat('relation ', c.name), coalesce_acl from relation c, lateral (select coalesce(c.relacl, pg_catalog.acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)) as coalesce_acl) x where c.relkind not in ('i', 'I', 'c')
  union all select pg_catalog.concat('column ', c.name, ' ', a.attname), a.attacl from relation c join pg_attribute a on a.attrelid = c.oid where not a.attisdropped and a.attacl is not null
  union all select pg_catalog.concat('routine ', p.oid::regprocedure), coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)) from pg_proc p where p.pronamespace in (select oid from mine)
  union all select pg_catalog.concat('type ', t.oid::regtype), coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner)) from pg_type t where t.typnamespace in (select oid from mine) and t.typelem = 0 and t.typrelid = 0
  union all select pg_catalog.concat('schema ', n.nspname), coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)) from pg_namespace n where n.oid in (select oid from mine)
  union all select pg_catalog.concat('server ', s.srvname), coalesce(s.srvacl, pg_catalog.acldefault('S', s.srvowner)) from pg_foreign_server s
  union all select pg_catalog.concat('wrapper ', f.fdwname), coalesce(f.fdwacl, pg_catalog.acldefault('F', f.fdwowner)) from pg_foreign_data_wrapper f
), line(text) as (
  select pg_catalog.concat('schema ', nspname) from mine
  union all select pg_catalog.concat('extension ', e.extname, ' ', e.extversion, ' ', e.extnamespace::regnamespace) from pg_extension e
  -- aclexplode leaves out nothing, and its rows have no order.
  union all select pg_catalog.concat('privilege ', a.name, ' ', case e.grantee when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(e.grantee) end, ' ', e.privilege_type, ' ', e.is_grantable) from acl a, lateral pg_catalog.aclexplode(a.acl) e
  union all select pg_catalog.concat('default privilege ', pg_catalog.pg_get_userbyid(d.defaclrole), ' ', d.defaclnamespace::regnamespace, ' ', d.defaclobjtype, ' ', e.grantee::regrole, ' ', e.privilege_type, ' ', e.is_grantable) from pg_default_acl d, lateral pg_catalog.aclexplode(d.defaclacl) e
  union all select pg_catalog.concat('relation ', c.name, ' ', c.relkind, ' ', c.relpersistence, ' ', array(select o from pg_catalog.unnest(c.reloptions) o order by 1), ' replica ', case when c.relkind in ('i', 'I') then '' else c.relreplident end, ' rls ', c.relrowsecurity, c.relforcerowsecurity,
      ' am ', (select amname from pg_am where oid = c.relam), ' space ', (select spcname from pg_tablespace where oid = c.reltablespace), ' key ', case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end,
      ' bound ', case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end, ' of ', nullif(c.reloftype, 0)::regtype, ' populated ', c.relispopulated) from relation c
  union all select pg_catalog.concat('toast ', c.name, ' ', t.reloptions) from relation c join pg_class t on t.oid = c.reltoastrelid where t.reloptions is not null
  union all select pg_catalog.concat('inherits ', h.inhrelid::regclass, ' ', h.inhparent::regclass, ' ', h.inhseqno) from pg_inherits h join relation c on c.oid = h.inhrelid
  union all select pg_catalog.concat('column ', c.name, ' ', a.attname, ' ', pg_catalog.format_type(a.atttypid, a.atttypmod), ' notnull ', a.attnotnull, ' identity ', a.attidentity, ' generated ', a.attgenerated, ' local ', a.attislocal, ' inherited ', a.attinhcount,
      ' storage ', case when a.attstorage <> t.typstorage then a.attstorage end, ' compression ', x.j ->> 'attcompression', ' statistics ', nullif(x.j ->> 'attstattarget', '-1'), ' options ', a.attoptions, ' foreign ', a.attfdwoptions,
      ' collation ', case when a.attcollation <> t.typcollation then a.attcollation::regcollation end, ' value ', pg_catalog.pg_get_expr(d.adbin, d.adrelid), ' sequence ', pg_catalog.pg_get_serial_sequence(c.name, a.attname))
    from relation c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum, lateral (select pg_catalog.to_jsonb(a) as j) x
    where c.relkind not in ('i', 'I', 'S')
  union all select pg_catalog.concat('constraint ', k.conname, ' on ', coalesce(nullif(k.conrelid, 0)::regclass::text, nullif(k.contypid, 0)::regtype::text), ' ', k.contype, ' ', pg_catalog.pg_get_constraintdef(k.oid), ' valid ', k.convalidated, ' enforced ', pg_catalog.to_jsonb(k) ->> 'conenforced',
      -- A dump makes a partition as a table, and attaches it: whose NOT NULL it was at first, is in none.
      ' local ', case when k.contype = 'n' and (select c.relispartition from pg_class c where c.oid = k.conrelid) then null else k.conislocal end, ' inherited ', k.coninhcount, ' of ', (select pg_catalog.concat(p.conrelid::regclass, ' ', p.conname) from pg_constraint p where p.oid = k.conparentid))
    from pg_constraint k where k.connamespace in (select oid from mine) and k.contype <> 't'
  union all select pg_catalog.concat('index ', pg_catalog.pg_get_indexdef(i.indexrelid), ' valid ', i.indisvalid, ' clustered ', i.indisclustered, ' replica ', i.indisreplident, ' immediate ', i.indimmediate,
      ' statistics ', array(select a.attnum || ' ' || a.attstattarget from pg_attribute a where a.attrelid = i.indexrelid and a.attstattarget >= 0 order by 1)) from pg_index i join relation c on c.oid = i.indexrelid
  union all select pg_catalog.concat('view ', c.name, ' ', pg_catalog.pg_get_viewdef(c.oid)) from relation c where c.relkind in ('v', 'm')
  union all select pg_catalog.concat('rule ', r.rulename, ' ', pg_catalog.pg_get_ruledef(r.oid), ' ', r.ev_enabled) from pg_rewrite r join relation c on c.oid = r.ev_class where r.rulename <> '_RETURN'
  union all select pg_catalog.concat('trigger ', pg_catalog.pg_get_triggerdef(g.oid), ' ', g.tgenabled) from pg_trigger g join relation c on c.oid = g.tgrelid where not g.tgisinternal
  union all select pg_catalog.concat('trigger of ', k.conname, ' on ', c.name, ' ', g.tgenabled) from pg_trigger g join relation c on c.oid = g.tgrelid join pg_constraint k on k.oid = g.tgconstraint where g.tgisinternal and g.tgenabled <> 'O'
  union all select pg_catalog.concat('policy ', p.polname, ' on ', c.name, ' ', p.polcmd, ' ', p.polpermissive, ' ', array(select r::regrole::text from pg_catalog.unnest(p.polroles) r order by 1), ' ', pg_catalog.pg_get_expr(p.polqual, p.polrelid), ' ', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p join relation c on c.oid = p.polrelid
  union all select pg_catalog.concat('routine ', case when p.prokind = 'a' then p.oid::regprocedure::text else pg_catalog.pg_get_functiondef(p.oid) end) from pg_proc p where p.pronamespace in (select oid from mine) and ('pg_proc'::regclass, p.oid) not in (select classid, objid from member)
  union all select pg_catalog.concat('aggregate ', a.aggfnoid::regprocedure, ' ', pg_catalog.to_jsonb(a) - 'aggfnoid' - 'aggtranstype' - 'aggmtranstype' - 'aggsortop', ' ', a.aggtranstype::regtype, ' ', a.aggmtranstype::regtype, ' ', a.aggsortop::regoperator, ' ', p.proparallel) from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid where p.pronamespace in (select oid from mine)
  union all select pg_catalog.concat('enum ', e.enumtypid::regtype, ' ', pg_catalog.array_agg(e.enumlabel order by e.enumsortorder)) from pg_enum e join pg_type t on t.oid = e.enumtypid where t.typnamespace in (select oid from mine) group by e.enumtypid
  union all select pg_catalog.concat('type ', t.oid::regtype, ' ', t.typtype, ' ', pg_catalog.format_type(nullif(t.typbasetype, 0), t.typtypmod), ' ', t.typnotnull, ' ', t.typdefault, ' ', case when t.typtype = 'd' then t.typcollation::regcollation end) from pg_type t where t.typnamespace in (select oid from mine) and t.typtype in ('d', 'b', 'p') and t.typelem = 0
  union all select pg_catalog.concat('range ', r.rngtypid::regtype, ' ', r.rngsubtype::regtype, ' ', r.rngcollation::regcollation, ' ', (select opcname from pg_opclass where oid = r.rngsubopc), ' ', r.rngcanonical, ' ', r.rngsubdiff, ' ', (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid::regtype) from pg_range r join pg_type t on t.oid = r.rngtypid where t.typnamespace in (select oid from mine)
  union all select pg_catalog.concat('sequence ', c.name, ' ', s.seqtypid::regtype, ' ', s.seqstart, ' ', s.seqincrement, ' ', s.seqmin, ' ', s.seqmax, ' ', s.seqcache, ' ', s.seqcycle, ' owned ', (select pg_catalog.concat(d.refobjid::regclass, ' ', a.attname, ' ', d.deptype) from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refobjsubid > 0)) from pg_sequence s join relation c on c.oid = s.seqrelid
  union all select pg_catalog.concat('operator ', o.oid::regoperator, ' ', o.oprcode, ' ', o.oprresult::regtype, ' ', o.oprcom::regoperator, ' ', o.oprnegate::regoperator, ' ', o.oprrest, ' ', o.oprjoin, ' ', o.oprcanmerge, o.oprcanhash) from pg_operator o where o.oprnamespace in (select oid from mine)
  union all select pg_catalog.concat('cast ', c.castsource::regtype, ' ', c.casttarget::regtype, ' ', nullif(c.castfunc, 0)::regprocedure, ' ', c.castcontext, ' ', c.castmethod) from pg_cast c where c.oid >= 16384 and ('pg_cast'::regclass, c.oid) not in (select classid, objid from member)
  union all select pg_catalog.concat('collation ', o.oid::regcollation, ' ', pg_catalog.to_jsonb(o) - 'oid' - 'collnamespace' - 'collowner' - 'collversion') from pg_collation o where o.collnamespace in (select oid from mine)
  union all select pg_catalog.concat('statistics ', pg_catalog.pg_get_statisticsobjdef(s.oid), ' ', pg_catalog.to_jsonb(s) ->> 'stxstattarget') from pg_statistic_ext s where s.stxnamespace in (select oid from mine)
  union all select pg_catalog.concat('event trigger ', e.evtname, ' ', e.evtevent, ' ', e.evtfoid, ' ', e.evtenabled, ' ', e.evttags) from (select evtname, evtevent, evtfoid::regproc as evtfoid, evtenabled, evttags from pg_event_trigger) e
  union all select pg_catalog.concat('publication ', pg_catalog.to_jsonb(p) - 'oid' - 'pubowner') from pg_publication p
  union all select pg_catalog.concat('publication ', p.pubname, ' of ', r.prrelid::regclass, ' ',
      {15|array(select a.attname from pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs) order by 1), ' ', pg_catalog.pg_get_expr(r.prqual, r.prrelid)|''}) from pg_publication_rel r join pg_publication p on p.oid = r.prpubid
  union all select pg_catalog.concat('wrapper ', f.fdwname, ' ', nullif(f.fdwhandler, 0)::regproc, ' ', nullif(f.fdwvalidator, 0)::regproc, ' ', f.fdwoptions) from pg_foreign_data_wrapper f
  union all select pg_catalog.concat('server ', s.srvname, ' ', (select fdwname from pg_foreign_data_wrapper where oid = s.srvfdw), ' ', s.srvtype, ' ', s.srvversion, ' ', s.srvoptions) from pg_foreign_server s
  union all select pg_catalog.concat('foreign table ', f.ftrelid::regclass, ' ', (select srvname from pg_foreign_server where oid = f.ftserver), ' ', f.ftoptions) from pg_foreign_table f
  union all select pg_catalog.concat('dictionary ', d.oid::regdictionary, ' ', d.dicttemplate, ' ', d.dictinitoption) from pg_ts_dict d where d.dictnamespace in (select oid from mine)
  union all select pg_catalog.concat('configuration ', c.oid::regconfig, ' ', m.maptokentype, ' ', m.mapseqno, ' ', m.mapdict::regdictionary) from pg_ts_config c left join pg_ts_config_map m on m.mapcfg = c.oid where c.cfgnamespace in (select oid from mine)
  union all select pg_catalog.concat('comment ', d.classoid::regclass, ' ', pg_catalog.pg_describe_object(d.classoid, d.objoid, d.objsubid), ' ', d.description) from pg_description d where d.objoid >= 16384 and d.classoid <> 'pg_subscription'::regclass
  union all select pg_catalog.concat('needs extension ', pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), ' ', e.extname) from pg_depend d join pg_extension e on e.oid = d.refobjid where d.deptype = 'x'
)
select text from line order by text
