using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Core.Text;

namespace Strata.Project.Configuration;

/// <summary>Reads strata.json into a <see cref="ProjectConfig"/>. Every mistake is an error with file, line and column.</summary>
/// <param name="providers">The database systems that a project may name.</param>
/// <param name="variables">Override values, and stand in texts as <c>${NAME}</c>.</param>
internal sealed class ConfigReader(ProviderSet providers, EnvironmentVariables variables)
{
    private readonly ConfigSources _sources = new(variables);

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
        "schemaMemory",
        "project",
        "backups",
        "seed",
        "content",
        "services",
        "defaultEnvironment",
        "open",
        "promote",
        "requireCommitted",
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
        "requireCommitted",
        "drift",
    ];

    /// <summary>Finds strata.json in a folder or one above it, as git finds its repository.</summary>
    /// <exception cref="ProblemException">None is found (ST2000), or it is not right (ST2001 to ST2003): exit 2.</exception>
    public ProjectConfig Load(string? file, string startDirectory)
    {
        var path = file is null ? Find(startDirectory) : Path.GetFullPath(file, startDirectory);
        if (path is null || !File.Exists(path))
        {
            throw ConfigurationProblems.NotFound(
                path ?? startDirectory,
                file is null ? $"no {ProjectConfig.DefaultFile} in this folder or above" : "no such configuration file",
                file is null ? (Remedy)$"create a project: {Call.Strata("init")}" : $"correct the path after {Call.Option("config")}"
            );
        }
        return Read(File.ReadAllBytes(path), path);
    }

    /// <summary>The values of a configuration, each with its origin.</summary>
    /// <exception cref="ProblemException">As <see cref="Load"/>.</exception>
    public IReadOnlyList<ConfigValue> Values(ProjectConfig config) =>
        ConfigValue.Of(Merged(File.ReadAllBytes(config.File), config.File, config.File), variables);

    /// <summary>Reads a configuration from memory.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="path">The file's absolute path, where relative paths in it start.</param>
    /// <param name="title">The file's name in messages; its path where null.</param>
    /// <exception cref="ProblemException">As <see cref="Load"/>.</exception>
    public ProjectConfig Read(byte[] json, string path, string? title = null)
    {
        var root = Merged(json, path, title ?? path);
        RequireObject(root);
        root.RequireKeys(s_root, "");
        var directory = Path.GetDirectoryName(path)!;
        var dialect = Dialect(root) ?? providers.Default;
        var migrations = Filled(root, "migrations") ?? "db/migrations";
        var environments = Environments(root.Member("environments"), dialect, migrations, directory);
        var config = new ProjectConfig(
            path,
            directory,
            dialect,
            Path.GetFullPath(Filled(root, "schema") ?? "db/src", directory),
            Path.GetFullPath(migrations, directory),
            environments
        )
        {
            Shadow = root.Text("shadow"),
            KeepDropped = Keep(root),
            Content = ContentSettings.Read(root.Member("content")),
            Seed = SeedReader.Read(root.Member("seed"), directory),
            Backups = BackupSettings.Read(root.Member("backups"), directory),
            SecretLimit = Time(root, "secretLimit"),
            SchemaMemory = Memory(root.Member("schemaMemory")),
            Project = Filled(root, "project"),
            Ignore = IgnoreReader.Read(root.Member("ignore"), providers.For(dialect)),
            OutOfOrder = Late(root),
            Services = ServiceReader.Read(root.Member("services")),
            DefaultEnvironment = DeployReader.Default(root, environments),
            Open = EnvironmentNames.Read(root, "open", environments),
            Promote = EnvironmentNames.Read(root, "promote", environments),
            RequireCommitted = Committed(root),
        };
        ServiceReader.Check(config);
        return config;
    }

    private static void RequireObject(ConfigNode root)
    {
        if (!root.IsObject)
            throw ConfigurationProblems.Invalid(
                root.Where,
                "the configuration must be an object: { … }",
                "begin the file with { and end it with }; see docs/guide.md"
            );
    }

    private Dictionary<string, EnvironmentConfig> Environments(ConfigNode? all, string dialect, string migrations, string directory)
    {
        var environments = new Dictionary<string, EnvironmentConfig>();
        if (all is null)
            return environments;
        if (!all.IsObject)
            throw ConfigurationProblems.Invalid(
                all.Where,
                "\"environments\" must be an object of names",
                "write \"environments\": { \"local\": { \"url\": \"…\" } }"
            );
        foreach (var (name, where, node) in all.Members)
            if (!environments.TryAdd(name, Environment(name, where, node, dialect, migrations, directory)))
                throw ConfigurationProblems.Invalid(where, $"the environment \"{name}\" is there twice", "keep one of the two");
        return environments;
    }

    private EnvironmentConfig Environment(string name, string where, ConfigNode node, string dialect, string migrations, string directory)
    {
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(
                node.Where,
                $"the environment \"{name}\" must be an object",
                $"write \"{name}\": {{ \"url\": \"…\" }}"
            );
        node.RequireKeys(s_environment, $"environment \"{name}\": ");
        var url =
            node.Text("url")
            ?? throw ConfigurationProblems.Invalid(
                where,
                $"the environment \"{name}\" has no \"url\"",
                "add: \"url\": \"postgresql://user@host/database\""
            );
        return new EnvironmentConfig(name, where, url)
        {
            Allow = Allowance.Read(node.Member("allow")),
            Tunnel = TunnelReader.Read(node.Member("tunnel"), url),
            SecretLimit = Time(node, "secretLimit"),
            Project = Filled(node, "project"),
            Password = node.Text("password"),
            Policy = node.Member("policy") is { } policy ? ParsePolicy(policy) : null,
            OutOfOrder = Late(node),
            Drift = Drift(node),
            Services = ServiceReader.Read(node.Member("services")),
            Backup = DeployReader.Flag(node, "backup"),
            RequireCommitted = Committed(node),
            Dialect = Dialect(node) ?? dialect,
            Migrations = Path.GetFullPath(Filled(node, "migrations") ?? migrations, directory),
            Ignore = IgnoreReader.Read(node.Member("ignore"), providers.For(Dialect(node) ?? dialect)),
        };
    }

    private static EnvironmentPolicy ParsePolicy(ConfigNode node) =>
        node.Value switch
        {
            "open" => EnvironmentPolicy.Open,
            "preview" => EnvironmentPolicy.Preview,
            "protected" => EnvironmentPolicy.Protected,
            _ => throw ConfigurationProblems.Invalid(node.Where, $"\"{node.Value}\" is no policy", "use one of: open, preview, protected"),
        };

    private static bool? Committed(ConfigNode node) =>
        node.Member("requireCommitted") is null ? null : DeployReader.Flag(node, "requireCommitted");

    private static OutOfOrder? Late(ConfigNode node) =>
        node.Text("outOfOrder") switch
        {
            null => null,
            "error" => OutOfOrder.Error,
            "apply" => OutOfOrder.Apply,
            var other => throw ConfigurationProblems.Invalid(
                node.Member("outOfOrder")!.Where,
                $"\"{other}\" is nothing that can be done out of order",
                "use one of: error, apply"
            ),
        };

    private static DriftTreatment? Drift(ConfigNode node) =>
        node.Text("drift") switch
        {
            null => null,
            "error" => DriftTreatment.Error,
            "warn" => DriftTreatment.Warn,
            "ignore" => DriftTreatment.Ignore,
            var other => throw ConfigurationProblems.Invalid(
                node.Member("drift")!.Where,
                $"\"{other}\" is no treatment of drift",
                "use one of: error, warn, ignore"
            ),
        };

    private static TimeSpan? Keep(ConfigNode root) =>
        root.Text("keepDropped") is not { } text
            ? null
            : KeepTime.Parse(text)
                ?? throw ConfigurationProblems.Invalid(
                    root.Member("keepDropped")!.Where,
                    $"\"{text}\" is no time to keep something",
                    "write \"keepDropped\": \"30d\", \"4w\" or \"12h\""
                );

    private static int? Memory(ConfigNode? node)
    {
        // MiB: with less, the compiler does not run.
        const int Least = 512;
        const int Most = 1 << 20;
        return node is null ? null
            : node.Value is double mebibytes and >= Least and <= Most ? (int)mebibytes
            : throw ConfigurationProblems.Invalid(
                node.Where,
                $"\"schemaMemory\" must be a number of MiB from {Least} to {Most}",
                "write \"schemaMemory\": 4096"
            );
    }

    private static TimeSpan? Time(ConfigNode node, string key) =>
        node.Text(key) is not { } text
            ? null
            : Duration.Parse(text)
                ?? throw ConfigurationProblems.Invalid(node.Member(key)!.Where, $"\"{text}\" is no time", $"write \"{key}\": \"30s\"");

    private string? Dialect(ConfigNode node)
    {
        if (node.Text("dialect") is not { } dialect)
            return null;
        return providers.Names.Contains(dialect)
            ? dialect
            : throw ConfigurationProblems.Invalid(
                node.Member("dialect")!.Where,
                $"unknown dialect \"{dialect}\"",
                $"use one of: {string.Join(", ", providers.Names)}"
            );
    }

    private static string? Find(string directory)
    {
        for (var d = new DirectoryInfo(directory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, ProjectConfig.DefaultFile)))
                return Path.Combine(d.FullName, ProjectConfig.DefaultFile);
        return null;
    }

    private ConfigNode Merged(byte[] json, string path, string name) =>
        _sources.Overridden(_sources.Read(json, path, name), s_root, s_environment);

    /// <summary>A text with variables in it. A URL gets its own only when a connection is opened.</summary>
    private string? Filled(ConfigNode node, string key) =>
        node.Text(key) is { } text ? variables.Fill(text, node.Member(key)!.Where) : null;
}
