create table only_on_sqlite (id integer);
