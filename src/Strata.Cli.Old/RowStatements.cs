using Strata.Core.Sql;

namespace Strata.Cli;

/// <summary>Statements that may change rows, which no comparison of catalogs sees.</summary>
internal static class RowStatements
{
    private static readonly string[] s_words =
    [
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "COPY",
        "TRUNCATE",
        "WITH",
        "SELECT",
        "DO",
        "CALL",
        "REPLACE",
    ];

    public static bool Is(SqlStatement statement) => s_words.Any(w => statement.Is(0, w));
}
