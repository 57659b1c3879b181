using Strata.Core;
using Strata.Postgres.Shadow;
using Strata.Testing;

namespace Strata.Faults.Tests;

/// <summary>A server of our own starts, serves, and is gone afterwards.</summary>
public sealed class ThrowawayServerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Databases_are_empty_and_separate()
    {
        var one = await postgres.CreateDatabaseAsync();
        var two = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(one, "create table public.a (id int)");
        Assert.Equal(["1"], await PostgresFixture.QueryAsync(one, "select count(*) from pg_tables where schemaname = 'public'"));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(two, "select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task Over_tcp_a_password_is_needed()
    {
        string directory;
        await using (var server = await ThrowawayServer.StartAsync(new ThrowawayOptions { Tcp = true }, TestContext.Current.CancellationToken))
        {
            directory = server.Directory;
            Assert.Equal(["postgres"], await PostgresFixture.QueryAsync(server.TcpConnectionString(), "select current_user"));
            var wrong = server.TcpConnectionString().Replace(server.Password!, "wrong", StringComparison.Ordinal);
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => PostgresFixture.QueryAsync(wrong, "select 1"));
            Assert.Equal("28P01", refused.SqlState);
        }
        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Without_server_programs_the_message_says_what_to_install()
    {
        using var empty = new TempFolder();
        var before = Environment.GetEnvironmentVariable(PostgresBinaries.Variable);
        Environment.SetEnvironmentVariable(PostgresBinaries.Variable, empty.Path);
        try
        {
            var problem = await Assert.ThrowsAsync<ProblemException>(() => PostgresBinaries.FindAsync(null, TestContext.Current.CancellationToken));
            Assert.Equal((ExitCode.Preflight, "ST1201"), (problem.Exit, problem.Problem.Code));
            Assert.Contains("apt-get install postgresql", problem.Problem.Fix, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(PostgresBinaries.Variable, before);
        }
    }
}
