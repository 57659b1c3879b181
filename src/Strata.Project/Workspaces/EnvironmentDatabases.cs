using Strata.Core.Dialect;
using Strata.Core.Execution;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Guards;

namespace Strata.Project.Workspaces;

/// <summary>Opens the databases of a project's environments, each guarded: whoever opens one is stopped at the wrong one.</summary>
internal sealed class EnvironmentDatabases
{
    private readonly ProjectConfig _config;
    private readonly ProviderSet _providers;
    private readonly EnvironmentPolicies _policies;
    private readonly ConnectionResolver _connections;
    private readonly StrataHost _host;
    private (string Environment, GuardedTarget Target)? _kept;

    internal EnvironmentDatabases(
        ProjectConfig config,
        ProviderSet providers,
        EnvironmentPolicies policies,
        ConnectionResolver connections,
        StrataHost host
    ) => (_config, _providers, _policies, _connections, _host) = (config, providers, policies, connections, host);

    /// <summary>The first contact with an environment's database is remembered in the project's files.</summary>
    internal bool Remembers { get; set; } = true;

    /// <summary>The operation has changed something in a database.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>Tells that an operation has written past the guard.</summary>
    public void MarkWritten() => HasWritten = true;

    /// <summary>A connection string, through the environment's tunnel where it has one. It holds secrets, and is never printed.</summary>
    /// <exception cref="ProblemException">A reference cannot be resolved (exit 2), or the tunnel does not open (exit 11).</exception>
    public Task<string> ConnectionStringAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        _connections.ResolveAsync(environment, cancellationToken);

    /// <summary>The environment's database, to be changed: in the session that <see cref="LearnPolicyAsync"/> kept, where it kept
    /// one.</summary>
    public async Task<IMigrationTarget> TargetAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        if (_kept is not { } kept || kept.Environment != environment.Name)
            return await NewTargetAsync(environment, cancellationToken).ConfigureAwait(false);
        _kept = null;
        kept.Target.JudgeAgain();
        return kept.Target;
    }

    private async Task<GuardedTarget> NewTargetAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        Guarded(await UnguardedAsync(environment, cancellationToken).ConfigureAwait(false), environment, Remembers);

    /// <summary>Closes the session that nobody took over.</summary>
    internal ValueTask ReleaseAsync()
    {
        var kept = _kept?.Target;
        _kept = null;
        return kept?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>The environment's database, to be read: a login that may only read, or a replica, is enough.</summary>
    public async Task<IMigrationTarget> ReaderAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        Guarded(
            _providers.For(environment.Dialect).Reader(await ConnectionStringAsync(environment, cancellationToken).ConfigureAwait(false)),
            environment,
            remembers: false
        );

    /// <summary>The database at the environment's address, whichever it is: for the operation that decides that.</summary>
    public async Task<IMigrationTarget> UnguardedAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        _providers.For(environment.Dialect).Target(await ConnectionStringAsync(environment, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc cref="IDatabaseProvider.Exists"/>
    public async Task<bool> ExistsAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        _providers.For(environment.Dialect).Exists(await ConnectionStringAsync(environment, cancellationToken).ConfigureAwait(false));

    /// <summary>Works with a database, and offers to create an open one first where this machine's server does not have it.</summary>
    /// <remarks>Asks only after the work failed: the usual case costs no connection of its own.</remarks>
    /// <exception cref="ProblemException">It does not exist, and nobody agreed to create it (ST1011, exit 10 or 9).</exception>
    public async Task<T> WithDatabaseAsync<T>(EnvironmentConfig environment, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ProblemException e) when (e.Problem.Code == ProviderProblems.MissingDatabase.Code && IsDevelopersOwn(environment))
        {
            var missing = WorkspaceProblems.DatabaseNotCreated.At(
                environment.Where,
                "the database does not exist",
                "nothing was done",
                $"to create it, add: {Call.Option("yes")}"
            );
            await new Verdict.NeedsConfirmation(
                new(QuestionKind.CreateDatabase, "The database does not exist. Create it?") { IsOrdinary = true },
                missing,
                missing with
                {
                    Kind = ProblemKind.Refused,
                }
            )
                .RequireAsync(_host.Decisions, cancellationToken)
                .ConfigureAwait(false);
        }
        await _providers
            .For(environment.Dialect)
            .CreateDatabaseAsync(await ConnectionStringAsync(environment, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        _host.Progress.Report(new DatabaseCreated(environment.Name));
        return await work().ConfigureAwait(false);
    }

    /// <summary>Shadow databases of a dialect.</summary>
    /// <remarks>
    /// Databases behind a tunnel or a command are not asked: a configured shadow must be empty or carry its own mark in any case.
    /// </remarks>
    internal IShadowProvider Shadows(IDatabaseProvider provider, EnvironmentConfig? environment)
    {
        var others = _config
            .Environments.Values.Where(e => e.Dialect == provider.Dialect.Name)
            .Select(_connections.WithoutWork)
            .OfType<string>()
            .ToList();
        var configured = _config.Shadow is { } shadow
            ? provider.Resolve(
                new Secrets.SecretResolver(_config.Directory, _host.Variables, _host.Time).Resolve(shadow, $"{_config.File}: shadow"),
                null,
                _config.Directory
            )
            : null;
        return provider.Shadows(configured, environment is null ? null : Beside(environment), others);
    }

    // A temporary database may be created beside an open one on this machine.
    private string? Beside(EnvironmentConfig environment) =>
        _connections.WithoutWork(environment) is { } connection && IsDevelopersOwn(environment) ? connection : null;

    private bool IsDevelopersOwn(EnvironmentConfig environment) =>
        _policies.IsLocal(environment) && _policies.Of(environment) == EnvironmentPolicy.Open;

    /// <summary>
    /// Learns the policy in the stamp of an environment's database, so that the stricter one of the two holds before anything is judged.
    /// A database that is another one, or that cannot be read, is met by the operation itself.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="keeps">The session is kept for the operation, which begins with the database's record.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal async Task LearnPolicyAsync(EnvironmentConfig environment, bool keeps, CancellationToken cancellationToken)
    {
        try
        {
            if (
                _policies.Of(environment) == EnvironmentPolicy.Protected
                || !await ExistsAsync(environment, cancellationToken).ConfigureAwait(false)
            )
                return;
            if (keeps)
                await KeepAsync(environment, cancellationToken).ConfigureAwait(false);
            else
                await LookAsync(environment, cancellationToken).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            _host.Progress.Detail($"the stamp of \"{environment.Name}\" was not read: {e.Problem.What}");
        }
    }

    private async Task LookAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        var reader = await ReaderAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task KeepAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        var target = await NewTargetAsync(environment, cancellationToken).ConfigureAwait(false);
        var isOpen = false;
        try
        {
            await target.OpenAsync(cancellationToken).ConfigureAwait(false);
            isOpen = true;
        }
        finally
        {
            if (!isOpen)
                await target.DisposeAsync().ConfigureAwait(false);
        }
        _kept = (environment.Name, target);
    }

    private GuardedTarget Guarded(IMigrationTarget target, EnvironmentConfig environment, bool remembers) =>
        new(target, environment, _policies, remembers, MarkWritten, _host.Progress);
}
