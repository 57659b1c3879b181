namespace Strata.Postgres.Connections;

/// <summary>
/// URLs of which only one reading is possible (https://www.rfc-editor.org/rfc/rfc3986#section-3.2). A password with one of <c>@ / ? # %</c>
/// in it that is not encoded ends a part of the URL early: the rest would be taken for a host, and asked for in the network.
/// </summary>
internal static class UrlSyntax
{
    /// <summary>
    /// The user's part ends at the only <c>@</c> before the query, nothing stands for a fragment, and each <c>%</c> is a code.
    /// </summary>
    public static bool IsUnambiguous(string url)
    {
        var rest = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) + "://".Length);
        if (rest.Contains('#') || rest.Contains('\\') || !ArePercentCodes(rest))
            return false;
        var authority = rest[..End(rest, "/?")];
        var path = rest[authority.Length..End(rest, "?")];
        var query = rest[(authority.Length + path.Length)..];
        if (path.Contains('@') || authority.Count('@') > 1)
            return false;
        return authority.Contains('@') || authority.IsEmpty || !query.Contains('@');
    }

    private static int End(ReadOnlySpan<char> text, string characters) => text.IndexOfAny(characters) is var i and >= 0 ? i : text.Length;

    private static bool ArePercentCodes(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '%' && (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])))
                return false;
        return true;
    }
}
