-- https://www.postgresql.org/docs/current/catalog-pg-foreign-table.html. A partition has its columns from its parent, and says of them only what is its own.
select 'pg_class'::regclass::oid, c.oid, 0, n.nspname, c.relname, pg_catalog.quote_ident(s.srvname),
  array(select part from (
    select a.attnum::int as place, a.attname as name,
      case when c.relispartition then pg_catalog.quote_ident(a.attname) || coalesce(own.text, '')
        else pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
          || coalesce((select ' OPTIONS (' || pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value), ', ' order by o.option_name) || ')' from pg_catalog.pg_options_to_table(a.attfdwoptions) o), '')
          || coalesce((select pg_catalog.format(' COLLATE %I.%I', cn.nspname, co.collname) from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace, pg_type x where x.oid = a.atttypid and co.oid = a.attcollation and a.attcollation <> x.typcollation), '')
          || coalesce(own.text, '') end as part
    from pg_attribute a
    cross join lateral (select pg_catalog.concat(
      (select case when {12|a.attgenerated <> ''|false} then ' GENERATED ALWAYS AS (' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) || ') ' || case {12|a.attgenerated|''} when 'v' then 'VIRTUAL' else 'STORED' end else ' DEFAULT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) end from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum),
      -- The name is said where it is not the server's own choice.
      {18|(select case when nn.conname <> c.relname || '_' || a.attname || '_not_null' then pg_catalog.format(' CONSTRAINT %I', nn.conname) else '' end || ' NOT NULL' || case when nn.connoinherit then ' NO INHERIT' else '' end
        from pg_constraint nn where nn.conrelid = a.attrelid and nn.contype = 'n' and nn.conkey[1] = a.attnum and nn.conislocal)|case when a.attnotnull then ' NOT NULL' end}) as text) own
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (not c.relispartition or own.text <> '')
    union all
    select 10000, k.conname, pg_catalog.format('CONSTRAINT %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid)) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conislocal
  ) parts order by place, name),
  case when c.relispartition then (select array[pn.nspname, p.relname] from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace where h.inhrelid = c.oid) end,
  case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end, f.ftoptions
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_foreign_table f on f.ftrelid = c.oid join pg_foreign_server s on s.oid = f.ftserver
where c.relkind = 'f' and {managed:n}
