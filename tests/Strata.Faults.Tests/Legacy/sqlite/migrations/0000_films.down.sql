-- reversal: loses
-- what was written since the migration is lost by this:
--   SX2001 drops table main.films and its rows
--   SX2001 drops table main.reviews and its rows

PRAGMA foreign_keys = OFF;

DROP TABLE films;

DROP TABLE reviews;

PRAGMA foreign_keys = ON;
