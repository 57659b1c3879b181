using System.Text.RegularExpressions;
using Strata.Core.Hosting;
using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>Puts environment variables into texts: <c>${NAME}</c>, <c>${NAME:-default}</c>.</summary>
internal static partial class Interpolation
{
    /// <exception cref="ProblemException">A variable is not set and has no default (ST2006, exit 2).</exception>
    public static string Fill(this EnvironmentVariables variables, string text, string where) =>
        Reference()
            .Replace(
                text,
                m => variables[m.Groups[1].Value] ?? (m.Groups[2].Success ? m.Groups[3].Value : variables.Require(m.Groups[1].Value, where))
            );

    /// <exception cref="ProblemException">The variable is not set (ST2006, exit 2).</exception>
    public static string Require(this EnvironmentVariables variables, string name, string where) =>
        variables[name]
        ?? throw ConfigurationProblems.Reference.Error(
            where,
            $"the variable {name} is not set",
            "nothing was done",
            $"set it: export {name}=…"
        );

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\}")]
    private static partial Regex Reference();
}
