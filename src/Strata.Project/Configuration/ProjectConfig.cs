using Strata.Core.Dialect;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Text;

namespace Strata.Project.Configuration;

/// <summary>One named database of strata.json.</summary>
/// <param name="Url">As written: a URL, a connection string, or a reference.</param>
internal sealed record EnvironmentConfig(string Name, string Where, string Url)
{
    public string? Password { get; init; }

    /// <summary>True when the URL is taken literally: it holds no reference.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The way to the database, where there is none without it.</summary>
    public TunnelConfig? Tunnel { get; init; }

    /// <summary>The time limit of a <c>cmd:</c> reference.</summary>
    public TimeSpan? SecretLimit { get; init; }

    /// <summary>The folder of the .NET project whose connection strings are used.</summary>
    public string? Project { get; init; }
    public EnvironmentPolicy? Policy { get; init; }

    /// <summary>Null where the project's holds; on a protected one that is always an error.</summary>
    public OutOfOrder? OutOfOrder { get; init; }

    /// <summary>The treatment of changes by hand; null where the policy decides.</summary>
    public DriftTreatment? Drift { get; init; }
    public required string Dialect { get; init; }
    public required string Migrations { get; init; }

    /// <summary>The operations, of those that its policy forbids, that are allowed all the same: <see cref="Allowance"/>.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The rules for objects that are ignored in this one alone.</summary>
    public IReadOnlyList<IgnoreRule> Ignore { get; init; } = [];

    /// <summary>The services that are configured otherwise here.</summary>
    public IReadOnlyDictionary<string, ServiceConfig> Services { get; init; } = new Dictionary<string, ServiceConfig>();

    /// <summary>Migrations that run here are committed; null where the project's setting holds.</summary>
    public bool? RequireCommitted { get; init; }

    /// <summary>A deploy that changes the database makes a backup of it first.</summary>
    public bool Backup { get; init; }
}

/// <summary>strata.json, checked: paths are absolute, every key is known.</summary>
/// <param name="Directory">The folder of the file; relative paths start here.</param>
internal sealed record ProjectConfig(
    string File,
    string Directory,
    string Dialect,
    string Schema,
    string Migrations,
    IReadOnlyDictionary<string, EnvironmentConfig> Environments
)
{
    /// <summary>A database to build shadow copies in, instead of a temporary one.</summary>
    public string? Shadow { get; init; }

    /// <inheritdoc cref="EnvironmentConfig.SecretLimit"/>
    public TimeSpan? SecretLimit { get; init; }

    /// <summary>The memory that a process of the schema may have, in MiB; null for the usual limit.</summary>
    public int? SchemaMemory { get; init; }

    /// <inheritdoc cref="EnvironmentConfig.Project"/>
    public string? Project { get; init; }

    /// <summary>The time for which a migration retains what it drops; null where it does not.</summary>
    public TimeSpan? KeepDropped { get; init; }

    /// <summary>Files and folders of rows for an empty database; absolute.</summary>
    public IReadOnlyList<string> Seed { get; init; } = [];

    /// <summary>Tables whose rows go from one environment to others; null where there are none.</summary>
    public ContentSettings? Content { get; init; }

    /// <summary>The folder of backups and their retention.</summary>
    public BackupSettings Backups { get; init; } = BackupSettings.Read(null, Directory);

    /// <summary>The rules for objects of a live database that are somebody else's.</summary>
    public IReadOnlyList<IgnoreRule> Ignore { get; init; } = [];

    /// <summary>The treatment of a migration that is out of order; null where nobody said so.</summary>
    public OutOfOrder? OutOfOrder { get; init; }

    /// <summary>The services that are deployed with the database, in the file's order.</summary>
    public IReadOnlyDictionary<string, ServiceConfig> Services { get; init; } = new Dictionary<string, ServiceConfig>();

    /// <summary>Names of environments that are open without a policy, as "local" and "test" are, while they are on this machine.</summary>
    public IReadOnlyList<string> Open { get; init; } = [];

    /// <summary>
    /// Environments in their order: a protected one takes only migrations that the one before it has applied and verified.
    /// </summary>
    public IReadOnlyList<string> Promote { get; init; } = [];

    /// <inheritdoc cref="EnvironmentConfig.RequireCommitted"/>
    public bool? RequireCommitted { get; init; }

    /// <summary>Migrations that run on a protected environment are committed, unless the file says otherwise.</summary>
    public bool RequiresCommitted(EnvironmentConfig environment) => environment.RequireCommitted ?? RequireCommitted ?? true;

    /// <summary>The environment that <c>deploy</c> means where none is named.</summary>
    public string? DefaultEnvironment { get; init; }

    /// <summary>The services as they are in an environment, each after what it needs.</summary>
    public IReadOnlyList<ServiceConfig> ServicesIn(EnvironmentConfig environment) =>
        ServiceReader.Ordered([
            .. Services.Values.Select(s => environment.Services.TryGetValue(s.Name, out var other) ? s.With(other) : s),
        ]);

    public const string DefaultFile = "strata.json";

    /// <summary>The same with another address for one environment, which need not be in the file.</summary>
    public ProjectConfig At(string name, string url)
    {
        var environment =
            Environments.GetValueOrDefault(name)
            ?? new EnvironmentConfig(name, "--url", url) { Dialect = Dialect, Migrations = Migrations };
        return this with
        {
            Environments = new Dictionary<string, EnvironmentConfig>(Environments)
            {
                [name] = environment with { Url = url, Password = null, Tunnel = null, Where = "--url" },
            },
        };
    }

    /// <exception cref="ProblemException">No such environment; the one meant is named (ST2005, exit 2).</exception>
    public EnvironmentConfig Environment(string name)
    {
        if (Environments.TryGetValue(name, out var found))
            return found;
        var meant = Spelling.Nearest(name, Environments.Keys);
        throw ConfigurationProblems.UnknownEnvironment.Error(
            File,
            $"there is no environment \"{name}\"{(meant is null ? "" : $"; did you mean \"{meant}\"?")}",
            "nothing was done",
            Environments.Count == 0 ? "add it to \"environments\"" : $"use one of: {string.Join(", ", Environments.Keys)}"
        );
    }
}

/// <summary>A time for which something is kept.</summary>
internal static class KeepTime
{
    /// <summary>The time that holds where nobody says another.</summary>
    public static TimeSpan Usual { get; } = TimeSpan.FromDays(30);

    /// <summary><c>30d</c>, <c>12h</c>, <c>4w</c>; null where it is none of these.</summary>
    public static TimeSpan? Parse(string text) =>
        text is [.., 'h' or 'd' or 'w'] && Duration.Parse(text) is { } time && time > TimeSpan.Zero ? time : null;
}
