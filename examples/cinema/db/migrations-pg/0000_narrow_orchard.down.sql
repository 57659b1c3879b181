-- what was written since the migration is lost by this:
--   SX2001 drops table public.accolades and its rows
--   SX2001 drops table public.audit_log and its rows
--   SX2001 drops table public.film_countries and its rows
--   SX2001 drops table public.film_genres and its rows
--   SX2001 drops table public.film_tags and its rows
--   SX2001 drops table public.film_translations and its rows
--   SX2001 drops table public.genre_translations and its rows
--   SX2001 drops table public.genres and its rows
--   SX2001 drops table public.person_translations and its rows
--   SX2001 drops table public.pricing_tier_prices and its rows
--   SX2001 drops table public.promo_code_uses and its rows
--   SX2001 drops table public.promo_codes and its rows
--   SX2001 drops table public.sessions and its rows
--   SX2001 drops table public.subtitles and its rows
--   SX2001 drops table public.tags and its rows
--   SX2001 drops table public.video_sources and its rows
--   SX2001 drops table public.watch_progress and its rows
--   SX2001 drops table public.watchlist_items and its rows
--   SX2001 drops table public.watchlists and its rows
--   SX2001 drops table public.credits and its rows
--   SX2001 drops table public.people and its rows
--   SX2001 drops table public.countries and its rows
--   SX2001 drops table public.reviews and its rows
--   SX2001 drops table public.payments and its rows
--   SX2001 drops table public.rentals and its rows
--   SX2001 drops table public.users and its rows
--   SX2001 drops table public.films and its rows
--   SX2005 drops extension pg_trgm and everything that belongs to it
--   SX2001 drops table public.collections and its rows
--   SX2001 drops table public.languages and its rows
--   SX2001 drops table public.images and its rows
--   SX2001 drops table public.pricing_tiers and its rows

DROP TABLE public.accolades;

DROP TYPE public.accolade_result;

DROP TABLE public.audit_log;

DROP TYPE public.audit_action;

DROP TABLE public.film_countries;

DROP TABLE public.film_genres;

DROP TABLE public.film_tags;

DROP TABLE public.film_translations;

DROP TABLE public.genre_translations;

DROP TABLE public.genres;

DROP TABLE public.person_translations;

DROP TABLE public.pricing_tier_prices;

DROP TABLE public.promo_code_uses;

DROP TABLE public.promo_codes;

DROP TYPE public.discount_kind;

DROP TABLE public.sessions;

DROP TABLE public.subtitles;

DROP TYPE public.subtitle_kind;

DROP TABLE public.tags;

DROP TABLE public.video_sources;

DROP TYPE public.video_purpose;

DROP TYPE public.video_quality;

DROP TABLE public.watch_progress;

DROP TABLE public.watchlist_items;

DROP TABLE public.watchlists;

ALTER TABLE public.images DROP CONSTRAINT images_film_id_fkey;

ALTER TABLE public.images DROP CONSTRAINT images_language_code_fkey;

DROP VIEW public.film_directors;

DROP TABLE public.credits;

DROP TYPE public.credit_job;

DROP TABLE public.people;

DROP TABLE public.countries;

DROP VIEW public.film_ratings;

DROP TABLE public.reviews;

DROP VIEW public.open_rentals;

DROP VIEW public.published_films;

DROP MATERIALIZED VIEW public.monthly_revenue;

DROP TABLE public.payments;

DROP TYPE public.payment_state;

DROP TABLE public.rentals;

DROP TYPE public.rental_state;

DROP TABLE public.users;

DROP TYPE public.user_role;

DROP TRIGGER touch ON public.collections;

DROP TRIGGER audit ON public.films;

DROP FUNCTION public.audit_films();

DROP TRIGGER touch ON public.films;

DROP TABLE public.films;

DROP EXTENSION pg_trgm;

DROP TYPE public.film_kind;

DROP TYPE public.film_state;

DROP TABLE public.collections;

DROP TABLE public.languages;

DROP TRIGGER touch ON public.images;

DROP TABLE public.images;

DROP TYPE public.image_kind;

DROP TRIGGER touch ON public.pricing_tiers;

DROP TABLE public.pricing_tiers;

DROP FUNCTION public.set_updated_at();
