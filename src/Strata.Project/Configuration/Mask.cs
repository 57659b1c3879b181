using System.Text.RegularExpressions;

namespace Strata.Project.Configuration;

/// <summary>Takes passwords out of texts that may hold one.</summary>
internal static partial class Mask
{
    /// <summary>Stands for a hidden value.</summary>
    public const string Hidden = "***";

    /// <summary>A connection string or a URL without its password; any other text as it is.</summary>
    public static string Of(string text) => Keyword().Replace(Url().Replace(text, $"$1{Hidden}@"), $"$1{Hidden}");

    // To the last @ before the path: a password that was not encoded may hold one itself.
    [GeneratedRegex(@"(://[^:/@\s]*:)[^/\s]*@")]
    private static partial Regex Url();

    [GeneratedRegex(
        @"((?:password|passwd|pwd|sslpassword|ssl password|passfile)\s*=\s*)(?:""[^""]*""|'[^']*'|[^;&\s]*)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Keyword();
}
