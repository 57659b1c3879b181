using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Project.Secrets;

namespace Strata.Project.Configuration;

/// <summary>One value of the configuration, as it may be shown: secrets are not in it.</summary>
/// <param name="Path"><c>environments.staging.url</c>.</param>
/// <param name="Shown">The value; a password in it is masked.</param>
/// <param name="Origin"><c>file:line:column</c>, or <c>$VARIABLE</c>.</param>
public sealed record ConfigValue(string Path, string Shown, string Origin)
{
    internal static IReadOnlyList<ConfigValue> Of(ConfigNode root) => [.. Walk(root, "", "")];

    private static IEnumerable<ConfigValue> Walk(ConfigNode node, string path, string key) =>
        node switch
        {
            { IsObject: true } => node.Members.SelectMany(m => Walk(m.Node, path.Length == 0 ? m.Key : $"{path}.{m.Key}", m.Key)),
            { Value: List<ConfigNode> items } => items.SelectMany((item, i) => Walk(item, $"{path}[{i}]", key)),
            _ => [new(path, Show(node.Value, key), node.Where)],
        };

    private static string Show(object? value, string key) =>
        value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            double number => number.ToString(CultureInfo.InvariantCulture),
            string text when SecretResolver.IsReference(text) => SecretResolver.Describe(text) is { } where
                ? $"{Mask.Of(text)}  ({where})"
                : text,
            string when key == "password" => Mask.Hidden,
            string text => Mask.Of(text),
            _ => "",
        };
}

/// <summary>Takes passwords out of texts that may hold one.</summary>
public static partial class Mask
{
    /// <summary>Stands for what is not shown.</summary>
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
