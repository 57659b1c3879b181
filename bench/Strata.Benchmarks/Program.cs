using Strata.Benchmarks;
using Strata.Postgres.Shadow;

// usage: Strata.Benchmarks [--runs N] [NAME…] Every figure is a ratio of medians from interleaved runs of one session: machines are shared
// and noisy.
var runs = args is ["--runs", var n, ..] ? int.Parse(n) : 7;
var only = args.Length > 1 && args[0] == "--runs" ? args[2..] : args;

using var workspace = new Workspace();
await using var server = await ShadowServer.StartAsync(
    new ShadowServerOptions
    {
        Tcp = true,
        OnDisk = true,
        Settings = ["fsync=on", "synchronous_commit=on", "full_page_writes=on"],
    },
    CancellationToken.None
);
var peers = await Peers.InstallAsync(workspace);
Console.WriteLine($"{runs} interleaved runs each; PostgreSQL {server.Binaries.Version}; {string.Join(", ", peers.Describe())}");
foreach (var scenario in Scenarios.All(workspace, server, peers))
    if (only.Length == 0 || only.Any(o => scenario.Name.Contains(o, StringComparison.OrdinalIgnoreCase)))
        await scenario.RunAsync(runs);
