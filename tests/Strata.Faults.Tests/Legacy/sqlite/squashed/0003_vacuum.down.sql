-- strata:transaction none
DROP INDEX films_year;
VACUUM;
