using System.Collections.Immutable;
using Strata.Core.Sql;

namespace Strata.Postgres.Syntax;

/// <summary>PostgreSQL's lexical rules: https://www.postgresql.org/docs/current/sql-syntax-lexical.html</summary>
public static class PostgresSyntax
{
    private const string OwnTransaction = "Strata runs each migration in a transaction of its own";
    private const string Leaks = "it would change the session for everything that runs after it";
    private const string Remove =
        "remove it; a line '-- strata:transaction own' or 'none' before a statement ends the transaction before it";

    public static SqlSyntax Instance { get; } =
        new()
        {
            Name = "postgresql",
            DollarQuotes = true,
            NestedComments = true,
            EscapeStrings = true,
            AtomicBodies = true,
            CopyData = true,
            BackslashCommands = true,
            ModeOf = PostgresStatements.Mode,
            CommitsItself = PostgresStatements.CommitsItself,
            Forbidden = Forbidden,
        };

    private static ImmutableArray<ForbiddenStatement> Forbidden =>
        [
            .. Each(
                OwnTransaction,
                Remove,
                "BEGIN",
                "START TRANSACTION",
                "COMMIT",
                "END",
                "ROLLBACK",
                "ABORT",
                "SAVEPOINT",
                "RELEASE",
                "PREPARE TRANSACTION"
            ),
            .. Each(
                Leaks,
                "set it per object: ALTER … OWNER TO, or qualify the names",
                "SET ROLE",
                "SET SESSION ROLE",
                "SET LOCAL ROLE",
                "SET SESSION AUTHORIZATION",
                "SET LOCAL SESSION AUTHORIZATION",
                "RESET ROLE",
                "RESET SESSION AUTHORIZATION"
            ),
            .. Each(
                Leaks,
                "qualify the names with their schema, or write SET LOCAL search_path",
                "SET SEARCH_PATH",
                "SET SESSION SEARCH_PATH",
                "SET SCHEMA",
                "RESET SEARCH_PATH"
            ),
            .. Each(Leaks, "remove it", "RESET ALL", "DISCARD", "SET SESSION CHARACTERISTICS"),
        ];

    private static IEnumerable<ForbiddenStatement> Each(string reason, string fix, params ImmutableArray<string> statements) =>
        statements.Select(words => new ForbiddenStatement(words, reason, fix));
}
