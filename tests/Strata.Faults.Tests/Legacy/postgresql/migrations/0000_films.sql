CREATE TYPE public.mood AS ENUM ('good', 'bad');

CREATE TABLE public.films (
    id integer NOT NULL,
    title text NOT NULL,
    year integer,
    mood public.mood NOT NULL,
    CONSTRAINT films_pkey PRIMARY KEY (id)
);
