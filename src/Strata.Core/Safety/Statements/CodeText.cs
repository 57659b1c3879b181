using Strata.Core.Sql;

namespace Strata.Core.Safety.Statements;

/// <summary>The code that a statement or a definition holds as a text or as a block.</summary>
internal static class CodeText
{
    /// <summary>The texts in quotes of any form, and what follows the first BEGIN, or the DO of a rule.</summary>
    public static IEnumerable<string> Of(SqlTokens words)
    {
        foreach (var text in Literals(words))
            yield return text;
        var start = IsRule(words) ? After(words, "DO") : After(words, "BEGIN");
        if (start > 0)
            yield return string.Concat(Enumerable.Range(start, words.Count - start).Select(i => words.Before(i) + words.Text(i)));
    }

    private static bool IsRule(SqlTokens words) => Is(words, 0, "CREATE") && (Is(words, 1, "RULE") || Is(words, 3, "RULE"));

    /// <summary>The place after the first occurrence of a word; 0 where it does not occur.</summary>
    private static int After(SqlTokens words, string word) =>
        Enumerable.Range(0, words.Count).FirstOrDefault(i => Is(words, i, word), -1) + 1;

    private static bool Is(SqlTokens words, int at, string word) =>
        at < words.Count && words.Text(at).Equals(word, StringComparison.OrdinalIgnoreCase);

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
