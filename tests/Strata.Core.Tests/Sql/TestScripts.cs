using Strata.Core.Sql;
using Strata.Postgres.Syntax;
using Strata.Sqlite.Syntax;

namespace Strata.Core.Tests.Sql;

internal static class TestScripts
{
    public static SqlScript Postgres(string text) => SqlScript.Parse(text, PostgresSyntax.Instance, "0001_a.sql");

    public static SqlScript Sqlite(string text) => SqlScript.Parse(text, SqliteSyntax.Instance, "0001_a.sql");

    /// <summary>The pieces and the tail, laid end to end.</summary>
    public static string Concatenate(SqlScript script)
    {
        var text = new System.Text.StringBuilder();
        foreach (var statement in script.Statements)
            text.Append(statement.Piece);
        return text.Append(script.Tail).ToString();
    }
}
