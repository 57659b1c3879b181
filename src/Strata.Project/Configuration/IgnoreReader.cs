using Strata.Core.Dialect;
using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>
/// The rules of <c>"ignore"</c>. Every mistake is an error with line and column: a rule that says something else than meant would hide a
/// difference.
/// </summary>
internal static class IgnoreReader
{
    private const string Example = "write \"ignore\": [ { \"schema\": \"audit\" }, { \"name\": \"public.tmp_*\" } ]";
    private static readonly string[] s_keys = ["schema", "name", "kind", "owner"];

    /// <exception cref="ProblemException">A rule is not right (ST2002, ST2003; exit 2).</exception>
    public static IReadOnlyList<IgnoreRule> Read(ConfigNode? node, string dialect)
    {
        if (node is null)
            return [];
        if (node.Value is not List<ConfigNode> rules)
            throw ConfigReader.Wrong(node.Where, "\"ignore\" must be a list of rules", Example);
        return [.. rules.Select(r => Rule(r, dialect))];
    }

    private static IgnoreRule Rule(ConfigNode node, string dialect)
    {
        if (!node.IsObject)
            throw ConfigReader.Wrong(node.Where, "a rule of \"ignore\" must be an object", Example);
        ConfigReader.Check(node, s_keys, "ignore: ");
        if (node.Members.Count == 0)
            throw ConfigReader.Wrong(node.Where, "an empty rule would ignore everything", Example);
        var rule = new IgnoreRule(node.Where, ConfigReader.Member(node, "kind")?.Where ?? node.Where)
        {
            Schema = ConfigReader.Text(node, "schema"),
            Name = ConfigReader.Text(node, "name"),
            Kind = ConfigReader.Text(node, "kind"),
            Owner = ConfigReader.Text(node, "owner"),
        };
        if (dialect == "sqlite" && rule.Owner is not null)
            throw ConfigReader.Wrong(
                ConfigReader.Member(node, "owner")!.Where,
                "nothing has an owner in SQLite",
                "ignore by name: { \"name\": \"tmp_*\" }"
            );
        return rule;
    }
}
