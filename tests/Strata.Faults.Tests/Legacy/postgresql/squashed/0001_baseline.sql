-- stands for 0000_films to 0001_moods
CREATE TYPE public.mood AS ENUM ('good', 'bad', 'great', 'ugly');

CREATE TABLE public.films (
    id integer NOT NULL,
    title text NOT NULL,
    year integer,
    mood public.mood NOT NULL,
    aftertaste public.mood DEFAULT 'great'::public.mood NOT NULL,
    CONSTRAINT films_pkey PRIMARY KEY (id)
);
