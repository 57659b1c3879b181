namespace Strata.Postgres.SqlWriting;

/// <summary>The mark of a constraint's definition that existing rows have not been checked.</summary>
internal static class Validity
{
    private const string Suffix = " NOT VALID";

    public static bool IsNotValid(string definition) => definition.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>The server checks no row by it (PostgreSQL 18): https://www.postgresql.org/docs/current/sql-createtable.html</summary>
    public static bool IsNotEnforced(string definition) => definition.EndsWith(" NOT ENFORCED", StringComparison.Ordinal);

    /// <summary>The definition of the same constraint before it was validated.</summary>
    public static string NotValid(string definition) => definition + Suffix;
}
