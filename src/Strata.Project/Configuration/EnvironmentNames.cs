using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>A list of environments' names in strata.json.</summary>
internal static class EnvironmentNames
{
    /// <exception cref="ProblemException">It is no list, or names something twice or no environment (ST2002, exit 2).</exception>
    public static IReadOnlyList<string> Read(ConfigNode root, string key, Dictionary<string, EnvironmentConfig> environments)
    {
        if (root.Member(key) is not { } node)
            return [];
        var names =
            node.Texts()
            ?? throw ConfigurationProblems.Invalid(
                node.Where,
                $"\"{key}\" must be a list of environments' names",
                $"write \"{key}\": [\"{environments.Keys.FirstOrDefault("staging")}\"]"
            );
        if (names.FirstOrDefault(n => !environments.ContainsKey(n)) is { } unknown)
            throw ConfigurationProblems.Invalid(
                node.Where,
                $"\"{key}\" names \"{unknown}\", which is no environment",
                $"use some of: {string.Join(", ", environments.Keys)}"
            );
        return names.Distinct().Count() == names.Count
            ? names
            : throw ConfigurationProblems.Invalid(node.Where, $"\"{key}\" names an environment twice", "keep one of the two");
    }
}
