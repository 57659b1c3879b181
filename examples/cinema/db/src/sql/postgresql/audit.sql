-- Films are edited by several people: every change is written down.
create function public.audit_films() returns trigger
language plpgsql as $$
begin
  insert into public.audit_log (table_name, row_key, action, before, after)
  values (
    tg_table_name,
    coalesce(new.id, old.id)::text,
    lower(tg_op)::public.audit_action,
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end);
  return null;
end
$$;

create trigger audit after insert or update or delete on public.films
for each row execute function public.audit_films();
