namespace Strata.Schema;

/// <summary>The database system that the SQL is written for.</summary>
public enum Dialect
{
    /// <summary>PostgreSQL (https://www.postgresql.org/docs/current/).</summary>
    Postgresql,

    /// <summary>SQLite (https://www.sqlite.org/docs.html).</summary>
    Sqlite,
}
