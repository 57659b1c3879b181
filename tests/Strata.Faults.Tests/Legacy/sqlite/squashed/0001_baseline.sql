-- stands for 0000_films to 0001_rows
CREATE TABLE films (
  id INTEGER CONSTRAINT films_pkey PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  year INTEGER
);

CREATE TABLE reviews (
  id INTEGER CONSTRAINT reviews_pkey PRIMARY KEY NOT NULL,
  film INTEGER NOT NULL,
  words TEXT NOT NULL,
  CONSTRAINT reviews_film_fkey FOREIGN KEY (film) REFERENCES films (id)
);

-- from db/migrations/0001_rows.sql:1:1
INSERT INTO films (id, title, year) VALUES (1, 'Solaris', 1972), (2, 'Stalker', 1979);

-- from db/migrations/0001_rows.sql:2:1
INSERT INTO reviews (id, film, words) VALUES (1, 1, 'slow; good');
