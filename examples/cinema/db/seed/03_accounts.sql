insert into users (id, email, display_name, role, email_verified_at) values
  ('00000000-0000-4000-8000-0000000000d1', 'editor@example.com', 'Edda', 'editor', '2024-01-01 00:00:00+00'),
  ('00000000-0000-4000-8000-0000000000d2', 'viewer@example.com', 'Vito', 'viewer', null);

insert into watchlists (id, user_id, name) values
  ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000d2', 'Later');

insert into watchlist_items (watchlist_id, film_id) values
  ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000c2');

insert into rentals (id, user_id, film_id, state, price_cents, currency, starts_at, expires_at) values
  ('00000000-0000-4000-8000-0000000000f1', '00000000-0000-4000-8000-0000000000d2', '00000000-0000-4000-8000-0000000000c1', 'active', 399, 'EUR', '2024-03-01 18:00:00+00', '2024-03-03 18:00:00+00');

insert into payments (rental_id, provider, provider_reference, state, amount_cents, currency, paid_at) values
  ('00000000-0000-4000-8000-0000000000f1', 'cardpay', 'cp_0001', 'captured', 399, 'EUR', '2024-03-01 17:59:00+00');

insert into reviews (film_id, user_id, stars, body) values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000d2', 5, 'Worth the cold feet.');
