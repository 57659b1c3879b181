using Strata.Core.Sql;

namespace Strata.Operations;

/// <summary>The effects of statements on rows, which no comparison of schemas shows.</summary>
internal static class RowEffects
{
    // SELECT may call a function that writes; a DO block may do anything.
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

    /// <summary>The statement may change rows.</summary>
    public static bool MayChange(SqlStatement statement) => s_words.Any(w => statement.Is(0, w));
}
