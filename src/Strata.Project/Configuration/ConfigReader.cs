using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Text;
using Strata.Project.Secrets;

namespace Strata.Project.Configuration;

/// <summary>strata.json to a <see cref="ProjectConfig"/>. Every mistake is an error with file, line and column.</summary>
public static class ConfigReader
{
    private static readonly string[] s_root =
    [
        "$schema",
        "include",
        "dialect",
        "schema",
        "migrations",
        "environments",
        "shadow",
        "keepDropped",
        "outOfOrder",
        "ignore",
        "secretLimit",
        "project",
        "backups",
        "seed",
        "content",
        "services",
        "defaultEnvironment",
    ];
    private static readonly string[] s_environment =
    [
        "include",
        "url",
        "password",
        "policy",
        "dialect",
        "migrations",
        "outOfOrder",
        "ignore",
        "tunnel",
        "secretLimit",
        "project",
        "allow",
        "services",
        "backup",
    ];
    private static readonly string[] s_dialects = ["postgresql", "sqlite"];

    /// <summary>Finds strata.json in a folder or one above it, as git finds its repository.</summary>
    /// <exception cref="ProblemException">None is found (ST2000), or it is not right (ST2001 to ST2003): exit 2.</exception>
    public static ProjectConfig Load(string? file, string startDirectory)
    {
        var path = file is null ? Find(startDirectory) : Path.GetFullPath(file, startDirectory);
        if (path is null || !File.Exists(path))
        {
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2000",
                    path ?? startDirectory,
                    file is null
                        ? $"there is no {ProjectConfig.DefaultFile} here or in a folder above"
                        : "there is no such configuration file",
                    "nothing was done",
                    "start a project with: strata init"
                )
            );
        }
        return Read(File.ReadAllBytes(path), path, p => Shown(p, startDirectory));
    }

    /// <summary>The values of a file, each with its origin: for a person who wonders.</summary>
    /// <exception cref="ProblemException">As <see cref="Load"/>.</exception>
    public static IReadOnlyList<ConfigValue> Values(ProjectConfig config, string startDirectory) =>
        ConfigValue.Of(
            ConfigSources.Overridden(
                ConfigSources.Read(File.ReadAllBytes(config.File), config.File, p => Shown(p, startDirectory)),
                s_root,
                s_environment
            )
        );

    public static ProjectConfig Read(byte[] json, string path, string shown) => Read(json, path, _ => shown);

    private static ProjectConfig Read(byte[] json, string path, Func<string, string> shown)
    {
        var root = ConfigSources.Overridden(ConfigSources.Read(json, path, shown), s_root, s_environment);
        if (!root.IsObject)
            throw Wrong(root.Where, "the configuration must be an object: { … }", "see: strata init");
        Check(root, s_root, "");
        var directory = Path.GetDirectoryName(path)!;
        var dialect = Dialect(root) ?? "postgresql";
        var migrations = Filled(root, "migrations") ?? "db/migrations";
        var environments = new Dictionary<string, EnvironmentConfig>();
        if (Member(root, "environments") is { } all)
        {
            if (!all.IsObject)
                throw Wrong(
                    all.Where,
                    "\"environments\" must be an object of names",
                    "write \"environments\": { \"local\": { \"url\": \"…\" } }"
                );
            foreach (var (name, where, node) in all.Members)
                if (!environments.TryAdd(name, Environment(name, where, node, dialect, migrations, directory)))
                    throw Wrong(where, $"the environment \"{name}\" is there twice", "keep one of the two");
        }
        var config = new ProjectConfig(
            path,
            directory,
            dialect,
            Path.GetFullPath(Filled(root, "schema") ?? "db/src", directory),
            Path.GetFullPath(migrations, directory),
            environments
        )
        {
            Shadow = Text(root, "shadow"),
            KeepDropped = Keep(root),
            Content = ContentSettings.Read(Member(root, "content")),
            Seed = SeedReader.Read(Member(root, "seed"), directory),
            Backups = BackupSettings.Read(Member(root, "backups"), directory),
            SecretLimit = Time(root, "secretLimit"),
            Project = Filled(root, "project"),
            Ignore = IgnoreReader.Read(Member(root, "ignore"), dialect),
            OutOfOrder = Late(root),
            Services = ServiceReader.Read(Member(root, "services")),
            DefaultEnvironment = DeployReader.Default(root, environments),
        };
        ServiceReader.Check(config);
        return config;
    }

    private static EnvironmentConfig Environment(
        string name,
        string where,
        ConfigNode node,
        string dialect,
        string migrations,
        string directory
    )
    {
        if (!node.IsObject)
            throw Wrong(node.Where, $"the environment \"{name}\" must be an object", $"write \"{name}\": {{ \"url\": \"…\" }}");
        Check(node, s_environment, $"environment \"{name}\": ");
        var url =
            Text(node, "url")
            ?? throw Wrong(where, $"the environment \"{name}\" has no \"url\"", "add: \"url\": \"postgresql://user@host/database\"");
        return new EnvironmentConfig(name, where, url)
        {
            Allow = Allowance.Read(Member(node, "allow")),
            Tunnel = TunnelReader.Read(Member(node, "tunnel"), url),
            SecretLimit = Time(node, "secretLimit"),
            Project = Filled(node, "project"),
            Password = Text(node, "password"),
            Policy = Member(node, "policy") is { } policy ? ParsePolicy(policy) : null,
            OutOfOrder = Late(node),
            Services = ServiceReader.Read(Member(node, "services")),
            Backup = DeployReader.Flag(node, "backup"),
            Dialect = Dialect(node) ?? dialect,
            Migrations = Path.GetFullPath(Filled(node, "migrations") ?? migrations, directory),
            Ignore = IgnoreReader.Read(Member(node, "ignore"), Dialect(node) ?? dialect),
        };
    }

    private static Policy ParsePolicy(ConfigNode node) =>
        node.Value switch
        {
            "open" => Policy.Open,
            "preview" => Policy.Preview,
            "protected" => Policy.Protected,
            _ => throw Wrong(node.Where, $"\"{node.Value}\" is no policy", "use one of: open, preview, protected"),
        };

    private static OutOfOrder? Late(ConfigNode node) =>
        Text(node, "outOfOrder") switch
        {
            null => null,
            "error" => OutOfOrder.Error,
            "apply" => OutOfOrder.Apply,
            var other => throw Wrong(
                Member(node, "outOfOrder")!.Where,
                $"\"{other}\" is nothing that can be done out of order",
                "use one of: error, apply"
            ),
        };

    private static TimeSpan? Keep(ConfigNode root) =>
        Text(root, "keepDropped") is not { } text
            ? null
            : KeepTime.Parse(text)
                ?? throw Wrong(
                    Member(root, "keepDropped")!.Where,
                    $"\"{text}\" is no time to keep something",
                    "write \"keepDropped\": \"30d\", \"4w\" or \"12h\""
                );

    private static TimeSpan? Time(ConfigNode node, string key) =>
        Text(node, key) is not { } text
            ? null
            : Duration.Parse(text) ?? throw Wrong(Member(node, key)!.Where, $"\"{text}\" is no time", $"write \"{key}\": \"30s\"");

    private static string? Dialect(ConfigNode node)
    {
        if (Text(node, "dialect") is not { } dialect)
            return null;
        return s_dialects.Contains(dialect)
            ? dialect
            : throw Wrong(Member(node, "dialect")!.Where, $"\"{dialect}\" is no dialect of Strata", "use one of: postgresql, sqlite");
    }

    internal static void Check(ConfigNode node, string[] known, string context)
    {
        foreach (var (key, where, _) in node.Members)
        {
            if (known.Contains(key))
                continue;
            var meant = Spelling.Nearest(key, known);
            throw new ProblemException(
                ProblemKind.Usage,
                new(
                    "ST2003",
                    where,
                    $"{context}unknown key \"{key}\"{(meant is null ? "" : $"; did you mean \"{meant}\"?")}",
                    "nothing was done",
                    $"known keys: {string.Join(", ", known)}"
                )
            );
        }
        foreach (var twice in node.Members.GroupBy(m => m.Key).Where(g => g.Count() > 1))
            throw Wrong(twice.Last().Where, $"{context}the key \"{twice.Key}\" is there twice", "keep one of the two");
    }

    internal static ConfigNode? Member(ConfigNode node, string key) =>
        node.Members.Where(m => m.Key == key).Select(m => m.Node).FirstOrDefault();

    internal static string? Text(ConfigNode node, string key) =>
        Member(node, key) is not { } member ? null
        : member.Value as string is { Length: > 0 } text ? text
        : throw Wrong(member.Where, $"\"{key}\" must be a text", $"write \"{key}\": \"…\"");

    /// <summary>A text with the variables in it; a URL gets its own only when somebody connects.</summary>
    internal static string? Filled(ConfigNode node, string key) =>
        Text(node, key) is { } text ? SecretResolver.Fill(text, Member(node, key)!.Where) : null;

    private static string? Find(string directory)
    {
        for (var d = new DirectoryInfo(directory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, ProjectConfig.DefaultFile)))
                return Path.Combine(d.FullName, ProjectConfig.DefaultFile);
        return null;
    }

    private static string Shown(string path, string from) =>
        Path.GetRelativePath(from, path) is var r && !r.StartsWith("..", StringComparison.Ordinal) ? r : path;

    internal static ProblemException Wrong(string where, string what, string fix) =>
        new(ProblemKind.Usage, new("ST2002", where, what, "nothing was done", fix));
}
