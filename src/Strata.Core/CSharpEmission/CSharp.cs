using System.Globalization;
using System.Text;

namespace Strata.Core.CSharpEmission;

/// <summary>Text as C# writes it: literals and names.</summary>
public static class CSharp
{
    /// <summary>A string literal on one line.</summary>
    public static string Literal(string text) => $"\"{Escaped(text, braces: false)}\"";

    /// <summary>An interpolated string: on one line where that is short, else a raw one whose lines the caller indents.</summary>
    /// <param name="pieces">Text as it is, or C# that goes between braces.</param>
    public static string Interpolated(IReadOnlyList<(string Text, bool IsCode)> pieces)
    {
        var text = string.Concat(pieces.Where(p => !p.IsCode).Select(p => p.Text));
        if (!text.Contains('\n', StringComparison.Ordinal) || text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            return $"$\"{string.Concat(pieces.Select(p => p.IsCode ? $"{{{p.Text}}}" : Escaped(p.Text, braces: true)))}\"";
        var dollars = new string('$', LongestRun(text, '{', '}') + 1);
        var quotes = new string('"', Math.Max(3, LongestRun(text, '"', '"') + 1));
        var (open, close) = (new string('{', dollars.Length), new string('}', dollars.Length));
        var body = string.Concat(pieces.Select(p => p.IsCode ? $"{open}{p.Text}{close}" : p.Text));
        return string.Join("\n    ", [dollars + quotes, .. body.Split('\n'), quotes]).Replace("\n    \n", "\n\n", StringComparison.Ordinal);
    }

    public static string Interpolated(string text) => Interpolated([(text, false)]);

    /// <summary>
    /// <c>pricing_tier_id</c> becomes <c>PricingTierId</c>. What C# takes for no part of a name is left out; null when nothing is left.
    /// </summary>
    public static string? Pascal(string name)
    {
        var result = new StringBuilder(name.Length);
        var startsWord = true;
        foreach (var c in name)
        {
            if (!char.IsLetter(c) && !char.IsDigit(c))
            {
                startsWord = true;
                continue;
            }
            result.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
        }
        if (result.Length == 0)
            return null;
        return char.IsDigit(result[0]) ? "_" + result : result.ToString();
    }

    private static int LongestRun(string text, char one, char other)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == one || c == other ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    private static string Escaped(string text, bool braces)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            result.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '{' when braces => "{{",
                    '}' when braces => "}}",
                    _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{((int)c).ToString("x4", CultureInfo.InvariantCulture)}",
                    _ => c.ToString(),
                }
            );
        }
        return result.ToString();
    }
}
