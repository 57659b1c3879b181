insert into people (id, slug, name, born_on, country_code) values
  ('00000000-0000-4000-8000-0000000000b1', 'mira-hollenstein', 'Mira Hollenstein', '1971-05-02', 'AT'),
  ('00000000-0000-4000-8000-0000000000b2', 'jun-arakawa', 'Jun Arakawa', '1984-11-19', 'JP'),
  ('00000000-0000-4000-8000-0000000000b3', 'odette-lamarre', 'Odette Lamarre', '1990-01-30', 'FR');

insert into films (id, slug, original_title, original_language, kind, state, released_on, runtime_minutes, pricing_tier_id, published_at) values
  ('00000000-0000-4000-8000-0000000000c1', 'the-salt-road', 'Die Salzstraße', 'de', 'feature', 'published', '2019-03-14', 117, '00000000-0000-4000-8000-0000000000a1', '2024-01-05 09:00:00+00'),
  ('00000000-0000-4000-8000-0000000000c2', 'seven-lanterns', '七つの提灯', 'ja', 'feature', 'published', '2022-10-01', 98, '00000000-0000-4000-8000-0000000000a2', '2024-02-11 09:00:00+00'),
  ('00000000-0000-4000-8000-0000000000c3', 'low-tide', 'Marée basse', 'fr', 'short', 'draft', null, 14, null, null);

insert into film_translations (film_id, language_code, title, synopsis) values
  ('00000000-0000-4000-8000-0000000000c1', 'en', 'The Salt Road', 'A carter and her son cross the mountains in the last winter before the railway.'),
  ('00000000-0000-4000-8000-0000000000c2', 'en', 'Seven Lanterns', 'Seven evenings in a harbour town, told by whoever lights the lamps.'),
  ('00000000-0000-4000-8000-0000000000c3', 'en', 'Low Tide', 'Two sisters look for a ring in the mud.');

insert into credits (film_id, person_id, job, character_name, billing_order) values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000b1', 'director', null, null),
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000b3', 'actor', 'Agathe', 1),
  ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000b2', 'director', null, null);

insert into film_genres (film_id, genre_id, is_primary)
select f.id, g.id, true from films f join genres g on g.slug = 'drama';

insert into film_countries (film_id, country_code) values
  ('00000000-0000-4000-8000-0000000000c1', 'AT'),
  ('00000000-0000-4000-8000-0000000000c1', 'DE'),
  ('00000000-0000-4000-8000-0000000000c2', 'JP');

insert into accolades (film_id, festival, category, awarded_in, result) values
  ('00000000-0000-4000-8000-0000000000c1', 'Alpine Film Week', 'Best Feature', 2019, 'won');
