DELETE FROM reviews;
DELETE FROM films;
