using Strata.Core.Sql;

namespace Strata.Sqlite.Syntax;

/// <summary>SQLite's lexical rules: https://www.sqlite.org/lang.html</summary>
public static class SqliteSyntax
{
    private const string OwnTransaction = "Strata runs each migration in a transaction of its own";
    private const string Remove = "remove it";

    public static SqlSyntax Instance { get; } =
        new()
        {
            Name = "sqlite",
            BracketIdentifiers = true,
            BacktickIdentifiers = true,
            TriggerBodies = true,
            OpenCommentAtEnd = true,
            ModeOf = SqliteStatements.Mode,
            Forbidden =
            [
                new("BEGIN", OwnTransaction, Remove),
                new("COMMIT", OwnTransaction, Remove),
                new("END", OwnTransaction, Remove),
                new("ROLLBACK", OwnTransaction, Remove),
                new("SAVEPOINT", OwnTransaction, Remove),
                new("RELEASE", OwnTransaction, Remove),
                new("ATTACH", "a migration is about one database", "remove it"),
                new("DETACH", "a migration is about one database", "remove it"),
            ],
        };
}
