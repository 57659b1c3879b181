using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Strata.Postgres.Shadow;

namespace Strata.Testing;

/// <summary>PgBouncer before a server, one server connection for each transaction. It is ended by its process id.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly Process _process;
    private readonly List<string> _said = [];

    private PgBouncer(Process process, TempFolder folder, int port)
    {
        (_process, _folder, Port) = (process, folder, port);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts it; it pools the transactions of all clients.</summary>
    public static async Task<PgBouncer> StartAsync(ShadowServer server)
    {
        var folder = new TempFolder();
        var port = FreePort();
        folder.Write("users.txt", $"\"postgres\" \"{server.Password}\"\n");
        var config = folder.Write(
            "pgbouncer.ini",
            $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {folder.At("users.txt")}
            pool_mode = transaction
            default_pool_size = 8
            server_idle_timeout = 2
            """
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.At("users.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] account = [];
        if (Environment.IsPrivilegedProcess)
        {
            // It refuses to run as root: its package and PostgreSQL's make an account for it.
            if ((await ProcessRunner.RunAsync("chown", ["-R", "postgres", folder.Path])).ExitCode != 0)
                throw new InvalidOperationException("PgBouncer's files cannot be given to the account postgres.");
            account = ["-u", "postgres"];
        }
        var start = new ProcessStartInfo("/usr/sbin/pgbouncer", [.. account, config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var bouncer = new PgBouncer(Process.Start(start)!, folder, port);
        for (var i = 0; i < 300 && !bouncer._process.HasExited; i++)
        {
            if (Answers(port))
                return bouncer;
            await Task.Delay(100);
        }
        throw new InvalidOperationException($"PgBouncer does not answer: {bouncer.Said}");
    }

    /// <summary>A server's address by way of it.</summary>
    public string Address(ShadowServer server, string database) =>
        new NpgsqlConnectionStringBuilder(server.TcpConnectionString(database))
        {
            Port = Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    /// <summary>What it said.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return string.Join('\n', _said);
        }
    }

    private void Keep(string? line)
    {
        lock (_said)
        {
            if (line is not null)
                _said.Add(line);
        }
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            // It is starting; for how long is decided by who asks.
            return false;
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await ProcessRunner.RunAsync("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Dispose();
    }
}
