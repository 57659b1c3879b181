using System.Text.RegularExpressions;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Text;

namespace Strata.Project.Configuration;

/// <summary>The part <c>"services"</c>: of the project, and what an environment says otherwise.</summary>
internal static partial class ServiceReader
{
    private const string Example = "write \"services\": { \"api\": { \"deploy\": \"…\", \"health\": \"https://api.example.com/health\" } }";
    private static readonly string[] s_keys =
    [
        "build",
        "deploy",
        "traffic",
        "previous",
        "revision",
        "version",
        "rollback",
        "health",
        "needs",
    ];
    private static readonly string[] s_health = ["url", "status", "body", "retries", "deadline", "interval"];

    /// <summary>Flags of <c>strata deploy</c> with a meaning of their own.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
    [
        "all",
        "env",
        "config",
        "cwd",
        "json",
        "yes",
        "quiet",
        "verbose",
        "no-color",
        "help",
        "version",
        "url",
        "db-migrate",
        "db-generate",
        "db-update",
        "db-wipe",
        "sync-content",
        "mark-baseline",
        "from",
        "no-traffic",
        "canary",
        "rollback",
        "tag",
        "dry-run",
        "plan",
        "confirm",
        "allow",
        "lock-wait",
        "backup",
        "no-backup",
        "out-of-order",
        "tables",
        "keep",
    ];

    /// <exception cref="ProblemException">It is not right (ST2002, ST2003; exit 2).</exception>
    /// <param name="node">The part; null where there is none.</param>
    internal static IReadOnlyDictionary<string, ServiceConfig> Read(ConfigNode? node)
    {
        var services = new Dictionary<string, ServiceConfig>(StringComparer.Ordinal);
        if (node is null)
            return services;
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(node.Where, "\"services\" must be an object of names", Example);
        foreach (var (name, where, service) in node.Members)
        {
            if (!Name().IsMatch(name))
                throw ConfigurationProblems.Invalid(
                    where,
                    $"\"{name}\" is no name for a service: it becomes the flag --{name}",
                    "use small letters, digits and hyphens, e.g. \"api\""
                );
            if (Reserved.Contains(name))
                throw ConfigurationProblems.Invalid(
                    where,
                    $"a service cannot be called \"{name}\": the option --{name} of deploy means something else",
                    $"call it \"{name}-service\""
                );
            if (!services.TryAdd(name, Service(name, where, service)))
                throw ConfigurationProblems.Invalid(where, $"the service \"{name}\" is there twice", "keep one of the two");
        }
        return services;
    }

    /// <summary>
    /// Requires that the services that others need are there and form no circle, and that an environment names only services that there
    /// are.
    /// </summary>
    /// <exception cref="ProblemException">ST2002, exit 2.</exception>
    internal static void Check(ProjectConfig config)
    {
        foreach (var (environment, part) in config.Environments.Select(e => (e.Key, e.Value.Services)))
        foreach (var other in part.Values.Where(s => !config.Services.ContainsKey(s.Name)))
            throw ConfigurationProblems.Invalid(
                other.Where,
                $"the environment \"{environment}\" names a service \"{other.Name}\" that the project does not have"
                    + Meant(other.Name, config),
                "name it at the top, in \"services\", too"
            );
        foreach (var service in config.Services.Values.Concat(config.Environments.Values.SelectMany(e => e.Services.Values)))
        foreach (var need in service.Needs.Where(n => !config.Services.ContainsKey(n)))
            throw ConfigurationProblems.Invalid(
                service.Where,
                $"\"{service.Name}\" needs a service \"{need}\" that is not there{Meant(need, config)}",
                "correct \"needs\""
            );
        Ordered([.. config.Services.Values]);
        foreach (var environment in config.Environments.Values.Where(e => e.Services.Count > 0))
            config.ServicesIn(environment);
    }

    /// <summary>Each after what it needs, else as they stand in the file.</summary>
    /// <exception cref="ProblemException">They need each other (ST2002, exit 2).</exception>
    internal static IReadOnlyList<ServiceConfig> Ordered(IReadOnlyList<ServiceConfig> services)
    {
        var ordered = new List<ServiceConfig>();
        while (ordered.Count < services.Count)
        {
            var next = services.FirstOrDefault(s => !ordered.Contains(s) && s.Needs.All(n => ordered.Exists(o => o.Name == n)));
            if (next is null)
            {
                var left = services.Except(ordered).ToList();
                throw ConfigurationProblems.Invalid(
                    left[0].Where,
                    $"services need each other in a circle: {string.Join(", ", left.Select(s => s.Name))}",
                    "take one out of \"needs\""
                );
            }
            ordered.Add(next);
        }
        return ordered;
    }

    private static string Meant(string name, ProjectConfig config) =>
        Spelling.Nearest(name, config.Services.Keys) is { } meant ? $"; did you mean \"{meant}\"?" : "";

    private static ServiceConfig Service(string name, string where, ConfigNode node)
    {
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(node.Where, $"the service \"{name}\" must be an object", Example);
        node.RequireKeys(s_keys, $"service \"{name}\": ");
        return new ServiceConfig(name, where)
        {
            Build = Command(node, "build"),
            Deploy = Command(node, "deploy"),
            Traffic = Command(node, "traffic"),
            Previous = Command(node, "previous"),
            Revision = Command(node, "revision"),
            Version = Command(node, "version"),
            Rollback = Command(node, "rollback"),
            Health = Health(node.Member("health")),
            Needs = node.Member("needs") is not { } needs
                ? []
                : needs.Texts()
                    ?? throw ConfigurationProblems.Invalid(
                        needs.Where,
                        "\"needs\" must be a list of services",
                        "write \"needs\": [\"api\"]"
                    ),
        };
    }

    private static ServiceCommand? Command(ConfigNode service, string key)
    {
        if (service.Member(key) is not { } node)
            return null;
        if (node.Value is string { Length: > 0 } line)
            return new(node.Where, line, []);
        return node.Texts() is { Count: > 0 } words
            ? new(node.Where, null, words)
            : throw ConfigurationProblems.Invalid(
                node.Where,
                $"\"{key}\" must be a command: a text for the shell, or a list of a program and its arguments",
                $"write \"{key}\": \"./deploy.sh {{tag}}\" or \"{key}\": [\"./deploy.sh\", \"{{tag}}\"]"
            );
    }

    private static HealthConfig? Health(ConfigNode? node)
    {
        if (node is null)
            return null;
        if (node.Value is string text)
            return new(node.Where, Url(node, text));
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(
                node.Where,
                "\"health\" must be a URL, or an object with one",
                "write \"health\": \"https://api.example.com/health\""
            );
        node.RequireKeys(s_health, "health: ");
        var url =
            node.Member("url")
            ?? throw ConfigurationProblems.Invalid(
                node.Where,
                "\"health\" has no \"url\"",
                "add: \"url\": \"https://api.example.com/health\""
            );
        var usual = new HealthConfig(node.Where, Url(url, url.Value as string));
        return usual with
        {
            Status = Number(node, "status", 100, 599) ?? usual.Status,
            Body = node.Text("body"),
            Retries = Number(node, "retries", 0, 10000),
            Deadline = Time(node, "deadline") ?? usual.Deadline,
            Interval = Time(node, "interval") ?? usual.Interval,
        };
    }

    private static string Url(ConfigNode node, string? text)
    {
        if (
            text is null
            || !(
                text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            )
        )
            throw ConfigurationProblems.Invalid(
                node.Where,
                "a health check asks a URL that begins with http:// or https://",
                "write \"health\": \"https://api.example.com/health\""
            );
        return text;
    }

    private static int? Number(ConfigNode node, string key, int least, int most) =>
        node.Member(key) is not { } member ? null
        : member.Value is double n && n == Math.Floor(n) && n >= least && n <= most ? (int)n
        : throw ConfigurationProblems.Invalid(
            member.Where,
            $"\"{key}\" must be a whole number from {least} to {most}",
            $"write \"{key}\": {Math.Max(least, 5)}"
        );

    private static TimeSpan? Time(ConfigNode node, string key) =>
        node.Member(key) is not { } member ? null
        : Duration.Parse(member.Value as string) is { } time && time > TimeSpan.Zero ? time
        : throw ConfigurationProblems.Invalid(member.Where, $"\"{key}\" must be a time", $"write \"{key}\": \"30s\"");

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Name();
}

/// <summary>Small values that only deploying looks at.</summary>
internal static class DeployReader
{
    /// <summary>The environment that <c>deploy</c> means when none is named.</summary>
    /// <exception cref="ProblemException">There is no such one, or it is protected (ST2002, exit 2).</exception>
    public static string? Default(ConfigNode root, IReadOnlyDictionary<string, EnvironmentConfig> environments)
    {
        if (root.Text("defaultEnvironment") is not { } name)
            return null;
        var where = root.Member("defaultEnvironment")!.Where;
        if (!environments.TryGetValue(name, out var environment))
            throw ConfigurationProblems.Invalid(
                where,
                $"\"defaultEnvironment\" names \"{name}\", and there is no such environment"
                    + (Spelling.Nearest(name, environments.Keys) is { } meant ? $"; did you mean \"{meant}\"?" : ""),
                $"use one of: {string.Join(", ", environments.Keys)}"
            );
        return environment.Policy == EnvironmentPolicy.Protected
            ? throw ConfigurationProblems.Invalid(
                where,
                $"\"{name}\" is protected, and is never used without its name",
                "name one that is not, or leave \"defaultEnvironment\" out"
            )
            : name;
    }

    public static bool Flag(ConfigNode node, string key) =>
        node.Member(key) is { } member
        && (
            member.Value as bool?
            ?? throw ConfigurationProblems.Invalid(member.Where, $"\"{key}\" must be true or false", $"write \"{key}\": true")
        );
}
