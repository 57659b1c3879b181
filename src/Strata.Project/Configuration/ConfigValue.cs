using System.Globalization;
using Strata.Core.Hosting;

namespace Strata.Project.Configuration;

/// <summary>One value of the configuration, as it may be shown: secrets are not in it.</summary>
/// <param name="Path"><c>environments.staging.url</c>.</param>
/// <param name="Shown">The value; a password in it is masked.</param>
/// <param name="Origin"><c>file:line:column</c>, or <c>$VARIABLE</c>.</param>
public sealed record ConfigValue(string Path, string Shown, string Origin)
{
    internal static IReadOnlyList<ConfigValue> Of(ConfigNode root, EnvironmentVariables variables) => [.. Walk(root, "", "", variables)];

    private static IEnumerable<ConfigValue> Walk(ConfigNode node, string path, string key, EnvironmentVariables variables) =>
        node switch
        {
            { IsObject: true } => node.Members.SelectMany(m =>
                Walk(m.Node, path.Length == 0 ? m.Key : $"{path}.{m.Key}", m.Key, variables)
            ),
            { Value: List<ConfigNode> items } => items.SelectMany((item, i) => Walk(item, $"{path}[{i}]", key, variables)),
            _ => [new(path, Show(node.Value, key, variables), node.Where)],
        };

    private static string Show(object? value, string key, EnvironmentVariables variables) =>
        value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            double number => number.ToString(CultureInfo.InvariantCulture),
            string text when SecretReference.IsReference(text) => SecretReference.Describe(text, variables) is { } where
                ? $"{Mask.Of(text)}  ({where})"
                : text,
            string when key == "password" => Mask.Hidden,
            string text => Mask.Of(text),
            _ => "",
        };
}
