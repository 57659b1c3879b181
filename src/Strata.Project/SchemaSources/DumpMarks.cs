using System.Text.RegularExpressions;

namespace Strata.Project.SchemaSources;

/// <summary>
/// The two lines by which a dump holds psql to SQL: https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMAND-RESTRICT.
/// They do nothing where nothing but SQL is run.
/// </summary>
internal static partial class DumpMarks
{
    /// <summary>The text with blanks in their place.</summary>
    public static string Blanked(string text)
    {
        if (Begin().Match(text) is not { Success: true } begin)
            return text;
        var end = new Regex(@$"^\\unrestrict {begin.Groups[1].Value}(?=\r?$)", RegexOptions.Multiline).Match(text, begin.Index);
        return end.Success ? Blank(Blank(text, begin.Groups["line"]), end) : text;
    }

    private static string Blank(string text, Capture line) =>
        string.Concat(text.AsSpan(0, line.Index), new string(' ', line.Length), text.AsSpan(line.Index + line.Length));

    // Nothing but comments stands before it.
    [GeneratedRegex(@"\A(?:(?:--[^\n]*|[ \t\r]*)\n)*(?<line>\\restrict (?<1>[A-Za-z0-9]+))(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex Begin();
}
