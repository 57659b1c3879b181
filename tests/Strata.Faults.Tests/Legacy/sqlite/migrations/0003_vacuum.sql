CREATE INDEX films_year ON films (year);
VACUUM;
UPDATE films SET year = year + 0;
