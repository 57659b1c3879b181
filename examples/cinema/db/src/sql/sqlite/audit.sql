-- Films are edited by several people: every change is written down.
create trigger films_audit_insert after insert on films begin
  insert into audit_log (table_name, row_key, action, after)
  values ('films', new.id, 'insert', json_object('slug', new.slug, 'state', new.state));
end;

create trigger films_audit_update after update on films begin
  insert into audit_log (table_name, row_key, action, before, after)
  values ('films', new.id, 'update', json_object('slug', old.slug, 'state', old.state), json_object('slug', new.slug, 'state', new.state));
end;

create trigger films_audit_delete after delete on films begin
  insert into audit_log (table_name, row_key, action, before)
  values ('films', old.id, 'delete', json_object('slug', old.slug, 'state', old.state));
end;
