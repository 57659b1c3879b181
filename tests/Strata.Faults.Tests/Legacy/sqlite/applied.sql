PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE __strata_format (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL) STRICT;
INSERT INTO __strata_format VALUES(1,1);
CREATE TABLE __strata_stamp (one INTEGER PRIMARY KEY CHECK (one = 1), environment TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('push', 'migrate')), 
  policy TEXT NOT NULL, identity TEXT NOT NULL, since TEXT NOT NULL, place TEXT) STRICT;
INSERT INTO __strata_stamp VALUES(1, 'local', 'migrate', 'open', 'a8846369-ad20-4ce7-b083-fbb903026b84',
  '2026-11-28T08:52:39.808Z', '/srv/app.db');
CREATE TABLE __strata_history (seq INTEGER PRIMARY KEY AUTOINCREMENT, idx INTEGER NOT NULL, tag TEXT NOT NULL, hash TEXT NOT NULL,
  parent TEXT NOT NULL, 
kind TEXT NOT NULL, state TEXT NOT NULL, statements_done INTEGER NOT NULL, statements_total INTEGER NOT NULL,
  statement_hashes TEXT NOT NULL, 
started_at TEXT NOT NULL, finished_at TEXT, by_whom TEXT NOT NULL, host TEXT NOT NULL, tool TEXT NOT NULL, git_commit TEXT,
  error TEXT, fingerprint TEXT) STRICT;
INSERT INTO __strata_history VALUES(1, 0, '0000_films', '9a393c065a1fb5ff6ee8896be42393fff011e162a551218044eea89e2ed08acf',
  '0000000000000000000000000000000000000000000000000000000000000000', 'Migrate', 'Applied', 2, 2, '1e16abbd 8a31699d',
  '2026-11-28T08:52:39.810Z', '2026-11-28T08:52:39.810Z', 'dev', 'laptop', 'strata 0.1.0', NULL, NULL, NULL);
INSERT INTO __strata_history VALUES(2, 1, '0001_rows', 'fe187f3143bc4c870b403b858ad97c717c4b07dbf2895acdbf45abae8c3ccc14',
  'edf47203330961c96f7e14fc0ebe037fd2113db148241b1cb1fd92abacb738f1', 'Migrate', 'Applied', 2, 2, 'f071553a 85a72c52',
  '2026-11-28T08:52:39.811Z', '2026-11-28T08:52:39.811Z', 'dev', 'laptop', 'strata 0.1.0', NULL, NULL, NULL);
INSERT INTO __strata_history VALUES(3, 2, '0002_rebuild', '5d5783a5e363b7092ed3a1d503d367acae89fd95e92ef9e570cbcfb090c7f667',
  '30825b5dece98917b2227387b8fbfc7693066363890acd125335360e13a893a9', 'Migrate', 'Applied', 7, 7,
  'cfea7e98 8b434691 70e73885 28c1aa95 65c0a871 6dc17e09 03e9ac35', '2026-11-28T08:52:39.812Z', '2026-11-28T08:52:39.812Z', 'dev',
  'laptop', 'strata 0.1.0', NULL, NULL, NULL);
INSERT INTO __strata_history VALUES(4, 3, '0003_vacuum', 'd17bf0cfcb1acfd1fc7e4acca1978375cbf29133795abd3359dbe890e045161c',
  'c4d189716de54a9b47906c5dd187a407b651c042359f81174095617877061533', 'Migrate', 'Applied', 3, 3, '2272f991 4aa12e79 088e72e7',
  '2026-11-28T08:52:39.817Z', '2026-11-28T08:52:39.817Z', 'dev', 'laptop', 'strata 0.1.0', NULL, NULL,
  '1dbec4b68bc8b4946c0694f759b535cf8a7777cc581df0c530a581dee9cc8e2b');
CREATE TABLE __strata_step (tag TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL, state TEXT NOT NULL,
  found TEXT NOT NULL, PRIMARY KEY (tag, number)) STRICT;
INSERT INTO __strata_step VALUES('0003_vacuum',2,'4aa12e79131fbd21ec7843819c66b233bf7c52da66f681104c7a5541c7539299','Done','Repeatable');
CREATE TABLE reviews (
  id INTEGER CONSTRAINT reviews_pkey PRIMARY KEY NOT NULL,
  film INTEGER NOT NULL,
  words TEXT NOT NULL,
  CONSTRAINT reviews_film_fkey FOREIGN KEY (film) REFERENCES films (id)
);
INSERT INTO reviews VALUES(1,1,'slow; good');
CREATE TABLE films (
  id INTEGER CONSTRAINT films_pkey PRIMARY KEY NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  year INTEGER NOT NULL DEFAULT 0
);
INSERT INTO films VALUES(1,'Solaris',1972);
INSERT INTO films VALUES(2,'Stalker',1979);
CREATE TABLE __strata_run (id TEXT PRIMARY KEY NOT NULL, command TEXT NOT NULL, by_whom TEXT NOT NULL, host TEXT NOT NULL,
  tool TEXT NOT NULL, git_commit TEXT, plan TEXT, 
  started_at TEXT NOT NULL, heartbeat_at TEXT NOT NULL, finished_at TEXT, exit INTEGER, detail TEXT NOT NULL) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('__strata_history',7);
CREATE UNIQUE INDEX __strata_history_tag ON __strata_history (tag) WHERE state <> 'RolledBack';
CREATE INDEX films_year ON films (year);
COMMIT;
