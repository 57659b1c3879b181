using Strata.Core.Hosting;
using Strata.Core.Problems;

namespace Strata.Project.Configuration;

/// <summary>
/// Merges the configuration from a file, the files it includes, and the variables that override it. Each value keeps the place it is from.
/// </summary>
/// <param name="variables">Override values, and stand in the names of included files.</param>
internal sealed class ConfigSources(EnvironmentVariables variables)
{
    private const string Prefix = "STRATA_";
    private const string Between = "__";

    // A guard that a variable could turn off would be off without anybody having reviewed it.
    private static readonly string[] s_guards = ["policy", "outOfOrder", "allow", "backup", "open", "promote", "requireCommitted", "drift"];

    /// <summary>
    /// The file with everything that it includes; what a file says itself is stronger than what it includes, and a later include than an
    /// earlier one.
    /// </summary>
    /// <exception cref="ProblemException">An included file is not there (ST2000), or includes itself (ST2002): exit 2.</exception>
    public ConfigNode Read(byte[] json, string path, string name) => Included(ConfigNode.Parse(json, name), new(path, [path]));

    private sealed record Reading(string File, IReadOnlyList<string> Chain);

    private ConfigNode Included(ConfigNode node, Reading origin)
    {
        if (!node.IsObject)
            return node;
        var own = new ConfigNode(
            node.Where,
            node.Members.Where(m => m.Key != "include")
                .Select(m => (m.Key, m.Where, m.Key == "environments" ? Environments(m.Node, origin) : m.Node))
                .ToList()
        );
        ConfigNode? result = null;
        foreach (var (name, where) in Names(node.Member("include")))
        {
            var path = Path.GetFullPath(variables.Fill(name, where), Path.GetDirectoryName(origin.File)!);
            if (origin.Chain.Contains(path))
                throw ConfigurationProblems.Invalid(where, $"\"{name}\" includes itself", "take one of the includes out");
            if (!File.Exists(path))
                throw ConfigurationProblems.NotFound(where, $"no file \"{name}\" to include", "create it, or remove it from \"include\"");
            var included = Included(
                ConfigNode.Parse(File.ReadAllBytes(path), path),
                origin with
                {
                    File = path,
                    Chain = [.. origin.Chain, path],
                }
            );
            if (!included.IsObject)
                throw ConfigurationProblems.Invalid(
                    included.Where,
                    "an included file must be an object: { … }",
                    "write what the including object may hold"
                );
            result = result is null ? included : Over(result, included);
        }
        return result is null ? own : Over(result, own);
    }

    private ConfigNode Environments(ConfigNode node, Reading origin) =>
        !node.IsObject ? node : new(node.Where, node.Members.Select(m => (m.Key, m.Where, Included(m.Node, origin))).ToList());

    private static IEnumerable<(string Name, string Where)> Names(ConfigNode? node) =>
        node?.Value switch
        {
            null => node is null ? [] : throw Odd(node),
            string { Length: > 0 } one => [(one, node.Where)],
            List<ConfigNode> list when list.TrueForAll(i => i.Value is string { Length: > 0 }) => list.Select(i =>
                ((string)i.Value!, i.Where)
            ),
            _ => throw Odd(node),
        };

    private static ProblemException Odd(ConfigNode node) =>
        ConfigurationProblems.Invalid(
            node.Where,
            "\"include\" must be a file or a list of files",
            "write \"include\": \"strata.shared.json\""
        );

    private static ConfigNode Over(ConfigNode below, ConfigNode above)
    {
        if (!below.IsObject || !above.IsObject)
            return above;
        // A key that is twice in one file stays twice, and is told as such.
        var members = above
            .Members.Select(m =>
                below.Members.Where(b => b.Key == m.Key).Select(b => b.Node).FirstOrDefault() is { } other
                    ? (m.Key, m.Where, Over(other, m.Node))
                    : m
            )
            .ToList();
        members.InsertRange(0, below.Members.Where(b => above.Members.All(m => m.Key != b.Key)));
        return new(above.Where, members);
    }

    /// <summary>The same with what variables say: <c>STRATA_MIGRATIONS</c>, <c>STRATA_ENVIRONMENTS__STAGING__URL</c>.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="rootKeys">The keys whose value is a text.</param>
    /// <param name="environmentKeys">The same of an environment.</param>
    /// <exception cref="ProblemException">A variable names an unknown key (ST2003, exit 2), or would turn off a guard (ST9013, exit
    /// 9).</exception>
    public ConfigNode Overridden(ConfigNode root, string[] rootKeys, string[] environmentKeys)
    {
        foreach (var (name, value) in Overrides())
        {
            var path = name[Prefix.Length..].Split(Between);
            // Files are put together before variables are looked at.
            if (
                path[^1].Equals("include", StringComparison.OrdinalIgnoreCase)
                && (path.Length == 1 || path[0].Equals("environments", StringComparison.OrdinalIgnoreCase))
            )
                throw ConfigurationProblems.Unknown(
                    name,
                    "a variable includes no file",
                    "say it in strata.json; another file as a whole is STRATA_CONFIG"
                );
            if (path.Length == 1 && rootKeys.FirstOrDefault(k => k.Equals(path[0], StringComparison.OrdinalIgnoreCase)) is { } key)
                root = Set(root, [RequireNoGuard(key, name)], name, value);
            else if (path[0].Equals("environments", StringComparison.OrdinalIgnoreCase) && path.Length > 1)
                root = Set(root, ["environments", .. OfEnvironment(root, path[1..], environmentKeys, name)], name, value);
        }
        return root;
    }

    private IEnumerable<(string Name, string Value)> Overrides() =>
        variables
            .All.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal) && v.Value.Length > 0)
            .OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => (v.Key, v.Value));

    private static string[] OfEnvironment(ConfigNode root, string[] path, string[] keys, string variable)
    {
        var names = root.Member("environments") is { IsObject: true } all ? all.Members.Select(m => m.Key).ToList() : [];
        // A variable's name has no hyphens.
        var environment =
            names.Find(n => Plain(n).Equals(path[0], StringComparison.OrdinalIgnoreCase))
            ?? throw ConfigurationProblems.Unknown(
                variable,
                $"there is no environment \"{path[0].ToLowerInvariant()}\"",
                $"use one of: {string.Join(", ", names)}"
            );
        var key = path.Length == 2 ? keys.FirstOrDefault(k => k.Equals(path[1], StringComparison.OrdinalIgnoreCase)) : null;
        return
        [
            environment,
            RequireNoGuard(
                key
                    ?? throw ConfigurationProblems.Unknown(
                        variable,
                        $"\"{string.Join(Between, path[1..])}\" is no key of an environment that a variable can set",
                        $"use one of: {string.Join(", ", keys.Where(k => !s_guards.Contains(k)))}"
                    ),
                variable
            ),
        ];
    }

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string RequireNoGuard(string key, string variable) =>
        !s_guards.Contains(key)
            ? key
            : throw ConfigurationProblems.GuardFromVariable.Error(
                variable,
                $"a variable cannot set \"{key}\": it is a guard",
                "nothing was done",
                "set it in strata.json, where it is reviewed, and unset the variable"
            );

    private static ConfigNode Set(ConfigNode node, string[] path, string variable, string value)
    {
        var place = $"${variable}";
        if (path.Length == 0)
            return new(place, value);
        var members = node.IsObject ? node.Members.ToList() : [];
        var at = members.FindIndex(m => m.Item1 == path[0]);
        var below = at >= 0 ? members[at].Item3 : new ConfigNode(place, new List<(string, string, ConfigNode)>());
        var set = (path[0], place, Set(below, path[1..], variable, value));
        if (at >= 0)
            members[at] = (path[0], path.Length > 1 ? members[at].Item2 : place, set.Item3);
        else
            members.Add(set);
        return new(node.Where, members);
    }
}
