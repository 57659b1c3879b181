using System.Text;
using Strata.Core.Sql;

namespace Strata.Postgres.Syntax;

/// <summary>Reads names out of a statement's tokens, as PostgreSQL would.</summary>
internal static class QualifiedName
{
    /// <summary>The name that begins at a token, written so that <c>to_regclass</c> reads it back; and the token after it.</summary>
    public static (string Name, int Next)? Read(SqlStatement statement, int at)
    {
        var name = new StringBuilder();
        while (at < statement.Tokens.Length && statement.Tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName)
        {
            name.Append(statement.TokenText(at++));
            if (!statement.IsSymbol(at, "."))
                return (name.ToString(), at);
            name.Append('.');
            at++;
        }
        return null;
    }

    /// <summary>Another relation's name in the schema that <paramref name="relation"/> is written with.</summary>
    public static string Beside(string relation, string name)
    {
        var dot = LastDot(relation);
        return dot < 0 ? name : relation[..(dot + 1)] + name;
    }

    /// <summary>The name without its schema.</summary>
    public static string Last(string name) => name[(LastDot(name) + 1)..];

    private static int LastDot(string name)
    {
        var quoted = false;
        var last = -1;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '"')
                quoted = !quoted;
            else if (name[i] == '.' && !quoted)
                last = i;
        }
        return last;
    }
}
