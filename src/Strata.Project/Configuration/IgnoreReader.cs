using Strata.Core.Dialect;
using Strata.Core.Problems;
using Strata.Core.Providers;

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
    public static IReadOnlyList<IgnoreRule> Read(ConfigNode? node, IDatabaseProvider provider)
    {
        if (node is null)
            return [];
        if (node.Value is not List<ConfigNode> rules)
            throw ConfigurationProblems.Invalid(node.Where, "\"ignore\" must be a list of rules", Example);
        return [.. rules.Select(r => Rule(r, provider))];
    }

    private static IgnoreRule Rule(ConfigNode node, IDatabaseProvider provider)
    {
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(node.Where, "a rule of \"ignore\" must be an object", Example);
        node.RequireKeys(s_keys, "ignore: ");
        if (node.Members.Count == 0)
            throw ConfigurationProblems.Invalid(node.Where, "an empty rule would ignore everything", Example);
        var rule = new IgnoreRule(node.Where, node.Member("kind")?.Where ?? node.Where)
        {
            Schema = node.Text("schema"),
            Name = node.Text("name"),
            Kind = node.Text("kind"),
            Owner = node.Text("owner"),
        };
        if (rule.Owner is not null && !provider.HasOwners)
            throw ConfigurationProblems.Invalid(
                node.Member("owner")!.Where,
                $"objects have no owner in {provider.ProductName}",
                "ignore by name: { \"name\": \"tmp_*\" }"
            );
        return rule;
    }
}
