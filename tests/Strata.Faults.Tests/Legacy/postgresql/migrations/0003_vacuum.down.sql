-- strata:transaction none
ANALYZE films;
