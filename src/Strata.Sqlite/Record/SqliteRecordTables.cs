namespace Strata.Sqlite.Record;

/// <summary>The tables <c>__strata_*</c>.</summary>
internal static class SqliteRecordTables
{
    /// <summary>Raised when an older Strata would misread the tables; it then refuses the database. See docs/adr/0013.</summary>
    public const int Format = 2;

    public const string Now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

    private const string Stamp = """
        CREATE TABLE IF NOT EXISTS __strata_stamp (one INTEGER PRIMARY KEY CHECK (one = 1), environment TEXT NOT NULL,
          mode TEXT NOT NULL CHECK (mode IN ('push', 'migrate')), policy TEXT NOT NULL, identity TEXT NOT NULL, since TEXT NOT NULL,
          place TEXT) STRICT
        """;

    private const string History = """
        CREATE TABLE IF NOT EXISTS __strata_history (seq INTEGER PRIMARY KEY AUTOINCREMENT, idx INTEGER NOT NULL, tag TEXT NOT NULL,
          hash TEXT NOT NULL, parent TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, statements_done INTEGER NOT NULL,
          statements_total INTEGER NOT NULL, statement_hashes TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
          by_whom TEXT NOT NULL, host TEXT NOT NULL, tool TEXT NOT NULL, git_commit TEXT, error TEXT, fingerprint TEXT) STRICT
        """;

    private const string Step = """
        CREATE TABLE IF NOT EXISTS __strata_step (tag TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL, state TEXT NOT NULL,
          found TEXT NOT NULL, PRIMARY KEY (tag, number)) STRICT
        """;

    /// <summary>Makes what is missing, and takes tables of format 1 to this one: those had the names of enumerations for words.</summary>
    public static string[] Create { get; } =
    [
        "CREATE TABLE IF NOT EXISTS __strata_format (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL) STRICT",
        $"INSERT INTO __strata_format VALUES (1, {Format}) ON CONFLICT DO NOTHING",
        Stamp,
        History,
        Step,
        "DROP INDEX IF EXISTS __strata_history_tag",
        "UPDATE __strata_history SET state = CASE state WHEN 'RolledBack' THEN 'rolled_back' ELSE lower(state) END, kind = lower(kind) "
            + "WHERE (SELECT format FROM __strata_format) < 2",
        "UPDATE __strata_step SET state = lower(state) WHERE (SELECT format FROM __strata_format) < 2",
        "CREATE UNIQUE INDEX IF NOT EXISTS __strata_history_current ON __strata_history (tag) WHERE state <> 'rolled_back'",
        "UPDATE __strata_format SET format = 2 WHERE format < 2",
    ];
}
