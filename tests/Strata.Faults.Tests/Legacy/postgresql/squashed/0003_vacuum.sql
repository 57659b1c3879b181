-- strata:transaction none
VACUUM films;
UPDATE films SET title = title || '';
ANALYZE films;
