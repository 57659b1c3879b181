using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>The code that a statement or a definition holds as a text or as a block.</summary>
internal static class CodeText
{
    /// <summary>The texts in quotes of any form, and what follows the first BEGIN.</summary>
    public static IEnumerable<string> Of(SqlTokens words)
    {
        foreach (var text in Literals(words))
            yield return text;
        var begin = Enumerable
            .Range(0, words.Count)
            .FirstOrDefault(i => words.Text(i).Equals("BEGIN", StringComparison.OrdinalIgnoreCase), -1);
        if (begin >= 0)
            yield return string.Concat(Enumerable.Range(begin + 1, words.Count - begin - 1).Select(i => words.Before(i) + words.Text(i)));
    }

    /// <summary>The texts in quotes of any form.</summary>
    public static IEnumerable<string> Literals(SqlTokens words) =>
        Enumerable.Range(0, words.Count).Select(i => Literal(words, i)).OfType<string>();

    private static string? Literal(SqlTokens words, int at)
    {
        if (words.StringAt(at) is { } plain)
            return plain;
        var text = words.Text(at);
        var end = text.StartsWith('$') ? text.IndexOf('$', 1) + 1 : 0;
        return end > 0 && text.Length >= 2 * end ? text[end..^end] : null;
    }
}
