using System.Net;
using System.Net.Sockets;

namespace Strata.Testing;

/// <summary>Stands between a client and a server, and does to the bytes what a test wants.</summary>
public sealed class Proxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Func<int, Memory<byte>, Memory<byte>?> _fromServer;
    private readonly Func<int, Memory<byte>, Memory<byte>?> _fromClient;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="serverPort">On 127.0.0.1.</param>
    /// <param name="fromServer">Gets the connection's number, from 1, and bytes; what it returns is passed on, null cuts the
    /// connection.</param>
    /// <param name="fromClient">The same in the other direction.</param>
    public Proxy(
        int serverPort,
        Func<int, Memory<byte>, Memory<byte>?>? fromServer = null,
        Func<int, Memory<byte>, Memory<byte>?>? fromClient = null
    )
    {
        (_serverPort, _fromServer, _fromClient) = (serverPort, fromServer ?? Same, fromClient ?? Same);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>From now on new connections are accepted, and what they send is lost.</summary>
    public bool Swallows { get; set; }

    /// <summary>From now on new connections are closed at once.</summary>
    public bool Refuses { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static Memory<byte>? Same(int connection, Memory<byte> bytes) => bytes;

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (Refuses)
                    client.Dispose();
                else
                    serving.Add(ServeAsync(client, ++_connections));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using var server = new TcpClient();
        using (client)
        {
            if (Swallows)
            {
                await SwallowAsync(client);
                return;
            }
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAll(
                PumpAsync(client, server, b => _fromClient(number, b), cut),
                PumpAsync(server, client, b => _fromServer(number, b), cut)
            );
        }
    }

    private async Task SwallowAsync(TcpClient client)
    {
        var buffer = new byte[65536];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, _stop.Token) > 0) { }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client has gone.
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Func<Memory<byte>, Memory<byte>?> change, CancellationTokenSource cut)
    {
        var buffer = new byte[65536];
        try
        {
            while (
                await from.GetStream().ReadAsync(buffer, cut.Token) is var count and > 0 && change(buffer.AsMemory(0, count)) is { } bytes
            )
                await to.GetStream().WriteAsync(bytes, cut.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other side has gone, which is what a cut is.
        }
        await cut.CancelAsync();
    }
}
