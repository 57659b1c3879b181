-- The tables that the catalogue's caches look at; PostgreSQL has one function for all tables.
create trigger films_touch after update on films when new.updated_at = old.updated_at begin
  update films set updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
end;

create trigger people_touch after update on people when new.updated_at = old.updated_at begin
  update people set updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
end;
