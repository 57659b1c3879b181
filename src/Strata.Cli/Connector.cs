using System.Collections.Concurrent;
using Strata.Cli.Dialects;
using Strata.Core.Problems;
using Strata.Project.Configuration;
using Strata.Project.Secrets;
using Strata.Project.Tunnels;

namespace Strata.Cli;

/// <summary>
/// Ways to the environments' databases: each is found out once, when somebody connects, and its tunnel is open until the command ends.
/// </summary>
internal sealed class Connector(ProjectConfig config, TimeProvider time, Action<string> note) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Tunnel> _tunnels = [];

    /// <summary>A connection string that can be used as it is. It holds secrets, and is never printed.</summary>
    /// <exception cref="ProblemException">A reference leads nowhere (exit 2), the tunnel does not come up (exit 11).</exception>
    public Task<string> ConnectionAsync(EnvironmentConfig environment, CancellationToken cancellationToken) =>
        _connections.GetOrAdd(environment.Name, _ => new(() => FindAsync(environment, cancellationToken))).Value;

    private async Task<string> FindAsync(EnvironmentConfig environment, CancellationToken cancellationToken)
    {
        var (url, password) = await new EnvironmentAddress(config, environment, time).ResolveAsync(cancellationToken).ConfigureAwait(false);
        if (environment.Tunnel is { } way)
        {
            var tunnel = await Tunnel
                .StartAsync(way, environment.Name, url, config.Directory, time, cancellationToken)
                .ConfigureAwait(false);
            _tunnels.Add(tunnel);
            url = tunnel.In(url);
        }
        return DialectTools.For(environment.Dialect).Resolve(url, password, config.Directory);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tunnel in _tunnels)
        {
            if (tunnel.HasEnded)
                note($"the tunnel ended before the command did; it said: {tunnel.Said}");
            await tunnel.DisposeAsync().ConfigureAwait(false);
        }
    }
}
