using FsCheck;
using FsCheck.Fluent;
using Strata.Core.Problems;
using Strata.Core.Sql;
using Strata.Postgres.Syntax;
using Strata.Sqlite.Syntax;

namespace Strata.Core.Tests.Sql;

/// <summary>Whatever the text, cutting it loses nothing, and cutting a statement again gives that statement.</summary>
public sealed class LosslessTests
{
    private static readonly string[] s_fragments =
    [
        "select",
        "create",
        "function",
        "trigger",
        "begin",
        "atomic",
        "case",
        "end",
        "copy",
        "from",
        "stdin",
        "'a;'",
        "E'\\''",
        "\"x;\"",
        "$$;$$",
        "$t$ $$ $t$",
        "$1",
        "(",
        ")",
        ";",
        "\n",
        "\r\n",
        " ",
        "--c;\n",
        "/*;*/",
        "1.5",
        ",",
        "::",
        "||",
        "[",
        "]",
        "`",
        "a$b",
        "ü",
        "😀",
        "\\.",
        "'",
        "$$",
        "\"",
        "-- strata:rebuild t\n",
    ];

    [Fact]
    public void Pieces_are_the_file()
    {
        var texts = Gen.Elements(s_fragments).ListOf().Select(parts => string.Concat(parts));
        Prop.ForAll(texts.ToArbitrary(), text => Holds(text, PostgresSyntax.Instance) && Holds(text, SqliteSyntax.Instance))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));
    }

    private static bool Holds(string text, SqlSyntax syntax)
    {
        SqlScript script;
        try
        {
            script = SqlScript.Parse(text, syntax, "a.sql", allowEmpty: true);
        }
        catch (ProblemException e)
        {
            return e.Kind == ProblemKind.Inconsistent && e.Problem.Where.StartsWith("a.sql:", StringComparison.Ordinal);
        }
        return TestScripts.Concatenate(script) == text && script.Statements.All(s => s.CopyData is not null || SameAgain(s, syntax));
    }

    private static bool SameAgain(SqlStatement statement, SqlSyntax syntax)
    {
        var again = SqlScript.Parse(statement.Text, syntax, "a.sql");
        return again.Statements.Length == 1 && again.Statements[0].Hash == statement.Hash;
    }
}
