CREATE EXTENSION pg_trgm WITH SCHEMA public VERSION '1.6';

CREATE TYPE public.accolade_result AS ENUM ('nominated', 'won');

CREATE TYPE public.audit_action AS ENUM ('insert', 'update', 'delete');

CREATE TYPE public.credit_job AS ENUM ('director', 'writer', 'actor', 'producer', 'cinematographer', 'composer', 'editor');

CREATE TYPE public.discount_kind AS ENUM ('percent', 'amount');

CREATE TYPE public.film_kind AS ENUM ('feature', 'short', 'documentary', 'series');

CREATE TYPE public.film_state AS ENUM ('draft', 'scheduled', 'published', 'withdrawn');

CREATE TYPE public.image_kind AS ENUM ('poster', 'backdrop', 'still', 'portrait', 'logo');

CREATE TYPE public.payment_state AS ENUM ('authorized', 'captured', 'refunded', 'failed');

CREATE TYPE public.rental_state AS ENUM ('pending', 'active', 'expired', 'refunded');

CREATE TYPE public.subtitle_kind AS ENUM ('subtitles', 'captions', 'forced');

CREATE TYPE public.user_role AS ENUM ('viewer', 'editor', 'admin');

CREATE TYPE public.video_purpose AS ENUM ('main', 'trailer', 'extra');

CREATE TYPE public.video_quality AS ENUM ('480p', '720p', '1080p', '2160p');

CREATE TABLE public.accolades (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    film_id uuid NOT NULL,
    person_id uuid,
    festival text NOT NULL,
    category text NOT NULL,
    awarded_in smallint NOT NULL,
    result public.accolade_result NOT NULL,
    CONSTRAINT accolades_pkey PRIMARY KEY (id),
    CONSTRAINT accolades_film_id_festival_category_awarded_in_key UNIQUE (film_id, festival, category, awarded_in),
    CONSTRAINT accolades_year CHECK (((awarded_in >= 1895) AND (awarded_in <= 2200)))
);

CREATE TABLE public.audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_id uuid,
    table_name text NOT NULL,
    row_key text NOT NULL,
    action public.audit_action NOT NULL,
    before jsonb,
    after jsonb,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_has_content CHECK (((before IS NOT NULL) OR (after IS NOT NULL)))
);

CREATE TABLE public.collections (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    description text,
    CONSTRAINT collections_pkey PRIMARY KEY (id),
    CONSTRAINT collections_slug_key UNIQUE (slug)
);

CREATE TABLE public.countries (
    code character(2) NOT NULL,
    name text NOT NULL,
    CONSTRAINT countries_pkey PRIMARY KEY (code),
    CONSTRAINT countries_name_key UNIQUE (name)
);

CREATE TABLE public.credits (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    film_id uuid NOT NULL,
    person_id uuid NOT NULL,
    job public.credit_job NOT NULL,
    character_name text,
    billing_order integer,
    CONSTRAINT credits_pkey PRIMARY KEY (id),
    CONSTRAINT credits_film_id_person_id_job_character_name_key UNIQUE (film_id, person_id, job, character_name),
    CONSTRAINT credits_only_actors_play CHECK (((character_name IS NULL) OR (job = 'actor'::public.credit_job)))
);

CREATE TABLE public.film_countries (
    film_id uuid NOT NULL,
    country_code character(2) NOT NULL,
    CONSTRAINT film_countries_pkey PRIMARY KEY (film_id, country_code)
);

CREATE TABLE public.film_genres (
    film_id uuid NOT NULL,
    genre_id integer NOT NULL,
    is_primary boolean DEFAULT false NOT NULL,
    CONSTRAINT film_genres_pkey PRIMARY KEY (film_id, genre_id)
);

CREATE TABLE public.film_tags (
    film_id uuid NOT NULL,
    tag_id integer NOT NULL,
    CONSTRAINT film_tags_pkey PRIMARY KEY (film_id, tag_id)
);

CREATE TABLE public.film_translations (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    film_id uuid NOT NULL,
    language_code character varying(8) NOT NULL,
    title text NOT NULL,
    tagline text,
    synopsis text DEFAULT ''::text NOT NULL,
    CONSTRAINT film_translations_pkey PRIMARY KEY (film_id, language_code),
    CONSTRAINT film_translations_title_given CHECK ((length(title) > 0))
);

CREATE TABLE public.films (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug text NOT NULL,
    original_title text NOT NULL,
    original_language character varying(8) NOT NULL,
    kind public.film_kind DEFAULT 'feature'::public.film_kind NOT NULL,
    state public.film_state DEFAULT 'draft'::public.film_state NOT NULL,
    released_on date,
    runtime_minutes integer,
    imdb_id character varying(12),
    pricing_tier_id uuid,
    collection_id uuid,
    main_image_id uuid,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    sort_title text GENERATED ALWAYS AS (lower(original_title)) STORED NOT NULL,
    published_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT films_pkey PRIMARY KEY (id),
    CONSTRAINT films_slug_key UNIQUE (slug),
    CONSTRAINT films_published_has_date CHECK (((state <> 'published'::public.film_state) OR (published_at IS NOT NULL))),
    CONSTRAINT films_runtime_positive CHECK ((runtime_minutes > 0))
);

CREATE TABLE public.genre_translations (
    genre_id integer NOT NULL,
    language_code character varying(8) NOT NULL,
    name text NOT NULL,
    CONSTRAINT genre_translations_pkey PRIMARY KEY (genre_id, language_code),
    CONSTRAINT genre_translations_language_code_name_key UNIQUE (language_code, name)
);

CREATE TABLE public.genres (
    id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
    slug text NOT NULL,
    parent_id integer,
    "position" integer DEFAULT 0 NOT NULL,
    CONSTRAINT genres_pkey PRIMARY KEY (id),
    CONSTRAINT genres_slug_key UNIQUE (slug),
    CONSTRAINT genres_not_own_parent CHECK ((parent_id <> id))
);

CREATE TABLE public.images (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    film_id uuid,
    kind public.image_kind NOT NULL,
    url text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    language_code character varying(8),
    sha256 bytea NOT NULL,
    aspect_ratio double precision GENERATED ALWAYS AS (((width)::double precision / (height)::double precision)) STORED NOT NULL,
    CONSTRAINT images_pkey PRIMARY KEY (id),
    CONSTRAINT images_sha256_key UNIQUE (sha256),
    CONSTRAINT images_size CHECK (((width > 0) AND (height > 0)))
);

CREATE TABLE public.languages (
    code character varying(8) NOT NULL,
    name text NOT NULL,
    is_interface boolean DEFAULT false NOT NULL,
    CONSTRAINT languages_pkey PRIMARY KEY (code)
);

CREATE TABLE public.payments (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    rental_id uuid NOT NULL,
    provider text NOT NULL,
    provider_reference text NOT NULL,
    state public.payment_state NOT NULL,
    amount_cents integer NOT NULL,
    currency character(3) NOT NULL,
    paid_at timestamp with time zone,
    raw_response jsonb,
    CONSTRAINT payments_pkey PRIMARY KEY (id),
    CONSTRAINT payments_provider_provider_reference_key UNIQUE (provider, provider_reference),
    CONSTRAINT payments_amount_cents_check CHECK ((amount_cents > 0)),
    CONSTRAINT payments_captured_has_date CHECK (((state <> 'captured'::public.payment_state) OR (paid_at IS NOT NULL)))
);

CREATE TABLE public.people (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    born_on date,
    died_on date,
    country_code character(2),
    portrait_id uuid,
    CONSTRAINT people_pkey PRIMARY KEY (id),
    CONSTRAINT people_slug_key UNIQUE (slug),
    CONSTRAINT people_life CHECK (((died_on IS NULL) OR (born_on IS NULL) OR (died_on >= born_on)))
);

CREATE TABLE public.person_translations (
    person_id uuid NOT NULL,
    language_code character varying(8) NOT NULL,
    biography text NOT NULL,
    CONSTRAINT person_translations_pkey PRIMARY KEY (person_id, language_code)
);

CREATE TABLE public.pricing_tier_prices (
    pricing_tier_id uuid NOT NULL,
    currency character(3) NOT NULL,
    amount_cents integer NOT NULL,
    CONSTRAINT pricing_tier_prices_pkey PRIMARY KEY (pricing_tier_id, currency),
    CONSTRAINT pricing_tier_prices_positive CHECK ((amount_cents >= 0))
);

CREATE TABLE public.pricing_tiers (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    rental_hours integer DEFAULT 48 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT pricing_tiers_pkey PRIMARY KEY (id),
    CONSTRAINT pricing_tiers_name_key UNIQUE (name),
    CONSTRAINT pricing_tiers_rental_hours_check CHECK ((rental_hours > 0))
);

CREATE TABLE public.promo_code_uses (
    promo_code_id uuid NOT NULL,
    user_id uuid NOT NULL,
    rental_id uuid NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT promo_code_uses_pkey PRIMARY KEY (promo_code_id, user_id),
    CONSTRAINT promo_code_uses_rental_id_key UNIQUE (rental_id)
);

CREATE TABLE public.promo_codes (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    code text NOT NULL,
    kind public.discount_kind NOT NULL,
    value numeric(10,2) NOT NULL,
    max_uses integer,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    CONSTRAINT promo_codes_pkey PRIMARY KEY (id),
    CONSTRAINT promo_codes_period CHECK (((starts_at IS NULL) OR (ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT promo_codes_value CHECK (((value > (0)::numeric) AND ((kind <> 'percent'::public.discount_kind) OR (value <= (100)::numeric))))
);

CREATE TABLE public.rentals (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    film_id uuid NOT NULL,
    state public.rental_state DEFAULT 'pending'::public.rental_state NOT NULL,
    price_cents integer NOT NULL,
    currency character(3) NOT NULL,
    starts_at timestamp with time zone,
    expires_at timestamp with time zone,
    CONSTRAINT rentals_pkey PRIMARY KEY (id),
    CONSTRAINT rentals_id_user_id_key UNIQUE (id, user_id),
    CONSTRAINT rentals_active_has_end CHECK (((state <> 'active'::public.rental_state) OR (expires_at IS NOT NULL))),
    CONSTRAINT rentals_price CHECK ((price_cents >= 0))
);

CREATE TABLE public.reviews (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    film_id uuid NOT NULL,
    user_id uuid NOT NULL,
    stars smallint NOT NULL,
    body text,
    hidden_at timestamp with time zone,
    CONSTRAINT reviews_pkey PRIMARY KEY (id),
    CONSTRAINT reviews_film_id_user_id_key UNIQUE (film_id, user_id),
    CONSTRAINT reviews_stars CHECK (((stars >= 1) AND (stars <= 5)))
);

CREATE TABLE public.sessions (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    ip_address inet,
    user_agent text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (token_hash),
    CONSTRAINT sessions_end_after_start CHECK ((expires_at > created_at))
);

CREATE TABLE public.subtitles (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    video_source_id uuid NOT NULL,
    language_code character varying(8) NOT NULL,
    kind public.subtitle_kind DEFAULT 'subtitles'::public.subtitle_kind NOT NULL,
    url text NOT NULL,
    CONSTRAINT subtitles_pkey PRIMARY KEY (id),
    CONSTRAINT subtitles_video_source_id_language_code_kind_key UNIQUE (video_source_id, language_code, kind)
);

CREATE TABLE public.tags (
    id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
    name text NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (id)
);

CREATE TABLE public.users (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email text NOT NULL,
    display_name text NOT NULL,
    password_hash text,
    role public.user_role DEFAULT 'viewer'::public.user_role NOT NULL,
    preferred_language character varying(8) DEFAULT 'en'::character varying NOT NULL,
    email_verified_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_shape CHECK ((email ~~ '%_@_%'::text))
);

CREATE TABLE public.video_sources (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    film_id uuid NOT NULL,
    purpose public.video_purpose DEFAULT 'main'::public.video_purpose NOT NULL,
    quality public.video_quality NOT NULL,
    url text NOT NULL,
    duration_seconds integer NOT NULL,
    size_bytes bigint NOT NULL,
    audio_language character varying(8) NOT NULL,
    CONSTRAINT video_sources_pkey PRIMARY KEY (id),
    CONSTRAINT video_sources_film_id_purpose_quality_audio_language_key UNIQUE (film_id, purpose, quality, audio_language),
    CONSTRAINT video_sources_positive CHECK (((duration_seconds > 0) AND (size_bytes > 0)))
);

CREATE TABLE public.watch_progress (
    user_id uuid NOT NULL,
    film_id uuid NOT NULL,
    position_seconds integer DEFAULT 0 NOT NULL,
    finished_at timestamp with time zone,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT watch_progress_pkey PRIMARY KEY (user_id, film_id),
    CONSTRAINT watch_progress_position_seconds_check CHECK ((position_seconds >= 0))
);

CREATE TABLE public.watchlist_items (
    watchlist_id uuid NOT NULL,
    film_id uuid NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT watchlist_items_pkey PRIMARY KEY (watchlist_id, film_id)
);

CREATE TABLE public.watchlists (
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    CONSTRAINT watchlists_pkey PRIMARY KEY (id),
    CONSTRAINT watchlists_user_id_name_key UNIQUE (user_id, name)
);

CREATE INDEX accolades_festival_awarded_in_idx ON public.accolades USING btree (festival, awarded_in DESC);

CREATE INDEX accolades_person_id_idx ON public.accolades USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX audit_log_table_name_row_key_at_idx ON public.audit_log USING btree (table_name, row_key, at DESC);

CREATE INDEX credits_cast_idx ON public.credits USING btree (film_id, billing_order) WHERE (job = 'actor'::public.credit_job);

CREATE INDEX credits_person_id_job_idx ON public.credits USING btree (person_id, job);

CREATE INDEX film_countries_country_code_idx ON public.film_countries USING btree (country_code);

CREATE INDEX film_genres_genre_id_film_id_idx ON public.film_genres USING btree (genre_id, film_id);

CREATE UNIQUE INDEX film_genres_one_primary ON public.film_genres USING btree (film_id) WHERE (is_primary = true);

CREATE INDEX film_tags_tag_id_idx ON public.film_tags USING btree (tag_id);

CREATE INDEX film_translations_language_code_title_idx ON public.film_translations USING btree (language_code, title);

CREATE UNIQUE INDEX films_imdb_id_idx ON public.films USING btree (imdb_id) WHERE (imdb_id IS NOT NULL);

CREATE UNIQUE INDEX films_slug_lower_idx ON public.films USING btree (lower(slug));

CREATE INDEX films_sort_title_idx ON public.films USING btree (sort_title);

CREATE INDEX films_state_published_at_idx ON public.films USING btree (state, published_at DESC) WHERE (deleted_at IS NULL);

CREATE INDEX films_title_trgm_idx ON public.films USING gin (original_title public.gin_trgm_ops);

CREATE INDEX images_film_id_kind_idx ON public.images USING btree (film_id, kind);

CREATE INDEX payments_captured_idx ON public.payments USING btree (paid_at DESC) WHERE (state = 'captured'::public.payment_state);

CREATE INDEX payments_rental_id_idx ON public.payments USING btree (rental_id);

CREATE INDEX people_name_idx ON public.people USING btree (name);

CREATE UNIQUE INDEX promo_codes_code_idx ON public.promo_codes USING btree (upper(code));

CREATE UNIQUE INDEX rentals_one_active ON public.rentals USING btree (user_id, film_id) WHERE (state = 'active'::public.rental_state);

CREATE INDEX rentals_user_id_created_at_idx ON public.rentals USING btree (user_id, created_at DESC);

CREATE INDEX reviews_visible_idx ON public.reviews USING btree (film_id, created_at DESC) WHERE (hidden_at IS NULL);

CREATE INDEX sessions_expires_at_idx ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_user_id_idx ON public.sessions USING btree (user_id);

CREATE UNIQUE INDEX tags_name_lower_idx ON public.tags USING btree (lower(name));

CREATE UNIQUE INDEX users_email_live_idx ON public.users USING btree (lower(email)) WHERE (deleted_at IS NULL);

CREATE INDEX watch_progress_continue_idx ON public.watch_progress USING btree (user_id, seen_at DESC) WHERE (finished_at IS NULL);

CREATE INDEX watchlist_items_film_id_idx ON public.watchlist_items USING btree (film_id);

ALTER TABLE public.accolades ADD CONSTRAINT accolades_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.accolades ADD CONSTRAINT accolades_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.people(id) ON DELETE SET NULL;

ALTER TABLE public.audit_log ADD CONSTRAINT audit_log_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES public.users(id) ON DELETE SET NULL;

ALTER TABLE public.credits ADD CONSTRAINT credits_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.credits ADD CONSTRAINT credits_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.people(id) ON DELETE RESTRICT;

ALTER TABLE public.film_countries ADD CONSTRAINT film_countries_country_code_fkey FOREIGN KEY (country_code) REFERENCES public.countries(code);

ALTER TABLE public.film_countries ADD CONSTRAINT film_countries_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.film_genres ADD CONSTRAINT film_genres_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.film_genres ADD CONSTRAINT film_genres_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES public.genres(id) ON DELETE RESTRICT;

ALTER TABLE public.film_tags ADD CONSTRAINT film_tags_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.film_tags ADD CONSTRAINT film_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tags(id) ON DELETE CASCADE;

ALTER TABLE public.film_translations ADD CONSTRAINT film_translations_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.film_translations ADD CONSTRAINT film_translations_language_code_fkey FOREIGN KEY (language_code) REFERENCES public.languages(code);

ALTER TABLE public.films ADD CONSTRAINT films_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES public.collections(id) ON DELETE SET NULL;

ALTER TABLE public.films ADD CONSTRAINT films_main_image_id_fkey FOREIGN KEY (main_image_id) REFERENCES public.images(id) ON DELETE SET NULL;

ALTER TABLE public.films ADD CONSTRAINT films_original_language_fkey FOREIGN KEY (original_language) REFERENCES public.languages(code);

ALTER TABLE public.films ADD CONSTRAINT films_pricing_tier_id_fkey FOREIGN KEY (pricing_tier_id) REFERENCES public.pricing_tiers(id) ON DELETE SET NULL;

ALTER TABLE public.genre_translations ADD CONSTRAINT genre_translations_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES public.genres(id) ON DELETE CASCADE;

ALTER TABLE public.genre_translations ADD CONSTRAINT genre_translations_language_code_fkey FOREIGN KEY (language_code) REFERENCES public.languages(code);

ALTER TABLE public.genres ADD CONSTRAINT genres_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.genres(id) ON DELETE SET NULL;

ALTER TABLE public.images ADD CONSTRAINT images_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.images ADD CONSTRAINT images_language_code_fkey FOREIGN KEY (language_code) REFERENCES public.languages(code);

ALTER TABLE public.payments ADD CONSTRAINT payments_rental_id_fkey FOREIGN KEY (rental_id) REFERENCES public.rentals(id) ON DELETE RESTRICT;

ALTER TABLE public.people ADD CONSTRAINT people_country_code_fkey FOREIGN KEY (country_code) REFERENCES public.countries(code);

ALTER TABLE public.people ADD CONSTRAINT people_portrait_id_fkey FOREIGN KEY (portrait_id) REFERENCES public.images(id) ON DELETE SET NULL;

ALTER TABLE public.person_translations ADD CONSTRAINT person_translations_language_code_fkey FOREIGN KEY (language_code) REFERENCES public.languages(code);

ALTER TABLE public.person_translations ADD CONSTRAINT person_translations_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.people(id) ON DELETE CASCADE;

ALTER TABLE public.pricing_tier_prices ADD CONSTRAINT pricing_tier_prices_pricing_tier_id_fkey FOREIGN KEY (pricing_tier_id) REFERENCES public.pricing_tiers(id) ON DELETE CASCADE;

ALTER TABLE public.promo_code_uses ADD CONSTRAINT promo_code_uses_promo_code_id_fkey FOREIGN KEY (promo_code_id) REFERENCES public.promo_codes(id) ON DELETE RESTRICT;

ALTER TABLE public.promo_code_uses ADD CONSTRAINT promo_code_uses_rental_id_user_id_fkey FOREIGN KEY (rental_id, user_id) REFERENCES public.rentals(id, user_id) ON DELETE CASCADE;

ALTER TABLE public.promo_code_uses ADD CONSTRAINT promo_code_uses_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE public.rentals ADD CONSTRAINT rentals_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE RESTRICT;

ALTER TABLE public.rentals ADD CONSTRAINT rentals_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE RESTRICT;

ALTER TABLE public.reviews ADD CONSTRAINT reviews_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.reviews ADD CONSTRAINT reviews_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE public.sessions ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE public.subtitles ADD CONSTRAINT subtitles_language_code_fkey FOREIGN KEY (language_code) REFERENCES public.languages(code);

ALTER TABLE public.subtitles ADD CONSTRAINT subtitles_video_source_id_fkey FOREIGN KEY (video_source_id) REFERENCES public.video_sources(id) ON DELETE CASCADE;

ALTER TABLE public.users ADD CONSTRAINT users_preferred_language_fkey FOREIGN KEY (preferred_language) REFERENCES public.languages(code);

ALTER TABLE public.video_sources ADD CONSTRAINT video_sources_audio_language_fkey FOREIGN KEY (audio_language) REFERENCES public.languages(code);

ALTER TABLE public.video_sources ADD CONSTRAINT video_sources_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.watch_progress ADD CONSTRAINT watch_progress_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.watch_progress ADD CONSTRAINT watch_progress_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE public.watchlist_items ADD CONSTRAINT watchlist_items_film_id_fkey FOREIGN KEY (film_id) REFERENCES public.films(id) ON DELETE CASCADE;

ALTER TABLE public.watchlist_items ADD CONSTRAINT watchlist_items_watchlist_id_fkey FOREIGN KEY (watchlist_id) REFERENCES public.watchlists(id) ON DELETE CASCADE;

ALTER TABLE public.watchlists ADD CONSTRAINT watchlists_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

CREATE VIEW public.film_directors AS
 SELECT c.film_id,
    p.id AS person_id,
    p.name
   FROM (public.credits c
     JOIN public.people p ON ((p.id = c.person_id)))
  WHERE (c.job = 'director'::public.credit_job);

CREATE VIEW public.film_ratings AS
 SELECT r.film_id,
    count(*) AS review_count,
    avg(r.stars) AS average_stars
   FROM public.reviews r
  WHERE (r.hidden_at IS NULL)
  GROUP BY r.film_id;

CREATE VIEW public.open_rentals AS
 SELECT r.id,
    r.user_id,
    r.film_id,
    r.expires_at
   FROM public.rentals r
  WHERE (r.state = 'active'::public.rental_state);

CREATE VIEW public.published_films AS
 SELECT f.id,
    f.slug,
    f.original_title,
    f.released_on,
    f.runtime_minutes
   FROM public.films f
  WHERE ((f.state = 'published'::public.film_state) AND (f.deleted_at IS NULL));

CREATE MATERIALIZED VIEW public.monthly_revenue AS
 SELECT date_trunc('month'::text, p.paid_at) AS month,
    p.currency,
    sum(p.amount_cents) AS cents
   FROM public.payments p
  WHERE (p.state = 'captured'::public.payment_state)
  GROUP BY (date_trunc('month'::text, p.paid_at)), p.currency;

CREATE UNIQUE INDEX monthly_revenue_month_currency_idx ON public.monthly_revenue USING btree (month, currency);

CREATE OR REPLACE FUNCTION public.audit_films()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.audit_log (table_name, row_key, action, before, after)
  values (
    tg_table_name,
    coalesce(new.id, old.id)::text,
    lower(tg_op)::public.audit_action,
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.set_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.updated_at := now();
  return new;
end
$function$;

CREATE TRIGGER touch BEFORE UPDATE ON public.accolades FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.collections FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.film_translations FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.films FOR EACH ROW EXECUTE FUNCTION public.audit_films();

CREATE TRIGGER touch BEFORE UPDATE ON public.films FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.images FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.payments FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.pricing_tiers FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.promo_codes FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.rentals FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.reviews FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.subtitles FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.video_sources FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER touch BEFORE UPDATE ON public.watchlists FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

COMMENT ON COLUMN public.countries.code IS 'ISO 3166-1 alpha-2';

COMMENT ON COLUMN public.films.imdb_id IS 'tt and seven digits or more';

COMMENT ON COLUMN public.languages.code IS 'BCP 47';

COMMENT ON EXTENSION pg_trgm IS 'Titles are searched by likeness.';

COMMENT ON FUNCTION public.set_updated_at() IS 'Keeps updated_at true, whoever writes.';

COMMENT ON TABLE public.audit_log IS 'Who changed what. Written by triggers, never by hand.';

COMMENT ON TABLE public.credits IS 'Who did what in which film.';

COMMENT ON TABLE public.films IS 'What can be watched.';

COMMENT ON VIEW public.published_films IS 'What the catalogue shows.';
