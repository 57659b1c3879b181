using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using Strata.Core.Problems;
using Strata.Postgres.Connections;

namespace Strata.Postgres.Shadow;

/// <summary>
/// A PostgreSQL server of our own, for this process only: made from a cached data directory in about 0.2 s, without durability, gone when
/// we are. It is ended through its own process id, and also when we die without a word: a shell stands between us and waits for the end of
/// our pipe.
/// </summary>
public sealed class ShadowServer : IAsyncDisposable
{
    // $1 data directory as an archive, $2 the server's directory, $3 its owner or '', then the command.
    private const string Guardian = """
        trap '' INT TERM HUP
        template=$1 dir=$2 owner=$3; shift 3
        mkdir -m 700 "$dir/data" && tar -xpf "$template" -C "$dir/data" || exit 1
        if [ -n "$owner" ]; then chown "$owner" "$dir/data" "$dir" || exit 1; fi
        exec 3<&0
        if command -v setsid >/dev/null; then setsid "$@" </dev/null 3<&- & else "$@" </dev/null 3<&- & fi
        server=$!
        ( cat <&3 >/dev/null; kill -QUIT $server 2>/dev/null ) 2>/dev/null &
        watcher=$!
        wait $server; code=$?
        kill $watcher 2>/dev/null
        rm -rf "$dir" "$dir.lock"
        rmdir "$(dirname "$dir")" 2>/dev/null
        exit $code
        """;

    private const int DefaultPort = 5432;

    // Seconds; a healthy machine needs 0.2, a drowning one a hundred times that.
    private const int StartLimit = 30;

    private readonly Process _guardian;
    private readonly FileStream _alive;
    private readonly ServerLog _log;
    private readonly string _base;
    private NpgsqlConnection? _first;
    private int _databases;

    private ShadowServer(Process guardian, FileStream alive, ServerLog log, string directory, PostgresBinaries binaries, int? port)
    {
        (_guardian, _alive, _log, Directory, Binaries, Port) = (guardian, alive, log, directory, binaries, port);
        _base = new NpgsqlConnectionStringBuilder
        {
            Host = directory,
            Port = port ?? DefaultPort,
            Username = "postgres",
            Pooling = false,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }

    /// <summary>Holds the data and the socket.</summary>
    public string Directory { get; }

    public PostgresBinaries Binaries { get; }

    /// <summary>The TCP port, when it listens on one.</summary>
    public int? Port { get; }

    /// <summary>The password of <c>postgres</c> over TCP; null without TCP.</summary>
    public string? Password { get; private set; }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <exception cref="ProblemException">ST1201 to ST1204, exit 12: no server programs, or the server did not start; with what it
    /// said.</exception>
    public static async Task<ShadowServer> StartAsync(ShadowServerOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw OnWindows();
        var binaries =
            options.Binaries ?? await PostgresBinaries.FindAsync(options.Major, options.Variables, cancellationToken).ConfigureAwait(false);
        var account = ServerAccount.Current();
        var template = await new ServerTemplate(binaries, account, options.CacheDirectory ?? ServerDirectories.Cache(options.Variables))
            .EnsureAsync(cancellationToken)
            .ConfigureAwait(false);
        await ServerDirectories.SweepAsync(cancellationToken).ConfigureAwait(false);
        var (directory, alive) = ServerDirectories.Create(options.OnDisk);
        int? port = options.Tcp ? FreePort() : null;
        string[] command =
        [
            .. account.Prefix,
            binaries.Postgres,
            "-D",
            Path.Combine(directory, "data"),
            .. options.Arguments(directory, port ?? DefaultPort),
        ];
        var process = Guarded([template, directory, account.Owner ?? "", .. command]);
        var server = new ShadowServer(process, alive, new ServerLog(process), directory, binaries, port);
        try
        {
            await server.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (options.Tcp)
                await server.SetPasswordAsync(cancellationToken).ConfigureAwait(false);
            if (!options.KeepFirstConnection && server.TakeFirstConnection() is { } first)
                await first.DisposeAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static ProblemException OnWindows() =>
        ShadowProblems.NotStarted.Error(
            "",
            "a shadow server cannot be started on Windows",
            "nothing was run",
            "run Strata in WSL, where the server programs are"
        );

    private static Process Guarded(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guardian, "sh", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        return Process.Start(start)!;
    }

    /// <summary>The connection that found the server ready, to the database <c>postgres</c>; null once somebody has taken it.</summary>
    public NpgsqlConnection? TakeFirstConnection() => Interlocked.Exchange(ref _first, null);

    /// <summary>Over the socket.</summary>
    public string ConnectionString(string database = "postgres") =>
        new NpgsqlConnectionStringBuilder(_base) { Database = database }.ConnectionString;

    /// <summary>Over TCP, with the password.</summary>
    /// <exception cref="InvalidOperationException">The server was started without <see cref="ShadowServerOptions.Tcp"/>.</exception>
    public string TcpConnectionString(string database = "postgres") =>
        Port is null
            ? throw new InvalidOperationException("The server was started without TCP.")
            : new NpgsqlConnectionStringBuilder(_base)
            {
                Host = "127.0.0.1",
                Password = Password,
                Database = database,
            }.ConnectionString;

    /// <summary>Makes a database that nobody has used, and returns its name.</summary>
    /// <param name="template">A database to copy, which nobody may be connected to; null gives an empty one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<string> CreateDatabaseAsync(string? template, CancellationToken cancellationToken)
    {
        var name = $"s{Interlocked.Increment(ref _databases)}";
        // Copying files is four times as fast as logging every block, which matters only to a server that would be recovered.
        var strategy = Binaries.Major >= 15 ? " STRATEGY file_copy" : "";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Quoted(template ?? "template0")}{strategy}", cancellationToken)
            .ConfigureAwait(false);
        return name;
    }

    /// <summary>Drops a database that <see cref="CreateDatabaseAsync"/> made, and ends whoever is connected to it.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken cancellationToken) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(name)}{(Binaries.Major >= 13 ? " WITH (FORCE)" : "")}", cancellationToken);

    /// <summary>Makes those of some roles that are not there, so that grants and policies may name them. None of them can log in.</summary>
    /// <exception cref="InvalidOperationException">The server was started without <see cref="ShadowServerOptions.KeepFirstConnection"/>, or
    /// its connection was taken.</exception>
    public async Task CreateRolesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var missing = names.Where(n => n != "postgres").Select(n => $"CREATE ROLE {Quoted(n)}").ToList();
        if (missing.Count == 0)
            return;
        var batch = new NpgsqlBatch(_first ?? throw new InvalidOperationException("Somebody has taken the first connection."));
        await using (batch.ConfigureAwait(false))
        {
            foreach (var sql in missing)
                batch.BatchCommands.Add(new(sql));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of it without waiting: its guardian ends it and deletes its directory, as when we die.</summary>
    public void Release()
    {
        _first?.Dispose();
        _guardian.StandardInput.Close();
        _guardian.Dispose();
        _alive.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is not null)
            await _first.DisposeAsync().ConfigureAwait(false);
        _guardian.StandardInput.Close();
        await _guardian.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        _guardian.Dispose();
        await _alive.DisposeAsync().ConfigureAwait(false);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = ConnectionFactory.Create(ConnectionString());
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        NpgsqlException? last = null;
        while (true)
        {
            if (_guardian.HasExited || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(StartLimit))
                throw ShadowProblems.NotStarted.Error(
                    Binaries.Directory,
                    $"the shadow server did not start: {_log.Tail} {last?.Message} {last?.InnerException?.Message}",
                    "nothing was run",
                    $"try it by hand, or set {PostgresBinaries.Variable} to another installation",
                    last
                );
            if (File.Exists(Path.Combine(Directory, $".s.PGSQL.{Port ?? DefaultPort}")))
            {
                try
                {
                    _first = await OpenAsync(cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (NpgsqlException e) when (e is not PostgresException || e.SqlState == PostgresErrorCodes.CannotConnectNow)
                {
                    // It is starting; whether that takes too long is decided above.
                    last = e;
                }
            }
            await Task.Delay(2, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SetPasswordAsync(CancellationToken cancellationToken)
    {
        Password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(
                Path.Combine(Directory, "data", "pg_hba.conf"),
                "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n",
                cancellationToken
            )
            .ConfigureAwait(false);
        await ExecuteAsync($"ALTER ROLE postgres PASSWORD '{Password}'", cancellationToken).ConfigureAwait(false);
        await ExecuteAsync("SELECT pg_catalog.pg_reload_conf()", cancellationToken).ConfigureAwait(false);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
