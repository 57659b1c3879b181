namespace Strata.Postgres.Kinds;

/// <summary>A table whose columns may be attributes of a type: https://www.postgresql.org/docs/current/sql-createtable.html (OF)</summary>
internal interface ITyped
{
    /// <summary>The type, as it is written in SQL; null where the columns are the table's own.</summary>
    string? OfType { get; }
}
