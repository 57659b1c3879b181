PRAGMA foreign_keys = OFF;

-- hazard SX3010: builds table main.films anew: copies its rows twice while nobody else can write to the database
-- hazard SX3005: gives table column main.films.year its default where it holds nulls
-- strata:rebuild films
CREATE TABLE __strata_aside_films AS SELECT id, title, year FROM films;

DROP TABLE films;

CREATE TABLE films (
  id INTEGER CONSTRAINT films_pkey PRIMARY KEY NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  year INTEGER NOT NULL DEFAULT 0
);

INSERT OR ROLLBACK INTO films (id, title, year) SELECT id, title, coalesce(year, 0) FROM __strata_aside_films;

DROP TABLE __strata_aside_films;

PRAGMA foreign_keys = ON;
