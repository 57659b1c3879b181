using Npgsql;
using Strata.Core.Execution;
using Strata.Core.Problems;
using Strata.Postgres.Execution;
using Strata.Postgres.Shadow;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>A device between client and server that keeps both connections open and loses what they send.</summary>
public sealed class SwallowedTests : IAsyncLifetime
{
    private static readonly WatchTimes s_times = new(
        Quiet: TimeSpan.FromMilliseconds(600),
        Look: TimeSpan.FromMilliseconds(200),
        Patience: TimeSpan.FromMilliseconds(600),
        Silence: TimeSpan.FromSeconds(2),
        Cancellation: TimeSpan.FromSeconds(2)
    );

    private readonly MigrationProject _project = new(PostgresSyntax.Instance);
    private ShadowServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ShadowServer Server => _server ?? throw new InvalidOperationException("Not initialised.");

    public async ValueTask InitializeAsync() => _server = await ShadowServer.StartAsync(new ShadowServerOptions { Tcp = true }, Token);

    public async ValueTask DisposeAsync()
    {
        _project.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task<(string Direct, string Proxied)> DatabaseAsync(Proxy proxy)
    {
        var direct = Server.TcpConnectionString(await Server.CreateDatabaseAsync(null, Token));
        return (
            direct,
            new NpgsqlConnectionStringBuilder(direct)
            {
                Port = proxy.Port,
                SslMode = SslMode.Disable,
                GssEncryptionMode = GssEncryptionMode.Disable,
                Timeout = 2,
            }.ConnectionString
        );
    }

    private async Task<(RunResult Result, List<RunEvent> Events)> MigrateAsync(string connection, CancellationToken? cancelledBy = null)
    {
        List<RunEvent> events = [];
        await using var target = new PostgresTarget(connection) { Times = s_times };
        var options = Run.Options with { ReconnectFor = TimeSpan.FromSeconds(3) };
        var runner = new MigrationRunner(target, options, TimeProvider.System, events.Add);
        return (await runner.MigrateAsync(await _project.ReadAsync(), cancelledBy ?? Token), events);
    }

    /// <summary>Passes messages of the first connection on until the given one, and nothing after it.</summary>
    private sealed class Swallow(int from)
    {
        private int _messages;

        public bool Has => _messages >= from;

        public Memory<byte>? Pass(int connection, Memory<byte> bytes) =>
            connection == 1 && Interlocked.Increment(ref _messages) >= from ? Memory<byte>.Empty : bytes;
    }

    [Fact(Timeout = 550_000)]
    public async Task Message_that_is_swallowed_stops_no_run()
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync(
            "insert into effects values (2);\ncreate index concurrently effects_n on effects (n);\ninsert into effects values (3);",
            "two"
        );
        for (var at = 8; at < 60; at++)
        {
            var swallow = new Swallow(at);
            await using var proxy = new Proxy(
                Server.Port!.Value,
                fromServer: at % 2 == 0 ? swallow.Pass : null,
                fromClient: at % 2 == 1 ? swallow.Pass : null
            );
            var (direct, proxied) = await DatabaseAsync(proxy);
            await MigrateAsync(proxied);
            var effects = await PostgresFixture.QueryAsync(direct, "select string_agg(n::text, ',' order by n) from effects");
            Assert.Equal((at, "1,2,3"), (at, effects[0]));
            var invalid = await PostgresFixture.QueryAsync(direct, "select count(*) from pg_index where not indisvalid");
            Assert.Equal((at, "0"), (at, invalid[0]));
            if (!swallow.Has)
                return;
        }
        Assert.Fail("The run has more messages than the test swallows.");
    }

    [Fact]
    public async Task Session_that_is_lost_half_way_is_resumed_every_time()
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync("create index concurrently effects_n on effects (n);\ninsert into effects values (2);", "two");
        var random = new Random(20261128);
        for (var i = 0; i < Worker.Repeats; i++)
        {
            var swallow = new Swallow(random.Next(6, 40));
            var isAnswer = random.Next(2) == 0;
            await using var proxy = new Proxy(
                Server.Port!.Value,
                fromServer: isAnswer ? swallow.Pass : null,
                fromClient: isAnswer ? null : swallow.Pass
            );
            var (direct, proxied) = await DatabaseAsync(proxy);
            await MigrateAsync(proxied);
            Assert.Equal(["0000_one|applied|2", "0001_two|applied|2"], await Run.HistoryAsync(direct));
            Assert.Equal(["1", "2"], await PostgresFixture.QueryAsync(direct, "select n from effects order by n"));
        }
    }

    [Fact]
    public async Task Statement_at_work_is_not_ended()
    {
        await using var proxy = new Proxy(Server.Port!.Value);
        var (direct, proxied) = await DatabaseAsync(proxy);
        await _project.AddAsync("create table a (id int);\nselect pg_sleep(6);", "slow");
        var (_, events) = await MigrateAsync(proxied);
        Assert.Empty(events.OfType<Reconnecting>());
        Assert.Equal(["0000_slow|applied|2"], await Run.HistoryAsync(direct));
    }

    [Fact]
    public async Task Network_that_swallows_everything_leaves_the_outcome_unknown()
    {
        Proxy? proxy = null;
        Memory<byte>? Swallow(int connection, Memory<byte> bytes)
        {
            if (proxy!.Swallows || bytes.Span.IndexOf("INSERT 0 7\0"u8) < 0)
                return proxy.Swallows ? Memory<byte>.Empty : bytes;
            proxy.Swallows = true;
            return Memory<byte>.Empty;
        }

        await using var swallowing = proxy = new Proxy(Server.Port!.Value, fromServer: Swallow);
        var (direct, proxied) = await DatabaseAsync(proxy);
        await _project.AddAsync("create table a (id int);\ninsert into a select generate_series(1, 7);", "one");
        var problem = await Assert.ThrowsAsync<ProblemException>(() => MigrateAsync(proxied));
        Assert.Equal(("ST1401", ProblemKind.OutcomeUnknown), (problem.Problem.Code, problem.Kind));
        await MigrateAsync(direct);
        Assert.Equal(["7"], await PostgresFixture.QueryAsync(direct, "select count(*) from a"));
    }

    [Fact]
    public async Task Interruption_of_a_swallowed_run_ends_it()
    {
        var swallow = new Swallow(9);
        await using var proxy = new Proxy(Server.Port!.Value, fromServer: swallow.Pass);
        var (direct, proxied) = await DatabaseAsync(proxy);
        await _project.AddAsync("create table a (id int);", "one");
        using var source = new CancellationTokenSource();
        var running = MigrateAsync(proxied, source.Token);
        while (!swallow.Has && !running.IsCompleted)
            await Task.Delay(20, Token);
        proxy.Swallows = true;
        _ = Task.Run(source.Cancel, Token);
        var problem = await Assert.ThrowsAsync<ProblemException>(() => running);
        Assert.True(problem.Kind is ProblemKind.Interrupted or ProblemKind.OutcomeUnknown, $"{problem.Problem}");
        await MigrateAsync(direct);
        Assert.Equal(["0000_one|applied|1"], await Run.HistoryAsync(direct));
    }
}
