using Strata.Core.Safety.Statements;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Statements;

/// <summary>The effects of SQLite's statements on rows.</summary>
internal static class SqliteStatementRules
{
    public static StatementReader Reader { get; } =
        new(
            SqliteSyntax.Instance,
            [new ReplacesRows()],
            ["REPLACE", "ANALYZE", "REINDEX", "VACUUM", "PRAGMA foreign_keys", "PRAGMA defer_foreign_keys"]
        );
}
