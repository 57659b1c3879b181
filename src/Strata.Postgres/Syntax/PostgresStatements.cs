using System.Collections.Immutable;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Postgres.Syntax;

/// <summary>The transactions that statements need, by their tokens.</summary>
internal static class PostgresStatements
{
    // The lexical rules of PL/pgSQL, so far as keywords can be told from strings and comments.
    private static readonly SqlSyntax s_body = new()
    {
        Name = "plpgsql",
        DollarQuotes = true,
        NestedComments = true,
        EscapeStrings = true,
    };

    /// <summary>Checks that a statement that runs outside of a transaction can be recorded.</summary>
    /// <exception cref="ProblemException">It cannot (ST1214, exit 12; ST3030, exit 3).</exception>
    public static void RequireAlone(SqlStatement alone, string target)
    {
        if (alone.CopyData is not null)
            throw StatementProblems.CopyAlone.Error(
                target,
                $"{alone.Where}: COPY … FROM stdin cannot run outside of a transaction",
                "nothing was run",
                "move it to a migration of its own"
            );
        if (alone.StartsWith("CREATE") && alone.IndexOf("CONCURRENTLY") > 0 && StatementShape.Read(alone) is null)
            throw StatementProblems.UnnamedIndex.Error(
                alone.Where,
                "an index that is built concurrently needs a name, so that an interrupted build can be found",
                "nothing was run",
                "name it: CREATE INDEX CONCURRENTLY movies_title_idx ON …"
            );
    }

    /// <summary>The transaction of a statement without a directive.</summary>
    public static TransactionMode Mode(SqlStatement s) =>
        RunsAlone(s) ? TransactionMode.None
        : AddsEnumValue(s) ? TransactionMode.Own
        : TransactionMode.Shared;

    /// <summary>A block or a procedure: https://www.postgresql.org/docs/current/plpgsql-transactions.html</summary>
    public static bool CommitsItself(SqlStatement s) => s.StartsWith("DO") || s.StartsWith("CALL");

    // A new value cannot be used before its transaction has committed: https://www.postgresql.org/docs/current/sql-altertype.html
    private static bool AddsEnumValue(SqlStatement s) =>
        s.StartsWith("ALTER", "TYPE") && s.IndexOf("ADD") is > 2 and var add && s.Is(add + 1, "VALUE");

    private static bool RunsAlone(SqlStatement s)
    {
        if (s.Tokens.Length == 0)
            return false;
        return s.TokenText(0).ToString().ToUpperInvariant() switch
        {
            "CREATE" => s.Follows(1, "DATABASE")
                || s.Follows(1, "TABLESPACE")
                || s.Follows(1, "SUBSCRIPTION")
                || ConcurrentIndex(s, s.Is(1, "UNIQUE") ? 2 : 1),
            "DROP" => s.Follows(1, "DATABASE") || s.Follows(1, "TABLESPACE") || s.Follows(1, "SUBSCRIPTION") || ConcurrentIndex(s, 1),
            "ALTER" => s.Follows(1, "SYSTEM")
                || ChangesPublications(s)
                || (s.Follows(1, "DATABASE") && s.IndexOf("TABLESPACE") > 2 && s.Is(s.IndexOf("TABLESPACE") - 1, "SET"))
                || DetachesConcurrently(s),
            "REINDEX" => s.IndexOf("CONCURRENTLY") > 0 || s.IndexOf("DATABASE") is > 0 and < 8 || s.IndexOf("SYSTEM") is > 0 and < 8,
            "VACUUM" => true,
            "CLUSTER" => s.Tokens.Length == 1,
            "DO" => DoCommits(s),
            _ => false,
        };
    }

    private static bool ConcurrentIndex(SqlStatement s, int index) => s.Is(index, "INDEX") && s.Is(index + 1, "CONCURRENTLY");

    private static bool DetachesConcurrently(SqlStatement s)
    {
        var detach = s.IndexOf("DETACH");
        return detach > 0 && s.Is(detach + 1, "PARTITION") && (s.IndexOf("CONCURRENTLY", detach) > 0 || s.IndexOf("FINALIZE", detach) > 0);
    }

    // The subscription's new tables are copied over connections of their own:
    // https://www.postgresql.org/docs/current/sql-altersubscription.html
    private static bool ChangesPublications(SqlStatement s) => s.Follows(1, "SUBSCRIPTION") && s.IndexOf("PUBLICATION") > 0;

    private static bool DoCommits(SqlStatement s)
    {
        foreach (var token in s.Tokens)
        {
            if (token.Kind != SqlTokenKind.Literal)
                continue;
            var body = s.Source.Text.AsSpan(token.Start, token.Length);
            var tag = body[0] == '$' ? body[1..].IndexOf('$') + 2 : 1;
            if (body.Length > 2 * tag && Commits(body[tag..^tag].ToString()))
                return true;
        }
        return false;
    }

    private static bool Commits(string body)
    {
        var source = new SourceText(body, "DO");
        var lexer = new SqlLexer(source, s_body);
        try
        {
            while (lexer.TryNext(out var token))
            {
                var text = source.Text.AsSpan(token.Start, token.Length);
                if (
                    token.Kind == SqlTokenKind.Word
                    && (
                        text.Equals("COMMIT", StringComparison.OrdinalIgnoreCase)
                        || text.Equals("ROLLBACK", StringComparison.OrdinalIgnoreCase)
                    )
                )
                    return true;
            }
        }
        catch (ProblemException)
        {
            // Another language than SQL's family. Inside a transaction a commit of its own fails, and nothing is lost.
        }
        return false;
    }
}
