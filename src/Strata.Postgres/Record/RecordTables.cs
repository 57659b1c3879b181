namespace Strata.Postgres.Record;

/// <summary>The tables of the schema <c>strata</c>.</summary>
internal static class RecordTables
{
    /// <summary>Raised when an older Strata would misread the tables; it then refuses the database.</summary>
    public const int Format = 1;

    /// <summary>The advisory lock is on the first eight bytes of the SHA-256 of this, with the database's name after it.</summary>
    public const string LockName = "strata migrations of ";

    private const string Lock = """
        CREATE TABLE IF NOT EXISTS strata.lock (one boolean PRIMARY KEY DEFAULT true CHECK (one), fence bigint NOT NULL,
          format integer NOT NULL, holder text NOT NULL, acquired_at timestamptz NOT NULL)
        """;

    private const string Stamp = """
        CREATE TABLE IF NOT EXISTS strata.stamp (one boolean PRIMARY KEY DEFAULT true CHECK (one), environment text NOT NULL,
          mode text NOT NULL CHECK (mode IN ('push', 'migrate')), policy text NOT NULL, identity uuid NOT NULL,
          since timestamptz NOT NULL, fence bigint NOT NULL)
        """;

    private const string History = """
        CREATE TABLE IF NOT EXISTS strata.history (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, idx integer NOT NULL,
          tag text NOT NULL, hash text NOT NULL, parent text NOT NULL,
          kind text NOT NULL CHECK (kind IN ('migrate', 'baseline', 'squash', 'adopt')),
          state text NOT NULL CHECK (state IN ('running', 'applied', 'failed', 'rolled_back')),
          statements_done integer NOT NULL, statements_total integer NOT NULL, statement_hashes text NOT NULL,
          started_at timestamptz NOT NULL, finished_at timestamptz, by_whom text NOT NULL, host text NOT NULL, tool text NOT NULL,
          git_commit text, error text, fingerprint text, fence bigint NOT NULL)
        """;

    private const string Step = """
        CREATE TABLE IF NOT EXISTS strata.step (tag text NOT NULL, number integer NOT NULL, hash text NOT NULL,
          state text NOT NULL CHECK (state IN ('intent', 'done')), found text NOT NULL, started_at timestamptz NOT NULL,
          finished_at timestamptz, fence bigint NOT NULL, PRIMARY KEY (tag, number))
        """;

    /// <summary>
    /// Makes the schema where it is missing. CREATE SCHEMA IF NOT EXISTS asks for the right to make one before it looks, and a login may
    /// have only what a schema made for it gives.
    /// </summary>
    public const string Schema = """
        DO $$BEGIN IF pg_catalog.to_regnamespace('strata') IS NULL THEN CREATE SCHEMA IF NOT EXISTS strata; END IF; END$$
        """;

    /// <summary>Makes what is missing; tables that are there stay as they are.</summary>
    public static string[] Create { get; } =
    [
        Schema,
        Lock,
        Stamp,
        "ALTER TABLE strata.stamp ADD COLUMN IF NOT EXISTS place text",
        History,
        "CREATE UNIQUE INDEX IF NOT EXISTS history_tag ON strata.history (tag) WHERE state <> 'rolled_back'",
        Step,
        $"INSERT INTO strata.lock (fence, format, holder, acquired_at) VALUES (0, {Format}, '', pg_catalog.now()) ON CONFLICT DO NOTHING",
    ];
}
