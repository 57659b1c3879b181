using System.Text.RegularExpressions;

namespace Strata.Project.Configuration;

/// <summary>Takes passwords out of texts that may hold one.</summary>
internal static partial class Mask
{
    /// <summary>Stands for a hidden value.</summary>
    public const string Hidden = "***";

    /// <summary>A connection string or a URL without its password; any other text as it is.</summary>
    public static string Of(string text) =>
        Keyword().Replace(NoPort().Replace(Url().Replace(text, $"$1{Hidden}@"), $"$1{Hidden}"), $"$1{Hidden}");

    // To the last @ of all: a password that was not encoded may hold one itself, and whatever else ends a part of a URL.
    [GeneratedRegex(@"(://[^:/\s\[]*:).*@", RegexOptions.Singleline)]
    private static partial Regex Url();

    // A colon that no port follows: a password, of a URL without a host.
    [GeneratedRegex(@"(://[^:/@\s\[]*:)(?!\d*(?:[/?#,\s]|$)|\{port\}|\$\{|\*\*\*@)\S+")]
    private static partial Regex NoPort();

    [GeneratedRegex(
        @"((?:password|passwd|pwd|sslpassword|ssl password|passfile)\s*=\s*)(?:""[^""]*""|'[^']*'|[^;&\s]*)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Keyword();
}
