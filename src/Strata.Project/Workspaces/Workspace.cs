using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Git;

namespace Strata.Project.Workspaces;

/// <summary>An open project: its configuration, one environment of it, and everything that operations do with the two.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    private readonly ConnectionResolver _connections;
    private readonly EnvironmentConfig? _environment;
    private readonly Lazy<IShadowProvider> _shadows;
    private readonly Lazy<RunInfo> _run;

    /// <param name="config">The configuration.</param>
    /// <param name="environment">The environment; null where an operation can do without.</param>
    /// <param name="providers">The database systems.</param>
    /// <param name="host">The surroundings.</param>
    /// <exception cref="ProblemException">A rule of "ignore" names an unknown kind (ST2008, exit 2).</exception>
    public Workspace(ProjectConfig config, EnvironmentConfig? environment, ProviderSet providers, StrataHost host)
    {
        ManagedScope.RequireKinds(config.Ignore, providers.For(config.Dialect).Dialect.Kinds);
        foreach (var each in config.Environments.Values)
            ManagedScope.RequireKinds(each.Ignore, providers.For(each.Dialect).Dialect.Kinds);
        (Config, _environment, Providers, Host) = (config, environment, providers, host);
        Provider = providers.For(environment?.Dialect ?? config.Dialect);
        _connections = new(config, providers, host);
        Policies = new(config, providers, _connections);
        Databases = new(config, providers, Policies, _connections, host);
        _shadows = new(() => Databases.Shadows(Provider, _environment));
        Scope = new(Provider, IgnoreRules(environment), () => Shadows, host.Progress);
        Schema = new(config, Provider, () => Shadows, Scope, host);
        _run = new(CurrentRun);
        Migrations = new(environment?.Migrations ?? config.Migrations, Provider.Dialect);
    }

    /// <summary>The configuration.</summary>
    public ProjectConfig Config { get; }

    /// <summary>The database systems.</summary>
    public ProviderSet Providers { get; }

    /// <summary>The surroundings.</summary>
    public StrataHost Host { get; }

    /// <summary>Receives events.</summary>
    public IProgress<StrataEvent> Progress => Host.Progress;

    /// <summary>The environment's database system.</summary>
    public IDatabaseProvider Provider { get; }

    /// <summary>The environment's dialect.</summary>
    public IDialect Dialect => Provider.Dialect;

    /// <summary>The policies of the environments.</summary>
    public EnvironmentPolicies Policies { get; }

    /// <summary>The databases of the environments.</summary>
    public EnvironmentDatabases Databases { get; }

    /// <summary>The first contact with an environment's database is remembered in the project's files.</summary>
    public bool RemembersFirstContact
    {
        get => Databases.Remembers;
        init => Databases.Remembers = value;
    }

    /// <summary>The managed part of the environment's database.</summary>
    public ManagedScope Scope { get; }

    /// <summary>The C# schema.</summary>
    public SchemaCompiler Schema { get; }

    /// <summary>The migrations folder.</summary>
    public MigrationsDirectory Migrations { get; }

    /// <summary>Shadow databases.</summary>
    public IShadowProvider Shadows => _shadows.Value;

    /// <summary>
    /// The commit recorded with a run; null for the one that is checked out, or none where the project's files are not at hand.
    /// </summary>
    public string? Commit { get; init; }

    /// <summary>The environment was named by the caller, and not taken by default.</summary>
    public bool IsNamed { get; init; }

    /// <inheritdoc cref="EnvironmentPolicies.RequireNamed"/>
    public void RequireNamed() => Policies.RequireNamed(Environment, IsNamed);

    /// <summary>An environment was given.</summary>
    public bool HasEnvironment => _environment is not null;

    /// <summary>The environment.</summary>
    /// <exception cref="ProblemException">None was given (ST2009, exit 2).</exception>
    public EnvironmentConfig Environment =>
        _environment
        ?? throw WorkspaceProblems.NoEnvironment.Error(
            Config.File,
            "no environment was named, and there is none called \"local\"",
            "nothing was done",
            $"name one with {Call.Option("env")}: {EnvironmentNames()}"
        );

    private string EnvironmentNames() => string.Join(", ", Config.Environments.Keys.DefaultIfEmpty("add one to \"environments\" first"));

    /// <summary>The policy that holds for the environment: the stricter of strata.json and the stamp, where that was seen.</summary>
    public EnvironmentPolicy Policy => Policies.Of(Environment);

    /// <inheritdoc cref="EnvironmentDatabases.LearnPolicyAsync"/>
    public Task LearnPolicyAsync(bool keeps, CancellationToken cancellationToken) =>
        _environment is null ? Task.CompletedTask : Databases.LearnPolicyAsync(_environment, keeps, cancellationToken);

    /// <summary>The rules of "ignore" that hold in an environment.</summary>
    public IReadOnlyList<IgnoreRule> IgnoreRules(EnvironmentConfig? environment) => [.. Config.Ignore, .. environment?.Ignore ?? []];

    /// <summary>The options of a run on the environment's database, where nothing else is asked for.</summary>
    public RunOptions RunOptions() =>
        new()
        {
            Environment = _environment?.Name,
            Policy = Policy,
            Run = _run.Value,
        };

    private RunInfo CurrentRun()
    {
        if (Commit is not null || !RemembersFirstContact || GitCommit.Of(Config.Directory) is not { } commit)
            return RunInfo.Current(Commit);
        return RunInfo.Current(commit) with { Uncommitted = [.. GitChanges.Of(Migrations.Path)] };
    }

    /// <summary>The same project with another environment.</summary>
    public Workspace With(EnvironmentConfig environment) =>
        new(Config, environment, Providers, Host)
        {
            Commit = Commit,
            IsNamed = IsNamed,
            RemembersFirstContact = RemembersFirstContact,
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_shadows.IsValueCreated)
            await _shadows.Value.DisposeAsync().ConfigureAwait(false);
        await Databases.ReleaseAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
    }
}
