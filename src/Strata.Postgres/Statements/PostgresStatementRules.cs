using Strata.Core.Safety.Statements;
using Strata.Core.Sql;
using Strata.Postgres.Syntax;

namespace Strata.Postgres.Statements;

/// <summary>The effects of PostgreSQL's statements on rows.</summary>
internal static class PostgresStatementRules
{
    public static StatementReader Reader { get; } =
        new(
            PostgresSyntax.Instance,
            [
                new TruncatesTables(),
                new DropsSchemas(),
                new DropsExtensions(),
                new MergesRows(),
                new RunsPrograms(),
                new RunsCode(),
                new UsesUntrustedLanguage(),
            ],
            [
                "TRUNCATE",
                "MERGE",
                "COPY",
                "COMMENT",
                "GRANT",
                "REVOKE",
                "SET",
                "RESET",
                "SHOW",
                "ANALYZE",
                "VACUUM",
                "REINDEX",
                "REFRESH",
                "LOCK",
                "DROP MATERIALIZED VIEW",
                "DROP FUNCTION",
                "DROP PROCEDURE",
                "DROP POLICY",
                "DROP RULE",
            ],
            Bodies
        );

    /// <summary>The code of a DO statement: https://www.postgresql.org/docs/current/sql-do.html</summary>
    public static IEnumerable<string> Bodies(SqlTokens words) =>
        words.Text(0).Equals("DO", StringComparison.OrdinalIgnoreCase) ? CodeText.Literals(words) : [];
}
