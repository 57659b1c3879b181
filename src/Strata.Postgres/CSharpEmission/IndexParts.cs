using Strata.Core.CSharpEmission;
using Strata.Core.Model;
using Strata.Core.Sql;

namespace Strata.Postgres.CSharpEmission;

/// <summary>The keys of an index or an exclusion constraint in the schema's C#.</summary>
/// <param name="Columns">The words of which the convention makes a name: a column's name, <c>expr</c> for an expression.</param>
internal sealed record IndexParts(IReadOnlyList<string> Code, IReadOnlyList<string> Columns, bool AreColumns)
{
    /// <returns>Null where the schema's C# has no form for one of them.</returns>
    public static IndexParts? Read(string keys, ObjectId table, CodeContext context)
    {
        List<string> code = [];
        List<string> columns = [];
        var plain = true;
        foreach (var part in Split(keys))
        {
            var tokens = EmissionText.Tokens(part);
            var (start, column) = Key(tokens, table, context);
            if (start is null || Options(tokens) is not { } options)
                return null;
            code.Add(start + options);
            columns.Add(column ?? "expr");
            plain &= column is not null;
        }
        return new(code, columns, plain);
    }

    private static (string? Code, string? Column) Key(SqlTokens tokens, ObjectId table, CodeContext context)
    {
        if (tokens.Text(tokens.At) == "(")
            return tokens.TakeBracket() is { } inner ? (Expression(inner, table, context), null) : (null, null);
        var from = tokens.At;
        if (tokens.TakePath() is not [.., var name])
            return (null, null);
        if (tokens.TakeBracket() is not null)
            return (Expression(tokens.Since(from), table, context), null);
        return EmissionText.AreFields(table, [name], context) ? (EmissionText.Field(table, name, context), name) : (null, null);
    }

    private static string Expression(string sql, ObjectId table, CodeContext context) =>
        $"Expression({context.Expression(sql, table).Text})";

    private static string? Options(SqlTokens tokens)
    {
        var text = "";
        if (tokens.Take("COLLATE"))
        {
            var from = tokens.At;
            tokens.TakePath();
            if (EmissionText.DottedName(tokens.Since(from)) is not { } collation)
                return null;
            text += $".Collate({CSharp.Literal(collation)})";
        }
        if (!tokens.AtEnd && tokens.Text(tokens.At) is not ("DESC" or "NULLS" or "WITH"))
        {
            var from = tokens.At;
            if (tokens.TakePath().Count == 0)
                return null;
            var name = tokens.Since(from);
            if (tokens.Text(tokens.At) == "(")
                return null;
            text += $".OperatorClass({CSharp.Literal(name)})";
        }
        if (tokens.Take("DESC"))
            text += ".Descending()";
        if (tokens.Take("NULLS", "FIRST"))
            text += ".NullsFirst()";
        if (tokens.Take("NULLS", "LAST"))
            text += ".NullsLast()";
        if (tokens.Take("WITH"))
        {
            var from = tokens.At;
            tokens.At = tokens.Count;
            text += $".With({CSharp.Literal(tokens.Since(from))})";
        }
        return tokens.AtEnd ? text : null;
    }

    /// <summary>Splits a list at the commas outside of brackets.</summary>
    public static IEnumerable<string> Split(string list)
    {
        var tokens = EmissionText.Tokens(list);
        var (from, depth) = (0, 0);
        for (; !tokens.AtEnd; tokens.At++)
        {
            var text = tokens.Text(tokens.At);
            if (text is "(" or "[")
                depth++;
            if (text is ")" or "]")
                depth--;
            if (text != "," || depth > 0)
                continue;
            yield return tokens.Since(from);
            from = tokens.At + 1;
        }
        yield return tokens.Since(from);
    }
}
