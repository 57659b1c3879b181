-- reversal: loses
-- what was written since the migration is lost by this:
--   SX2001 drops table public.films and its rows

DROP TABLE public.films;

DROP TYPE public.mood;
