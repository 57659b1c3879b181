-- reversal: needs-rows
-- what the migration removed does not come back by this:
--   SX3005 gives table column main.films.year its default where it holds nulls

PRAGMA foreign_keys = OFF;

-- strata:rebuild films
CREATE TABLE __strata_aside_films AS SELECT id, title, year FROM films;

DROP TABLE films;

CREATE TABLE films (
  id INTEGER CONSTRAINT films_pkey PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  year INTEGER
);

INSERT OR ROLLBACK INTO films (id, title, year) SELECT id, title, year FROM __strata_aside_films;

DROP TABLE __strata_aside_films;

PRAGMA foreign_keys = ON;
