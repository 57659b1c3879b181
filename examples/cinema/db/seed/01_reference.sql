-- Runs on both dialects.
insert into languages (code, name, is_interface) values
  ('en', 'English', true),
  ('de', 'Deutsch', true),
  ('fr', 'Français', false),
  ('ja', '日本語', false);

insert into countries (code, name) values
  ('AT', 'Austria'),
  ('DE', 'Germany'),
  ('FR', 'France'),
  ('JP', 'Japan'),
  ('US', 'United States');

insert into genres (slug, position) values
  ('drama', 1),
  ('comedy', 2),
  ('science-fiction', 3),
  ('documentary', 4);

insert into genre_translations (genre_id, language_code, name)
select id, 'en', slug from genres;

insert into tags (name) values ('black and white'), ('restored'), ('silent');

insert into pricing_tiers (id, name, rental_hours) values
  ('00000000-0000-4000-8000-0000000000a1', 'standard', 48),
  ('00000000-0000-4000-8000-0000000000a2', 'premiere', 72);

insert into pricing_tier_prices (pricing_tier_id, currency, amount_cents) values
  ('00000000-0000-4000-8000-0000000000a1', 'EUR', 399),
  ('00000000-0000-4000-8000-0000000000a1', 'USD', 449),
  ('00000000-0000-4000-8000-0000000000a2', 'EUR', 899);
