namespace Strata.Postgres.SqlWriting;

/// <summary>The identifier that a text begins with, as SQL has it.</summary>
internal static class LeadingName
{
    public static string Of(string text)
    {
        if (text[0] != '"')
            return text[..text.IndexOf(' ', StringComparison.Ordinal)];
        for (var i = 1; ; i++)
        {
            if (text[i] != '"')
                continue;
            if (i + 1 >= text.Length || text[i + 1] != '"')
                return text[..(i + 1)];
            i++;
        }
    }
}
