-- what was written since the migration is lost by this:
--   SX2001 drops table main.accolades and its rows
--   SX2001 drops table main.audit_log and its rows
--   SX2001 drops table main.collections and its rows
--   SX2001 drops table main.countries and its rows
--   SX2001 drops table main.credits and its rows
--   SX2001 drops table main.film_countries and its rows
--   SX2001 drops table main.film_genres and its rows
--   SX2001 drops table main.film_tags and its rows
--   SX2001 drops table main.film_translations and its rows
--   SX2001 drops table main.films and its rows
--   SX2001 drops table main.genre_translations and its rows
--   SX2001 drops table main.genres and its rows
--   SX2001 drops table main.images and its rows
--   SX2001 drops table main.languages and its rows
--   SX2001 drops table main.payments and its rows
--   SX2001 drops table main.people and its rows
--   SX2001 drops table main.person_translations and its rows
--   SX2001 drops table main.pricing_tier_prices and its rows
--   SX2001 drops table main.pricing_tiers and its rows
--   SX2001 drops table main.promo_code_uses and its rows
--   SX2001 drops table main.promo_codes and its rows
--   SX2001 drops table main.rentals and its rows
--   SX2001 drops table main.reviews and its rows
--   SX2001 drops table main.sessions and its rows
--   SX2001 drops table main.subtitles and its rows
--   SX2001 drops table main.tags and its rows
--   SX2001 drops table main.users and its rows
--   SX2001 drops table main.video_sources and its rows
--   SX2001 drops table main.watch_progress and its rows
--   SX2001 drops table main.watchlist_items and its rows
--   SX2001 drops table main.watchlists and its rows

PRAGMA foreign_keys = OFF;

DROP TABLE accolades;

DROP TABLE audit_log;

DROP TABLE collections;

DROP TABLE countries;

DROP TABLE credits;

DROP TABLE film_countries;

DROP TABLE film_genres;

DROP TABLE film_tags;

DROP TABLE film_translations;

DROP TABLE films;

DROP TABLE genre_translations;

DROP TABLE genres;

DROP TABLE images;

DROP TABLE languages;

DROP TABLE payments;

DROP TABLE people;

DROP TABLE person_translations;

DROP TABLE pricing_tier_prices;

DROP TABLE pricing_tiers;

DROP TABLE promo_code_uses;

DROP TABLE promo_codes;

DROP TABLE rentals;

DROP TABLE reviews;

DROP TABLE sessions;

DROP TABLE subtitles;

DROP TABLE tags;

DROP TABLE users;

DROP TABLE video_sources;

DROP TABLE watch_progress;

DROP TABLE watchlist_items;

DROP TABLE watchlists;

DROP VIEW film_directors;

DROP VIEW film_ratings;

DROP VIEW open_rentals;

DROP VIEW published_films;

PRAGMA foreign_keys = ON;
