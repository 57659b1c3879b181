using System.Collections.Concurrent;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Providers;
using Strata.Project.Configuration;
using Strata.Project.Secrets;
using Strata.Project.Tunnels;

namespace Strata.Project.Workspaces;

/// <summary>Resolves the environments' connection strings, each once. A tunnel that one needs is open until this is disposed.</summary>
internal sealed class ConnectionResolver(ProjectConfig config, ProviderSet providers, StrataHost host) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Tunnel> _tunnels = [];

    /// <summary>A connection string, ready to use. It holds secrets, and is never printed.</summary>
    /// <exception cref="ProblemException">A reference cannot be resolved (exit 2), or the tunnel does not open (exit 11).</exception>
    public Task<string> ResolveAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        _connections.GetOrAdd(environment.Name, _ => new(() => OpenAsync(environment, cancellationToken))).Value;

    /// <summary>
    /// The connection string of an environment for which nothing has to be started; null where a variable is not set here, or a tunnel or
    /// a command is needed.
    /// </summary>
    public string? WithoutWork(EnvironmentConfig environment) =>
        Address(environment) is { IsAtHand: true } address
            ? providers.For(environment.Dialect).Resolve(address.Url, address.PlainPassword, config.Directory)
            : null;

    public EnvironmentAddress Address(EnvironmentConfig environment) => new(config, environment, host.Variables, host.Time);

    private async Task<string> OpenAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        var address = Address(environment);
        var (url, password) = await address.ResolveAsync(cancellationToken).ConfigureAwait(false);
        foreach (var warning in address.Warnings)
            host.Progress.Note(warning);
        if (environment.Tunnel is { } settings)
        {
            var tunnel = await Tunnel
                .StartAsync(settings, environment.Name, url, config.Directory, host, cancellationToken)
                .ConfigureAwait(false);
            _tunnels.Add(tunnel);
            url = tunnel.In(url);
        }
        return providers.For(environment.Dialect).Resolve(url, password, config.Directory);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tunnel in _tunnels)
        {
            if (tunnel.HasEnded)
                host.Progress.Note($"the tunnel ended before the operation did; its output: {tunnel.Said}");
            await tunnel.DisposeAsync().ConfigureAwait(false);
        }
    }
}
