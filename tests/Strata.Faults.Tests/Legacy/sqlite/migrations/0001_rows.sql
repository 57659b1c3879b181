INSERT INTO films (id, title, year) VALUES (1, 'Solaris', 1972), (2, 'Stalker', 1979);
INSERT INTO reviews (id, film, words) VALUES (1, 1, 'slow; good');
