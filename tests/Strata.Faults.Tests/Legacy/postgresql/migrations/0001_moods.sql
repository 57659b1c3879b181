ALTER TYPE public.mood ADD VALUE 'great';

ALTER TYPE public.mood ADD VALUE 'ugly';

ALTER TABLE public.films ADD COLUMN aftertaste public.mood DEFAULT 'great'::public.mood NOT NULL;
