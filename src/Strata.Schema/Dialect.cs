namespace Strata.Schema;

/// <summary>The database the SQL is written for.</summary>
public enum Dialect
{
    Postgresql,
    Sqlite,
}

/// <summary>
/// What happens to the referencing row (https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK).
/// </summary>
public enum ReferentialAction
{
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}
