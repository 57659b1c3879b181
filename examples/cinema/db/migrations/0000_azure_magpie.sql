CREATE TABLE accolades (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT accolades_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  film_id TEXT NOT NULL,
  person_id TEXT,
  festival TEXT NOT NULL,
  category TEXT NOT NULL,
  awarded_in INTEGER NOT NULL,
  result TEXT NOT NULL,
  CONSTRAINT accolades_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT accolades_person_id_fkey FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE SET NULL,
  CONSTRAINT accolades_film_id_festival_category_awarded_in_key UNIQUE (film_id, festival, category, awarded_in),
  CONSTRAINT accolades_year CHECK ("awarded_in" between 1895 and 2200),
  CONSTRAINT accolades_result_check CHECK ("result" IN ('nominated', 'won'))
);

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  actor_id TEXT,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  "action" TEXT NOT NULL,
  "before" TEXT,
  "after" TEXT,
  CONSTRAINT audit_log_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT audit_log_has_content CHECK ("before" is not null or "after" is not null),
  CONSTRAINT audit_log_action_check CHECK ("action" IN ('insert', 'update', 'delete'))
);

CREATE TABLE collections (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT collections_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  CONSTRAINT collections_slug_key UNIQUE (slug)
);

CREATE TABLE countries (
  code TEXT CONSTRAINT countries_pkey PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT countries_name_key UNIQUE (name)
);

CREATE TABLE credits (
  id INTEGER PRIMARY KEY NOT NULL,
  film_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  job TEXT NOT NULL,
  character_name TEXT,
  billing_order INTEGER,
  CONSTRAINT credits_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT credits_person_id_fkey FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE RESTRICT,
  CONSTRAINT credits_film_id_person_id_job_character_name_key UNIQUE (film_id, person_id, job, character_name),
  CONSTRAINT credits_only_actors_play CHECK ("character_name" is null or "job" = 'actor'),
  CONSTRAINT credits_job_check CHECK ("job" IN ('director', 'writer', 'actor', 'producer', 'cinematographer', 'composer', 'editor'))
);

CREATE TABLE film_countries (
  film_id TEXT NOT NULL,
  country_code TEXT NOT NULL,
  CONSTRAINT film_countries_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT film_countries_country_code_fkey FOREIGN KEY (country_code) REFERENCES countries (code),
  CONSTRAINT film_countries_pkey PRIMARY KEY (film_id, country_code)
);

CREATE TABLE film_genres (
  film_id TEXT NOT NULL,
  genre_id INTEGER NOT NULL,
  is_primary INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT film_genres_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT film_genres_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE RESTRICT,
  CONSTRAINT film_genres_pkey PRIMARY KEY (film_id, genre_id)
);

CREATE TABLE film_tags (
  film_id TEXT NOT NULL,
  tag_id INTEGER NOT NULL,
  CONSTRAINT film_tags_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT film_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE,
  CONSTRAINT film_tags_pkey PRIMARY KEY (film_id, tag_id)
);

CREATE TABLE film_translations (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  film_id TEXT NOT NULL,
  language_code TEXT NOT NULL,
  title TEXT NOT NULL,
  tagline TEXT,
  synopsis TEXT NOT NULL DEFAULT '',
  CONSTRAINT film_translations_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT film_translations_language_code_fkey FOREIGN KEY (language_code) REFERENCES languages (code),
  CONSTRAINT film_translations_pkey PRIMARY KEY (film_id, language_code),
  CONSTRAINT film_translations_title_given CHECK (length("title") > 0)
);

CREATE TABLE films (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT films_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  slug TEXT NOT NULL,
  original_title TEXT NOT NULL,
  original_language TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'feature',
  state TEXT NOT NULL DEFAULT 'draft',
  released_on TEXT,
  runtime_minutes INTEGER,
  imdb_id TEXT,
  pricing_tier_id TEXT,
  collection_id TEXT,
  main_image_id TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  sort_title TEXT GENERATED ALWAYS AS (lower("original_title")) STORED NOT NULL,
  published_at TEXT,
  deleted_at TEXT,
  CONSTRAINT films_slug_key UNIQUE (slug),
  CONSTRAINT films_original_language_fkey FOREIGN KEY (original_language) REFERENCES languages (code),
  CONSTRAINT films_pricing_tier_id_fkey FOREIGN KEY (pricing_tier_id) REFERENCES pricing_tiers (id) ON DELETE SET NULL,
  CONSTRAINT films_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collections (id) ON DELETE SET NULL,
  CONSTRAINT films_main_image_id_fkey FOREIGN KEY (main_image_id) REFERENCES images (id) ON DELETE SET NULL,
  CONSTRAINT films_runtime_positive CHECK ("runtime_minutes" > 0),
  CONSTRAINT films_published_has_date CHECK ("state" <> 'published' or "published_at" is not null),
  CONSTRAINT films_kind_check CHECK ("kind" IN ('feature', 'short', 'documentary', 'series')),
  CONSTRAINT films_state_check CHECK ("state" IN ('draft', 'scheduled', 'published', 'withdrawn'))
);

CREATE TABLE genre_translations (
  genre_id INTEGER NOT NULL,
  language_code TEXT NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT genre_translations_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE CASCADE,
  CONSTRAINT genre_translations_language_code_fkey FOREIGN KEY (language_code) REFERENCES languages (code),
  CONSTRAINT genre_translations_pkey PRIMARY KEY (genre_id, language_code),
  CONSTRAINT genre_translations_language_code_name_key UNIQUE (language_code, name)
);

CREATE TABLE genres (
  id INTEGER PRIMARY KEY NOT NULL,
  slug TEXT NOT NULL,
  parent_id INTEGER,
  position INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT genres_slug_key UNIQUE (slug),
  CONSTRAINT genres_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES genres (id) ON DELETE SET NULL,
  CONSTRAINT genres_not_own_parent CHECK ("parent_id" <> "id")
);

CREATE TABLE images (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT images_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  film_id TEXT,
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  language_code TEXT,
  sha256 BLOB NOT NULL,
  aspect_ratio REAL GENERATED ALWAYS AS (cast("width" as double precision) / "height") STORED NOT NULL,
  CONSTRAINT images_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT images_language_code_fkey FOREIGN KEY (language_code) REFERENCES languages (code),
  CONSTRAINT images_sha256_key UNIQUE (sha256),
  CONSTRAINT images_size CHECK ("width" > 0 and "height" > 0),
  CONSTRAINT images_kind_check CHECK ("kind" IN ('poster', 'backdrop', 'still', 'portrait', 'logo'))
);

CREATE TABLE languages (
  code TEXT CONSTRAINT languages_pkey PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  is_interface INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE payments (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT payments_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  rental_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  provider_reference TEXT NOT NULL,
  state TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  paid_at TEXT,
  raw_response TEXT,
  CONSTRAINT payments_rental_id_fkey FOREIGN KEY (rental_id) REFERENCES rentals (id) ON DELETE RESTRICT,
  CONSTRAINT payments_amount_cents_check CHECK ("amount_cents" > 0),
  CONSTRAINT payments_provider_provider_reference_key UNIQUE (provider, provider_reference),
  CONSTRAINT payments_captured_has_date CHECK ("state" <> 'captured' or "paid_at" is not null),
  CONSTRAINT payments_state_check CHECK ("state" IN ('authorized', 'captured', 'refunded', 'failed'))
);

CREATE TABLE people (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT people_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  born_on TEXT,
  died_on TEXT,
  country_code TEXT,
  portrait_id TEXT,
  CONSTRAINT people_slug_key UNIQUE (slug),
  CONSTRAINT people_country_code_fkey FOREIGN KEY (country_code) REFERENCES countries (code),
  CONSTRAINT people_portrait_id_fkey FOREIGN KEY (portrait_id) REFERENCES images (id) ON DELETE SET NULL,
  CONSTRAINT people_life CHECK ("died_on" is null or "born_on" is null or "died_on" >= "born_on")
);

CREATE TABLE person_translations (
  person_id TEXT NOT NULL,
  language_code TEXT NOT NULL,
  biography TEXT NOT NULL,
  CONSTRAINT person_translations_person_id_fkey FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE,
  CONSTRAINT person_translations_language_code_fkey FOREIGN KEY (language_code) REFERENCES languages (code),
  CONSTRAINT person_translations_pkey PRIMARY KEY (person_id, language_code)
);

CREATE TABLE pricing_tier_prices (
  pricing_tier_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  CONSTRAINT pricing_tier_prices_pricing_tier_id_fkey FOREIGN KEY (pricing_tier_id) REFERENCES pricing_tiers (id) ON DELETE CASCADE,
  CONSTRAINT pricing_tier_prices_pkey PRIMARY KEY (pricing_tier_id, currency),
  CONSTRAINT pricing_tier_prices_positive CHECK ("amount_cents" >= 0)
);

CREATE TABLE pricing_tiers (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT pricing_tiers_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  name TEXT NOT NULL,
  rental_hours INTEGER NOT NULL DEFAULT 48,
  is_active INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT pricing_tiers_name_key UNIQUE (name),
  CONSTRAINT pricing_tiers_rental_hours_check CHECK ("rental_hours" > 0)
);

CREATE TABLE promo_code_uses (
  promo_code_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  rental_id TEXT NOT NULL,
  used_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  CONSTRAINT promo_code_uses_rental_id_key UNIQUE (rental_id),
  CONSTRAINT promo_code_uses_pkey PRIMARY KEY (promo_code_id, user_id),
  CONSTRAINT promo_code_uses_promo_code_id_fkey FOREIGN KEY (promo_code_id) REFERENCES promo_codes (id) ON DELETE RESTRICT,
  CONSTRAINT promo_code_uses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT promo_code_uses_rental_id_user_id_fkey FOREIGN KEY (rental_id, user_id) REFERENCES rentals (id, user_id) ON DELETE CASCADE
);

CREATE TABLE promo_codes (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT promo_codes_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  value NUMERIC NOT NULL,
  max_uses INTEGER,
  starts_at TEXT,
  ends_at TEXT,
  CONSTRAINT promo_codes_value CHECK ("value" > 0 and ("kind" <> 'percent' or "value" <= 100)),
  CONSTRAINT promo_codes_period CHECK ("starts_at" is null or "ends_at" is null or "ends_at" > "starts_at"),
  CONSTRAINT promo_codes_kind_check CHECK ("kind" IN ('percent', 'amount'))
);

CREATE TABLE rentals (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT rentals_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  user_id TEXT NOT NULL,
  film_id TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  price_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  starts_at TEXT,
  expires_at TEXT,
  CONSTRAINT rentals_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
  CONSTRAINT rentals_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE RESTRICT,
  CONSTRAINT rentals_id_user_id_key UNIQUE (id, user_id),
  CONSTRAINT rentals_price CHECK ("price_cents" >= 0),
  CONSTRAINT rentals_active_has_end CHECK ("state" <> 'active' or "expires_at" is not null),
  CONSTRAINT rentals_state_check CHECK ("state" IN ('pending', 'active', 'expired', 'refunded'))
);

CREATE TABLE reviews (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT reviews_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  film_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  stars INTEGER NOT NULL,
  body TEXT,
  hidden_at TEXT,
  CONSTRAINT reviews_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT reviews_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT reviews_film_id_user_id_key UNIQUE (film_id, user_id),
  CONSTRAINT reviews_stars CHECK ("stars" between 1 and 5)
);

CREATE TABLE sessions (
  token_hash BLOB CONSTRAINT sessions_pkey PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL,
  ip_address TEXT,
  user_agent TEXT,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  expires_at TEXT NOT NULL,
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT sessions_end_after_start CHECK ("expires_at" > "created_at")
);

CREATE TABLE subtitles (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT subtitles_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  video_source_id TEXT NOT NULL,
  language_code TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'subtitles',
  url TEXT NOT NULL,
  CONSTRAINT subtitles_video_source_id_fkey FOREIGN KEY (video_source_id) REFERENCES video_sources (id) ON DELETE CASCADE,
  CONSTRAINT subtitles_language_code_fkey FOREIGN KEY (language_code) REFERENCES languages (code),
  CONSTRAINT subtitles_video_source_id_language_code_kind_key UNIQUE (video_source_id, language_code, kind),
  CONSTRAINT subtitles_kind_check CHECK ("kind" IN ('subtitles', 'captions', 'forced'))
);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL
);

CREATE TABLE users (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT users_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  email TEXT NOT NULL,
  display_name TEXT NOT NULL,
  password_hash TEXT,
  role TEXT NOT NULL DEFAULT 'viewer',
  preferred_language TEXT NOT NULL DEFAULT 'en',
  email_verified_at TEXT,
  deleted_at TEXT,
  CONSTRAINT users_preferred_language_fkey FOREIGN KEY (preferred_language) REFERENCES languages (code),
  CONSTRAINT users_email_shape CHECK ("email" like '%_@_%'),
  CONSTRAINT users_role_check CHECK ("role" IN ('viewer', 'editor', 'admin'))
);

CREATE TABLE video_sources (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT video_sources_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  film_id TEXT NOT NULL,
  purpose TEXT NOT NULL DEFAULT 'main',
  quality TEXT NOT NULL,
  url TEXT NOT NULL,
  duration_seconds INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  audio_language TEXT NOT NULL,
  CONSTRAINT video_sources_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT video_sources_audio_language_fkey FOREIGN KEY (audio_language) REFERENCES languages (code),
  CONSTRAINT video_sources_film_id_purpose_quality_audio_language_key UNIQUE (film_id, purpose, quality, audio_language),
  CONSTRAINT video_sources_positive CHECK ("duration_seconds" > 0 and "size_bytes" > 0),
  CONSTRAINT video_sources_purpose_check CHECK ("purpose" IN ('main', 'trailer', 'extra')),
  CONSTRAINT video_sources_quality_check CHECK ("quality" IN ('480p', '720p', '1080p', '2160p'))
);

CREATE TABLE watch_progress (
  user_id TEXT NOT NULL,
  film_id TEXT NOT NULL,
  position_seconds INTEGER NOT NULL DEFAULT 0,
  finished_at TEXT,
  seen_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  CONSTRAINT watch_progress_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT watch_progress_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT watch_progress_position_seconds_check CHECK ("position_seconds" >= 0),
  CONSTRAINT watch_progress_pkey PRIMARY KEY (user_id, film_id)
);

CREATE TABLE watchlist_items (
  watchlist_id TEXT NOT NULL,
  film_id TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  CONSTRAINT watchlist_items_watchlist_id_fkey FOREIGN KEY (watchlist_id) REFERENCES watchlists (id) ON DELETE CASCADE,
  CONSTRAINT watchlist_items_film_id_fkey FOREIGN KEY (film_id) REFERENCES films (id) ON DELETE CASCADE,
  CONSTRAINT watchlist_items_pkey PRIMARY KEY (watchlist_id, film_id)
);

CREATE TABLE watchlists (
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  id TEXT CONSTRAINT watchlists_pkey PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_public INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT watchlists_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT watchlists_user_id_name_key UNIQUE (user_id, name)
);

CREATE INDEX accolades_festival_awarded_in_idx ON accolades ("festival", "awarded_in" DESC);

CREATE INDEX accolades_person_id_idx ON accolades ("person_id") WHERE "person_id" is not null;

CREATE INDEX audit_log_table_name_row_key_at_idx ON audit_log ("table_name", "row_key", "at" DESC);

CREATE INDEX credits_cast_idx ON credits ("film_id", "billing_order") WHERE "job" = 'actor';

CREATE INDEX credits_person_id_job_idx ON credits ("person_id", "job");

CREATE INDEX film_countries_country_code_idx ON film_countries ("country_code");

CREATE INDEX film_genres_genre_id_film_id_idx ON film_genres ("genre_id", "film_id");

CREATE UNIQUE INDEX film_genres_one_primary ON film_genres ("film_id") WHERE "is_primary" = 1;

CREATE INDEX film_tags_tag_id_idx ON film_tags ("tag_id");

CREATE INDEX film_translations_language_code_title_idx ON film_translations ("language_code", "title");

CREATE UNIQUE INDEX films_imdb_id_idx ON films ("imdb_id") WHERE "imdb_id" is not null;

CREATE UNIQUE INDEX films_slug_lower_idx ON films ((lower("slug")));

CREATE INDEX films_sort_title_idx ON films ("sort_title");

CREATE INDEX films_state_published_at_idx ON films ("state", "published_at" DESC) WHERE "deleted_at" is null;

CREATE INDEX images_film_id_kind_idx ON images ("film_id", "kind");

CREATE INDEX payments_captured_idx ON payments ("paid_at" DESC) WHERE "state" = 'captured';

CREATE INDEX payments_rental_id_idx ON payments ("rental_id");

CREATE INDEX people_name_idx ON people ("name");

CREATE UNIQUE INDEX promo_codes_code_idx ON promo_codes ((upper("code")));

CREATE UNIQUE INDEX rentals_one_active ON rentals ("user_id", "film_id") WHERE "state" = 'active';

CREATE INDEX rentals_user_id_created_at_idx ON rentals ("user_id", "created_at" DESC);

CREATE INDEX reviews_visible_idx ON reviews ("film_id", "created_at" DESC) WHERE "hidden_at" is null;

CREATE INDEX sessions_expires_at_idx ON sessions ("expires_at");

CREATE INDEX sessions_user_id_idx ON sessions ("user_id");

CREATE UNIQUE INDEX tags_name_lower_idx ON tags ((lower("name")));

CREATE UNIQUE INDEX users_email_live_idx ON users ((lower("email"))) WHERE "deleted_at" is null;

CREATE INDEX watch_progress_continue_idx ON watch_progress ("user_id", "seen_at" DESC) WHERE "finished_at" is null;

CREATE INDEX watchlist_items_film_id_idx ON watchlist_items ("film_id");

CREATE VIEW film_directors AS
select c."film_id", p."id" as person_id, p."name"
from "credits" c join "people" p on p."id" = c."person_id"
where c."job" = 'director';

CREATE VIEW film_ratings AS
select r."film_id", count(*) as review_count, avg(r."stars") as average_stars
from "reviews" r
where r."hidden_at" is null
group by r."film_id";

CREATE VIEW open_rentals AS
select r."id", r."user_id", r."film_id", r."expires_at"
from "rentals" r
where r."state" = 'active';

CREATE VIEW published_films AS
select f."id", f."slug", f."original_title", f."released_on", f."runtime_minutes"
from "films" f
where f."state" = 'published' and f."deleted_at" is null;

CREATE TRIGGER films_audit_delete after delete on films begin
  insert into audit_log (table_name, row_key, action, before)
  values ('films', old.id, 'delete', json_object('slug', old.slug, 'state', old.state));
end;

CREATE TRIGGER films_audit_insert after insert on films begin
  insert into audit_log (table_name, row_key, action, after)
  values ('films', new.id, 'insert', json_object('slug', new.slug, 'state', new.state));
end;

CREATE TRIGGER films_audit_update after update on films begin
  insert into audit_log (table_name, row_key, action, before, after)
  values ('films', new.id, 'update', json_object('slug', old.slug, 'state', old.state), json_object('slug', new.slug, 'state', new.state));
end;

CREATE TRIGGER films_touch after update on films when new.updated_at = old.updated_at begin
  update films set updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
end;

CREATE TRIGGER people_touch after update on people when new.updated_at = old.updated_at begin
  update people set updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
end;
