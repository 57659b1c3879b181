using Npgsql;
using Strata.Postgres.Connections;
using Strata.Postgres.Shadow;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Runs through PgBouncer, which gives each transaction a session of the server.</summary>
public sealed class PoolerTests : IAsyncLifetime
{
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);
    private ShadowServer? _server;
    private PgBouncer? _bouncer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ShadowServer Server => _server ?? throw new InvalidOperationException("Not initialised.");

    public async ValueTask InitializeAsync()
    {
        _server = await ShadowServer.StartAsync(new ShadowServerOptions { Tcp = true }, Token);
        _bouncer = await PgBouncer.StartAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _project.Dispose();
        if (_bouncer is not null)
            await _bouncer.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task<(string Direct, string Pooled)> DatabaseAsync()
    {
        var name = await Server.CreateDatabaseAsync(null, Token);
        return (Server.TcpConnectionString(name), _bouncer!.Address(Server, name));
    }

    [Theory]
    [InlineData("set work_mem = '77MB'", "work_mem")]
    [InlineData("set session statement_timeout = '77s'", "statement_timeout")]
    [InlineData("set lock_timeout to '77s'", "lock_timeout")]
    [InlineData("select set_config('work_mem', '77MB', false)", "work_mem")]
    [InlineData("select set_config('role', 'pg_monitor', false)", "role")]
    [InlineData("select set_config('search_path', 'pg_catalog', false)", "search_path")]
    [InlineData("select set_config('default_transaction_read_only', 'on', false)", "default_transaction_read_only")]
    [InlineData("set time zone 'Asia/Tokyo'", "timezone")]
    [InlineData("set strata_test.mine = 'x'", "strata_test.mine")]
    [InlineData("reset work_mem", "work_mem")]
    public async Task Setting_of_a_migration_reaches_no_other_client(string statement, string setting)
    {
        var (direct, pooled) = await DatabaseAsync();
        await using var other = ConnectionFactory.Create(pooled);
        await other.OpenAsync(Token);
        // One session of the server serves both, one after the other.
        await using (var own = new NpgsqlCommand("set work_mem = '5MB'", other))
            await own.ExecuteNonQueryAsync(Token);
        await using var asking = new NpgsqlCommand($"select current_setting('{setting}', true)", other);
        var before = await asking.ExecuteScalarAsync(Token) as string ?? "";
        await _project.AddAsync($"create table a (id int);\n{statement};", "one");
        await Run.MigrateAsync(pooled, _project);
        Assert.Equal(before, await asking.ExecuteScalarAsync(Token) as string ?? "");
        Assert.Equal(["0000_one|applied"], await PostgresFixture.QueryAsync(direct, "select tag, state from strata.history"));
    }

    [Fact]
    public async Task First_contact_of_twenty_applies_everything_once()
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync("insert into effects values (2);", "two");
        for (var i = 0; i < Worker.Repeats; i++)
        {
            var (direct, pooled) = await DatabaseAsync();
            var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Run.MigrateAsync(pooled, _project), Token)));
            Assert.Equal((i, 2), (i, runs.Sum(r => r.Result.Tags.Count)));
            Assert.Equal(["1", "2"], await PostgresFixture.QueryAsync(direct, "select n from effects order by n"));
        }
    }
}
