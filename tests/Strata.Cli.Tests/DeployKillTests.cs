using System.Text.Json.Nodes;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Deploys that are killed, interrupted, or two at a time.</summary>
public sealed class DeployKillTests(CliServer server)
{
    [Theory]
    [InlineData("postgresql", "previous")]
    [InlineData("sqlite", "previous")]
    [InlineData("sqlite", "build")]
    [InlineData("postgresql", "deploy")]
    [InlineData("sqlite", "deploy")]
    [InlineData("postgresql", "traffic")]
    [InlineData("sqlite", "traffic")]
    public async Task Killed_in_a_step_the_same_again_finishes_and_nobody_is_left(string dialect, string step)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        using (var process = await p.StartHangingAsync("api", step, "--all", "--tag", "v2"))
        {
            Assert.Contains(
                "running",
                (await p.Cli.ExpectAsync(0, "deploy", "history", "--env", "local")).Output,
                StringComparison.Ordinal
            );
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await p.NobodyIsLeftAsync();
        p.Mend("api", "hang", step);
        // As if the half-done deploy had taken over already: the rollback does not go to it.
        if (step == "traffic")
            p.Cli.Write("run/api/serves", "v2\n");
        var again = await p.DeployAsync(0, "--all", "--tag", "v2", "--json");
        Assert.Contains(
            $"was killed at \\\"api {step}\\\"".Replace("\\\"", "\"", StringComparison.Ordinal),
            again.Lines.First(l => l.GetProperty("type").GetString() == "note").GetProperty("text").GetString()!,
            StringComparison.Ordinal
        );
        Assert.Equal("v1", again.Lines[^1].GetProperty("services")[0].GetProperty("previous").GetString());
        Assert.Equal(("v2", "v2"), (p.Serves("api"), p.Serves("web")));
        Assert.Contains("killed", (await p.Cli.ExpectAsync(0, "deploy", "history", "--env", "local")).Output, StringComparison.Ordinal);
        await p.DeployAsync(0, "--all", "--rollback");
        Assert.Equal(("v1", "v1"), (p.Serves("api"), p.Serves("web")));
        await p.NobodyIsLeftAsync();
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Killed_in_a_deploy_it_can_be_taken_back(string dialect)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        using (var process = await p.StartHangingAsync("web", "deploy", "--web", "--tag", "v2"))
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        p.Mend("web", "hang", "deploy");
        p.Cli.Write("run/web/serves", "v2\n");
        await p.DeployAsync(0, "--web", "--rollback");
        Assert.Equal("v1", p.Serves("web"));
    }

    [Fact]
    public async Task Killed_in_a_migration_or_a_health_check_the_same_again_finishes()
    {
        await using var health = new HealthEndpoint { IsSilent = true };
        using var p = await DeployProject.CreateAsync(
            server,
            "postgresql",
            j => j["services"]!["api"]!["health"] = new JsonObject { ["url"] = health.Url, ["deadline"] = "30s" }
        );
        await p.Cli.CustomAsync("slow", "select pg_sleep(case when exists (select from films) then 0 else 12 end);");
        using (var process = p.Start("--all", "--db-migrate", "--tag", "v1"))
        {
            await DeployProject.WaitAsync(
                async () =>
                    process.HasExited
                    || (
                        await p.Cli.QueryAsync(
                            "select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep(%' and query "
                                + "not like '%pg_stat_activity%'"
                        )
                    ).Count > 0,
                "it does not come to the slow migration"
            );
            Assert.False(process.HasExited);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await p.NobodyIsLeftAsync();
        await p.Cli.SqlAsync("insert into films values (1, 'Alien', 1979)");
        using (var process = p.Start("--all", "--db-migrate", "--tag", "v1"))
        {
            await DeployProject.WaitAsync(() => health.Asked > 0 || process.HasExited, "it is not asked");
            Assert.False(process.HasExited);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        health.IsSilent = false;
        var done = await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        Assert.Contains("was killed at \"api health\"", done.All, StringComparison.Ordinal);
        Assert.Equal("v1", p.Serves("web"));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Two_at_once_are_one_and_the_other_is_told_who(string dialect)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        using var process = await p.StartHangingAsync("api", "build", "--all", "--db-migrate", "--tag", "v7");
        var busy = await p.DeployAsync(6, "--all", "--tag", "v8");
        foreach (var words in new[] { "ST6030", "full of v7 to local", $"by {Environment.UserName}@{Environment.MachineName}" })
            Assert.Contains(words, busy.All, StringComparison.Ordinal);
        Assert.DoesNotContain("previous v8", p.Calls("api"));
        // Nobody else is kept out.
        await p.Cli.ExpectAsync(0, "status");
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        p.Mend("api", "hang", "build");
        await p.DeployAsync(0, "--all", "--tag", "v8");
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_ends_the_step_and_says_where_things_are(string signal, int exit)
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        p.Let("api", "hang", "deploy");
        using var process = System.Diagnostics.Process.Start(p.Cli.Start(["deploy", "--env", "local", "--all", "--tag", "v2"]))!;
        process.StandardInput.Close();
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await DeployProject.WaitAsync(() => File.Exists(p.Cli.At("run/api/hanging")), "nothing hangs");
        await DeployProject.SignalAsync(process, signal);
        // A terminal that is closed sends it twice: from the kernel, and from its shell.
        if (signal == "HUP")
            await DeployProject.SignalAsync(process, signal);
        await process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await p.NobodyIsLeftAsync();
        var said = await output + await errors;
        Assert.Equal(exit, process.ExitCode);
        foreach (var words in new[] { "ST6060", "the deploy of api was begun, v1 served before", "--all --rollback" })
            Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Matches(@"web deploy\s+not done", said);
        p.Mend("api", "hang", "deploy");
        await p.DeployAsync(0, "--all", "--tag", "v2");
        Assert.Equal("v2", p.Serves("web"));
    }

    [Fact]
    public async Task A_closed_terminal_ends_the_step_and_the_record_says_so()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        p.Let("api", "hang", "deploy");
        using var terminal = new TerminalSession(p.Cli, "deploy --env local --all --tag v2");
        await DeployProject.WaitAsync(() => File.Exists(p.Cli.At("run/api/hanging")), "nothing hangs");
        await terminal.CloseAsync();
        CliResult history = null!;
        await DeployProject.WaitAsync(
            async () =>
                !(history = await p.Cli.ExpectAsync(0, "deploy", "history", "--env", "local")).Output.Contains(
                    "running",
                    StringComparison.Ordinal
                ),
            "it does not end"
        );
        Assert.Contains("stopped", history.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("killed", history.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_second_signal_says_that_the_state_is_unknown_and_ends_it(string signal, int exit)
    {
        using var p = await DeployProject.CreateAsync(
            server,
            "sqlite",
            j => j["services"]!["api"]!["deploy"] = "trap '' INT TERM; mkdir -p run/api; echo > run/api/hanging; sleep 60"
        );
        using var process = System.Diagnostics.Process.Start(
            p.Cli.Start(["deploy", "--env", "local", "--api", "--db-migrate", "--tag", "v1"])
        )!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await DeployProject.WaitAsync(() => File.Exists(p.Cli.At("run/api/hanging")), "nothing hangs");
        await DeployProject.SignalAsync(process, signal);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await DeployProject.SignalAsync(process, signal);
        await process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        await p.NobodyIsLeftAsync();
        Assert.Equal(exit, process.ExitCode);
        await output;
        var line = Assert.Single((await errors).Split('\n'), l => l.Contains("unknown", StringComparison.Ordinal));
        Assert.Contains("the state of the database", line, StringComparison.Ordinal);
        Assert.Contains("strata status", line, StringComparison.Ordinal);
        Assert.Contains("killed", (await p.DeployAsync(0, "--web", "--tag", "v1")).All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_in_the_second_migration_the_summary_says_where_the_database_is()
    {
        using var p = await DeployProject.CreateAsync(server, "postgresql");
        await p.Cli.CustomAsync("slow", p.Cli.Sleep(30));
        using var process = System.Diagnostics.Process.Start(p.Cli.Start(["deploy", "--env", "local", "--db-migrate"]))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await DeployProject.WaitAsync(
            async () =>
                (
                    await p.Cli.QueryAsync(
                        "select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep(%' and pid "
                            + "<> pg_backend_pid() and state = 'active'"
                    )
                ).Count > 0,
            "it does not come to the slow migration"
        );
        await DeployProject.SignalAsync(process, "INT");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 130, await output + await errors);
        Assert.Contains("the database is at 0000_one", await errors, StringComparison.Ordinal);
        Assert.Matches(@"database\s+at 0000_one", await output);
        var history = await p.Cli.ExpectAsync(0, "deploy", "history", "--env", "local", "--json");
        Assert.Equal("0000_one", history.Lines[0].GetProperty("head").GetString());
    }

    [Fact]
    public async Task What_a_command_leaves_running_on_purpose_does_not_hold_the_deploy_up()
    {
        using var p = await DeployProject.CreateAsync(
            server,
            "sqlite",
            j => j["services"]!["api"]!["deploy"] = "setsid sh -c 'sleep 20; true' & echo started"
        );
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains(
            "api deploy | started",
            (await p.DeployAsync(0, "--api", "--db-migrate", "--tag", "v1")).Output,
            StringComparison.Ordinal
        );
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15));
    }
}
