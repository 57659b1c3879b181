using Strata.Core.Safety.Statements;
using Strata.Sqlite.Syntax;

namespace Strata.Sqlite.Statements;

/// <summary>What statements of SQLite do to rows.</summary>
internal static class SqliteStatementRules
{
    public static StatementReader Reader { get; } =
        new(
            SqliteSyntax.Instance,
            [new ReplacesRows()],
            ["REPLACE", "ANALYZE", "REINDEX", "VACUUM", "PRAGMA foreign_keys", "PRAGMA defer_foreign_keys"]
        );
}
