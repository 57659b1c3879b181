using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Sqlite.Syntax;

/// <summary>The transactions that statements need, by their tokens.</summary>
internal static class SqliteStatements
{
    /// <summary>The transaction of a statement without a directive.</summary>
    public static TransactionMode Mode(SqlStatement s) => RunsAlone(s) ? TransactionMode.None : TransactionMode.Shared;

    // Inside a transaction SQLite refuses the first and ignores or refuses the others: https://www.sqlite.org/pragma.html
    public static bool RunsAlone(SqlStatement s) =>
        s.StartsWith("VACUUM")
        || s.StartsWith("PRAGMA", "journal_mode")
        || s.StartsWith("PRAGMA", "synchronous")
        || s.StartsWith("PRAGMA", "auto_vacuum");

    // The switch is a no-op inside a transaction, so it belongs to the transaction as a whole.
    public static bool SwitchesForeignKeys(SqlStatement s) => s.StartsWith("PRAGMA", "foreign_keys") && s.Tokens.Length > 2;

    public static bool SwitchesOff(SqlStatement s) =>
        SwitchesForeignKeys(s) && (s.Is(3, "OFF") || s.Is(3, "NO") || s.Is(3, "FALSE") || s.TokenText(3).SequenceEqual("0"));
}
