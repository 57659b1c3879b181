-- what the planner of that day could not write
INSERT INTO films (id, title, year, mood) VALUES (1, 'Solaris', 1972, 'great'), (2, 'Stalker', 1979, 'good');
CREATE INDEX CONCURRENTLY films_year ON films (year);
CREATE INDEX CONCURRENTLY films_title ON films (title);
UPDATE films SET year = year + 0;
