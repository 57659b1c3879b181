-- reversal: loses
-- what was written since the migration is lost by this:
--   SX2002 drops table column public.films.aftertaste and what it holds
--   SX2004 type public.mood loses or reorders labels: rewrites the tables that use it, and fails if a row holds a removed one (great, ugly)

ALTER TABLE public.films DROP COLUMN aftertaste;

ALTER TYPE public.mood RENAME TO mood__strata_old;

CREATE TYPE public.mood AS ENUM ('good', 'bad');

ALTER TABLE public.films ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;

DROP TYPE public.mood__strata_old;
