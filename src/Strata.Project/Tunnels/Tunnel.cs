using System.Net;
using System.Net.Sockets;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Processes;
using Strata.Project.Configuration;

namespace Strata.Project.Tunnels;

/// <summary>
/// A running tunnel: a free port or a private folder of this machine that leads to an environment's database. It ends with its owner.
/// </summary>
internal sealed class Tunnel : IAsyncDisposable
{
    private const int LinesKept = 12;
    private const int Attempts = 3;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly Queue<string> _said = new();
    private readonly GuardedProcess _process;
    private readonly string? _folder;
    private readonly int _port;

    private Tunnel(TunnelConfig config, string environment, string directory, EnvironmentVariables variables)
    {
        if (GuardedProcess.Find(config.Run[0], directory, variables) is null)
            throw TunnelProblems.NoProgram.Error(
                config.Where,
                $"the tunnel of \"{environment}\" cannot be started: there is no program \"{config.Run[0]}\"",
                "nothing was done",
                "install it, or correct \"run\" in strata.json"
            );
        _port = FreePort();
        if (config.Run.Any(w => w.Contains(TunnelConfig.Socket, StringComparison.Ordinal)))
            _folder = Directory.CreateTempSubdirectory("strata-").FullName;
        _process = GuardedProcess.Start(
            [.. config.Run.Select(In)],
            new ChildOptions { Directory = directory, Variables = variables },
            Heard
        )!;
    }

    /// <summary>A text with the tunnel's port and folder in their places.</summary>
    public string In(string text) =>
        text.Replace(TunnelConfig.Port, _port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(TunnelConfig.Socket, _folder ?? TunnelConfig.Socket, StringComparison.Ordinal);

    /// <summary>
    /// Starts the program and waits until a PostgreSQL server answers through it; another port is tried where somebody took the first one
    /// meanwhile.
    /// </summary>
    /// <exception cref="ProblemException">There is no such program (ST1260), it ended (ST1261), or nothing answered in time (ST1262): exit
    /// 11. What the program said is in the message.</exception>
    public static async Task<Tunnel> StartAsync(
        TunnelConfig config,
        string environment,
        string url,
        string directory,
        StrataHost host,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var tunnel = new Tunnel(config, environment, directory, host.Variables);
            try
            {
                if (
                    await tunnel.WaitAsync(config, environment, url, host.Time, attempt < Attempts, cancellationToken).ConfigureAwait(false)
                )
                    return tunnel;
            }
            catch
            {
                await tunnel.DisposeAsync().ConfigureAwait(false);
                throw;
            }
            await tunnel.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The last output of the program: why a connection through it broke.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return string.Join("\n    ", _said);
        }
    }

    /// <summary>The program has ended by itself.</summary>
    public bool HasEnded => _process.HasExited;

    /// <returns>False where the port was taken by somebody else between our look and the program's start.</returns>
    private async Task<bool> WaitAsync(
        TunnelConfig config,
        string environment,
        string url,
        TimeProvider time,
        bool again,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (_process.HasExited)
            {
                // Its last lines may still be on their way.
                await _process.ExitAsync(cancellationToken).ConfigureAwait(false);
                if (again && Said.Contains("in use", StringComparison.OrdinalIgnoreCase))
                    return false;
                throw Failed(
                    TunnelProblems.Ended,
                    config,
                    $"the tunnel of \"{environment}\" ended (exit code {_process.ExitCode}) before a server answered through it",
                    $"try its command in a shell: {string.Join(' ', config.Run)}"
                );
            }
            if (await AnswersAsync(url, cancellationToken).ConfigureAwait(false))
                return true;
            if (time.GetElapsedTime(started) > config.Ready)
                throw Failed(
                    TunnelProblems.Silent,
                    config,
                    $"no PostgreSQL server answered through the tunnel of \"{environment}\" in {config.Ready.TotalSeconds:0} s",
                    "check the address it forwards to; if it only needs longer: \"ready\": \"2m\""
                );
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private ProblemException Failed(ProblemDefinition problem, TunnelConfig config, string what, string fix) =>
        problem.Error(
            config.Where,
            Said is { Length: > 0 } said ? $"{what}; it said:\n    {said}" : $"{what}; it said nothing",
            "nothing was done",
            fix
        );

    // A listening port is not a server: the forwarder accepts at once and finds out later. A server answers the request for encryption with
    // one letter:
    // https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SSLREQUEST
    private async Task<bool> AnswersAsync(string url, CancellationToken cancellationToken)
    {
        byte[] request = [0, 0, 0, 8, 4, 210, 22, 47];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var socket =
                _folder is null || url.Contains(TunnelConfig.Port, StringComparison.Ordinal)
                    ? new Socket(SocketType.Stream, ProtocolType.Tcp)
                    : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            EndPoint? place =
                socket.AddressFamily != AddressFamily.Unix ? new IPEndPoint(IPAddress.Loopback, _port)
                : Directory
                    .EnumerateFiles(_folder!, ".s.PGSQL.*", SearchOption.AllDirectories)
                    .FirstOrDefault(f => !f.EndsWith(".lock", StringComparison.Ordinal))
                    is { } file
                    ? new UnixDomainSocketEndPoint(file)
                : null;
            if (place is null)
                return false;
            await socket.ConnectAsync(place, limit.Token).ConfigureAwait(false);
            await socket.SendAsync(request, limit.Token).ConfigureAwait(false);
            return await socket.ReceiveAsync(request.AsMemory(0, 1), limit.Token).ConfigureAwait(false) == 1
                && request[0] is (byte)'S' or (byte)'N';
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Heard(string line)
    {
        lock (_said)
        {
            _said.Enqueue(line);
            while (_said.Count > LinesKept)
                _said.Dequeue();
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
