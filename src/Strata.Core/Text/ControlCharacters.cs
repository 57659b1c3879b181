using System.Globalization;
using System.Text;

namespace Strata.Core.Text;

/// <summary>Characters of names and messages that a terminal would obey, or that change the order in which it shows others.</summary>
public static class ControlCharacters
{
    /// <summary>
    /// The text with those characters in JSON's notation, <c>\u001b</c> for an escape. Line ends and tabs stay; a carriage return stays
    /// before a line feed only, since alone it writes over the line.
    /// </summary>
    public static string Escape(string text)
    {
        if (!text.Where((_, i) => IsObeyed(text, i)).Any())
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsObeyed(text, i))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else
                escaped.Append(text[i]);
        }
        return escaped.ToString();
    }

    private static bool IsObeyed(string text, int i) =>
        text[i] switch
        {
            '\n' or '\t' => false,
            '\r' => i + 1 >= text.Length || text[i + 1] != '\n',
            '\u2028' or '\u2029' => true,
            var c => char.IsControl(c) || IsDirection(c),
        };

    // https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
    private static bool IsDirection(char c) =>
        c is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
