using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>A table whose rows belong to the project rather than to an environment.</summary>
/// <param name="Name">With or without its schema.</param>
/// <param name="Key">The columns by which a row is known in both databases; none for the primary key.</param>
internal sealed record ContentTableConfig(string Name, IReadOnlyList<string> Key);

/// <summary>The part <c>"content"</c>: tables that go from one environment to others.</summary>
/// <param name="Where">Its place in the file.</param>
/// <param name="Tables">The tables.</param>
/// <param name="From">The environment they come from where nobody says another.</param>
internal sealed record ContentSettings(string Where, IReadOnlyList<ContentTableConfig> Tables, string From)
{
    private const string Example =
        "write \"content\": { \"tables\": [\"films\", { \"table\": \"genres\", \"key\": [\"slug\"] }], \"from\": \"local\" }";
    private static readonly string[] s_keys = ["tables", "from"];
    private static readonly string[] s_tableKeys = ["table", "key"];

    /// <exception cref="ProblemException">It is not right (ST2002, ST2003; exit 2).</exception>
    internal static ContentSettings? Read(ConfigNode? node)
    {
        if (node is null)
            return null;
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(node.Where, "\"content\" must be an object", Example);
        node.RequireKeys(s_keys, "content: ");
        if (node.Member("tables")?.Value is not List<ConfigNode> { Count: > 0 } tables)
            throw ConfigurationProblems.Invalid(node.Member("tables")?.Where ?? node.Where, "\"tables\" must be a list of tables", Example);
        List<ContentTableConfig> named = [.. tables.Select(Table)];
        if (named.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw ConfigurationProblems.Invalid(node.Where, $"the table \"{twice.Key}\" is there twice", "keep one of the two");
        return new(node.Where, named, node.Text("from") ?? "local");
    }

    private static ContentTableConfig Table(ConfigNode node)
    {
        if (node.Value is string { Length: > 0 } name)
            return new(name, []);
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(node.Where, "a table is its name, or an object", Example);
        node.RequireKeys(s_tableKeys, "content: ");
        var table = node.Text("table") ?? throw ConfigurationProblems.Invalid(node.Where, "the table has no name", Example);
        return node.Member("key")?.Value switch
        {
            null => new(table, []),
            string { Length: > 0 } one => new(table, [one]),
            List<ConfigNode> { Count: > 0 } list when list.TrueForAll(k => k.Value is string { Length: > 0 }) => new(
                table,
                [.. list.Select(k => (string)k.Value!)]
            ),
            _ => throw ConfigurationProblems.Invalid(node.Member("key")!.Where, "\"key\" must be a column or a list of columns", Example),
        };
    }
}
