SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA strata;
CREATE TYPE public.mood AS ENUM (
    'good',
    'bad',
    'great',
    'ugly'
);
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.films (
    id integer NOT NULL,
    title text NOT NULL,
    year integer,
    mood public.mood NOT NULL,
    aftertaste public.mood DEFAULT 'great'::public.mood NOT NULL
);
CREATE TABLE strata.history (
    seq bigint NOT NULL,
    idx integer NOT NULL,
    tag text NOT NULL,
    hash text NOT NULL,
    parent text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    statements_done integer NOT NULL,
    statements_total integer NOT NULL,
    statement_hashes text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    by_whom text NOT NULL,
    host text NOT NULL,
    tool text NOT NULL,
    git_commit text,
    error text,
    fingerprint text,
    fence bigint NOT NULL,
    CONSTRAINT history_kind_check CHECK ((kind = ANY (ARRAY['migrate'::text, 'baseline'::text, 'squash'::text, 'adopt'::text]))),
    CONSTRAINT history_state_check CHECK ((state = ANY (ARRAY['running'::text, 'applied'::text, 'failed'::text, 'rolled_back'::text])))
);
ALTER TABLE strata.history ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME strata.history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE strata.lock (
    one boolean DEFAULT true NOT NULL,
    fence bigint NOT NULL,
    format integer NOT NULL,
    holder text NOT NULL,
    acquired_at timestamp with time zone NOT NULL,
    CONSTRAINT lock_one_check CHECK (one)
);
CREATE TABLE strata.run (
    id uuid NOT NULL,
    command text NOT NULL,
    by_whom text NOT NULL,
    host text NOT NULL,
    tool text NOT NULL,
    git_commit text,
    plan text,
    started_at timestamp with time zone NOT NULL,
    heartbeat_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    exit integer,
    detail text NOT NULL,
    lease_until timestamp with time zone
);
CREATE TABLE strata.stamp (
    one boolean DEFAULT true NOT NULL,
    environment text NOT NULL,
    mode text NOT NULL,
    policy text NOT NULL,
    identity uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    fence bigint NOT NULL,
    place text,
    CONSTRAINT stamp_mode_check CHECK ((mode = ANY (ARRAY['push'::text, 'migrate'::text]))),
    CONSTRAINT stamp_one_check CHECK (one)
);
CREATE TABLE strata.step (
    tag text NOT NULL,
    number integer NOT NULL,
    hash text NOT NULL,
    state text NOT NULL,
    found text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    fence bigint NOT NULL,
    CONSTRAINT step_state_check CHECK ((state = ANY (ARRAY['intent'::text, 'done'::text])))
);
INSERT INTO public.films VALUES (1, 'Solaris', 1972, 'great', 'great');
INSERT INTO public.films VALUES (2, 'Stalker', 1979, 'good', 'great');
INSERT INTO strata.history OVERRIDING SYSTEM VALUE VALUES (1, 0, '0000_films',
  'efb66084666243856ab68c7f62206fdad9a9a10762f9f87e744b208dd909dc7b',
  '0000000000000000000000000000000000000000000000000000000000000000', 'migrate', 'applied', 2, 2, '42a4abde 14c0f093',
  '2026-11-28 08:51:19.613576+00', '2026-11-28 08:51:19.614617+00', 'dev', 'laptop', 'strata 0.1.0', NULL, NULL, NULL, 1);
INSERT INTO strata.history OVERRIDING SYSTEM VALUE VALUES (2, 1, '0001_moods',
  '4808259522bff5910bf4012af7957224a7ab93919d279189aed02b372d943cd3',
  'f33da5a2498d043d84c5d87b13fab077ab8b12f395f5e8f6265798ae4d30a3ab', 'migrate', 'applied', 3, 3, '9f9c7958 7215d356 aa91048e',
  '2026-11-28 08:51:19.615241+00', '2026-11-28 08:51:19.616106+00', 'dev', 'laptop', 'strata 0.1.0', NULL, NULL, NULL, 1);
INSERT INTO strata.history OVERRIDING SYSTEM VALUE VALUES (4, 2, '0002_indexes',
  '304f331d4177de1b97a2d1cb653c52623bf2643ba3be9702831762d59eae76b9',
  '23393a3f60d9c06a6d669f344122daeb7b1fc956ef533167c951a9aef8684be1', 'migrate', 'applied', 4, 4,
  '7732c23d 2b256190 d6c69a57 088e72e7', '2026-11-28 08:51:19.616437+00', '2026-11-28 08:51:19.623171+00', 'dev', 'laptop',
  'strata 0.1.0', NULL, NULL, NULL, 1);
INSERT INTO strata.history OVERRIDING SYSTEM VALUE VALUES (10, 3, '0003_vacuum',
  '01901206b612f3b76447f6d694fa5b9be7736db76e50032cb9ad4ffecd8c5b7d',
  '31e8bf636e7753fb575201a82fb638997cffa8e1556d021a582dbee8c10a2d17', 'migrate', 'applied', 3, 3, 'e1a831e8 8505f130 49164ee0',
  '2026-11-28 08:51:19.623503+00', '2026-11-28 08:51:19.627869+00', 'dev', 'laptop', 'strata 0.1.0', NULL, NULL,
  '543a57b7cd30900b6f707b9c7ac646a13c3963c2d17f0d0c452c22c52cbf6b1d', 1);
INSERT INTO strata.lock VALUES (true, 1, 1, 'dev@laptop, strata 0.1.0', '2026-11-28 08:51:19.607365+00');
INSERT INTO strata.stamp VALUES (true, 'local', 'migrate', 'open', 'beeb3fcf-66c0-419e-b41c-6757d9269b86',
  '2026-11-28 08:51:19.612474+00', 1, '7713116409566474270/16585');
INSERT INTO strata.step VALUES ('0002_indexes', 2, '2b25619013875c3ede66c2aa7f220b0e228691e96fa8966559eb7cf51e06a3cc', 'done',
  'Absent', '2026-11-28 08:51:19.617952+00', '2026-11-28 08:51:19.6197+00', 1);
INSERT INTO strata.step VALUES ('0002_indexes', 3, 'd6c69a57369dbfdfa7df7f226eb8d009b6071cbcc0e85908cda0554e4d1d8fea', 'done',
  'Absent', '2026-11-28 08:51:19.620686+00', '2026-11-28 08:51:19.622293+00', 1);
INSERT INTO strata.step VALUES ('0003_vacuum', 1, 'e1a831e8dccf566dcb2e926744e80427f1928d6fe6e96874d7420cbf5925fba9', 'done',
  'Repeatable', '2026-11-28 08:51:19.623503+00', '2026-11-28 08:51:19.624641+00', 1);
INSERT INTO strata.step VALUES ('0003_vacuum', 2, '8505f13086d2f8b6666efa775d17c005c68ae32bc35596eaf47cbca61ecabcbe', 'done',
  'Unknown', '2026-11-28 08:51:19.625171+00', '2026-11-28 08:51:19.625923+00', 1);
INSERT INTO strata.step VALUES ('0003_vacuum', 3, '49164ee046b6dec2fa6b79417cbe8027e2a3b37fae53ddad52f24e6de3916124', 'done',
  'Repeatable', '2026-11-28 08:51:19.626438+00', '2026-11-28 08:51:19.627525+00', 1);
SELECT pg_catalog.setval('strata.history_seq_seq', 15, true);
ALTER TABLE ONLY public.films
    ADD CONSTRAINT films_pkey PRIMARY KEY (id);
ALTER TABLE ONLY strata.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY strata.lock
    ADD CONSTRAINT lock_pkey PRIMARY KEY (one);
ALTER TABLE ONLY strata.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY strata.stamp
    ADD CONSTRAINT stamp_pkey PRIMARY KEY (one);
ALTER TABLE ONLY strata.step
    ADD CONSTRAINT step_pkey PRIMARY KEY (tag, number);
CREATE INDEX films_title ON public.films USING btree (title);
CREATE INDEX films_year ON public.films USING btree (year);
CREATE UNIQUE INDEX history_tag ON strata.history USING btree (tag) WHERE (state <> 'rolled_back'::text);
