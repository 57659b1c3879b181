using Strata.Core.Hosting;

namespace Strata.Postgres.Shadow;

/// <summary>The options of a shadow server.</summary>
public sealed record ShadowServerOptions
{
    /// <summary>Major version; null takes whatever is installed.</summary>
    public int? Major { get; init; }

    /// <summary>Found already; null searches.</summary>
    public PostgresBinaries? Binaries { get; init; }

    /// <summary>
    /// Also listen on 127.0.0.1, at a free port, with a random password; else only on a Unix socket that no other user can open.
    /// </summary>
    public bool Tcp { get; init; }

    /// <summary>The folder of the data directories that were made; null takes the user's cache.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Say where the server's programs and the user's cache are.</summary>
    public EnvironmentVariables Variables { get; init; } = EnvironmentVariables.OfProcess();

    /// <summary>Somebody will ask for <see cref="ShadowServer.TakeFirstConnection"/>.</summary>
    public bool KeepFirstConnection { get; init; }

    /// <summary>Keep the data on a disk even where there is memory for it: a server whose durability is measured.</summary>
    public bool OnDisk { get; init; }

    /// <summary>Further settings, each <c>name=value</c>; a later one wins.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The settings as arguments of the server.</summary>
    /// <param name="directory">Holds the socket.</param>
    /// <param name="port">The number in the socket's name, and the TCP port where it listens on one.</param>
    internal IEnumerable<string> Arguments(string directory, int port)
    {
        string[] settings =
        [
            $"unix_socket_directories={directory}",
            "unix_socket_permissions=0700",
            $"listen_addresses={(Tcp ? "127.0.0.1" : "")}",
            $"port={port}",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "wal_level=minimal",
            "max_wal_senders=0",
            "autovacuum=off",
            "jit=off",
            "shared_buffers=32MB",
            "max_connections=60",
            "max_parallel_workers=0",
            "max_worker_processes=0",
            "max_locks_per_transaction=1024",
            "checkpoint_timeout=1d",
            "max_wal_size=4GB",
            "password_encryption=scram-sha-256",
            "timezone=UTC",
            .. Settings,
        ];
        return settings.SelectMany(s => new[] { "-c", s });
    }
}
