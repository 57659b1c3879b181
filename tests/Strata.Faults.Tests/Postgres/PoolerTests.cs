using Npgsql;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Postgres.Connections;
using Strata.Postgres.Runs;
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
        _server = await ShadowServer.StartAsync(new ShadowServerOptions { Tcp = true, Settings = ["max_connections=300"] }, Token);
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

    // The presets of a database decide on the sessions of a pooler, which are not ours.
    [Theory, InlineData("read committed"), InlineData("repeatable read"), InlineData("serializable")]
    public async Task First_contact_of_twenty_applies_everything_once(string isolation)
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        await _project.AddAsync("insert into effects values (2);", "two");
        for (var i = 0; i < Worker.Repeats; i++)
        {
            var (direct, pooled) = await DatabaseAsync();
            await PostgresFixture.ExecuteAsync(
                direct,
                $"alter database \"{new NpgsqlConnectionStringBuilder(direct).Database}\" set default_transaction_isolation = '{isolation}'"
            );
            var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Run.MigrateAsync(pooled, _project), Token)));
            Assert.Equal((i, 2), (i, runs.Sum(r => r.Result.Tags.Count)));
            Assert.Equal(["1", "2"], await PostgresFixture.QueryAsync(direct, "select n from effects order by n"));
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task First_contact_of_migrators_and_deploys_fails_for_none(bool isPooled)
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        for (var i = 0; i < Worker.Repeats; i++)
        {
            var (direct, pooled) = await DatabaseAsync();
            var address = isPooled ? pooled : direct;
            var log = new PostgresRunLog(address);
            Task SaveAsync() => log.SaveAsync(new CommandRun(Guid.NewGuid(), "deploy", Run.Options.Run) { Exit = 0 }, Token);
            await Task.WhenAll(
                Enumerable.Range(0, 20).Select(n => Task.Run(() => n % 2 == 0 ? Run.MigrateAsync(address, _project) : SaveAsync(), Token))
            );
            Assert.Equal(["1"], await PostgresFixture.QueryAsync(direct, "select n from effects"));
            Assert.Equal(["10"], await PostgresFixture.QueryAsync(direct, "select count(*) from strata.run"));
        }
    }

    [Fact]
    public async Task First_contact_of_two_environments_stamps_one()
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        for (var i = 0; i < Worker.Repeats; i++)
        {
            var (direct, pooled) = await DatabaseAsync();
            async Task<string?> OneAsync(string environment)
            {
                try
                {
                    await Run.MigrateAsync(pooled, _project, Run.Options with { Environment = environment });
                    return environment;
                }
                catch (ProblemException e) when (e.Kind == ProblemKind.Refused)
                {
                    return null;
                }
            }

            var went = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Task.Run(() => OneAsync(n % 2 == 0 ? "a" : "b"), Token)));
            var one = Assert.Single(went.OfType<string>().Distinct());
            Assert.Equal([one], await PostgresFixture.QueryAsync(direct, "select environment from strata.stamp"));
            Assert.Equal(["1"], await PostgresFixture.QueryAsync(direct, "select n from effects"));
        }
    }
}
