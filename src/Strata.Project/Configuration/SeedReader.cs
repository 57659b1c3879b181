using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>The part <c>"seed"</c>: a file or folder, or several in their order.</summary>
internal static class SeedReader
{
    private const string Example = "write \"seed\": \"db/seed\", or a list of files and folders";

    /// <exception cref="ProblemException">It is not right (ST2002, exit 2).</exception>
    public static IReadOnlyList<string> Read(ConfigNode? node, string directory)
    {
        if (node is null)
            return [];
        List<ConfigNode> items = node.Value is List<ConfigNode> list ? list : [node];
        return
        [
            .. items.Select(i =>
                i.Value is string { Length: > 0 } path
                    ? Path.GetFullPath(path, directory)
                    : throw ConfigurationProblems.Invalid(i.Where, "\"seed\" must be a path, or a list of paths", Example)
            ),
        ];
    }
}
