using System.Text.Json.Nodes;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>The whole pipeline, with services that are small scripts.</summary>
public sealed class DeployTests(CliServer server)
{
    private static void Min(DeployProject p, string version) =>
        p.Cli.Write(
            $"db/migrations/{p.Cli.Migrations[^1]}.sql",
            $"-- strata:min-app {version}\n" + p.Cli.Read($"db/migrations/{p.Cli.Migrations[^1]}.sql")
        );

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Migrates_builds_deploys_checks_sends_traffic_and_verifies(string dialect)
    {
        await using var health = new HealthEndpoint { FailsFirst = 2, Body = "all fine here" };
        using var p = await DeployProject.CreateAsync(
            server,
            dialect,
            j =>
                j["services"]!["api"]!["health"] = new JsonObject
                {
                    ["url"] = health.Url,
                    ["body"] = "fine",
                    ["interval"] = "50ms",
                }
        );
        var done = await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1.0.0");
        Assert.Equal(["previous", "build v1.0.0 local", "deploy v1.0.0", "traffic v1.0.0 100"], p.Calls("api"));
        Assert.Equal("v1.0.0", p.Serves("web"));
        Assert.Equal(3, health.Asked);
        var steps = new[]
        {
            "api previous",
            "web previous",
            "migrate",
            "api build",
            "web build",
            "api deploy",
            "web deploy",
            "api health",
            "api traffic",
            "web traffic",
            "verify",
        };
        Assert.Equal(steps, done.Output.Split('\n').Where(l => l.StartsWith("> ", StringComparison.Ordinal)).Select(l => l[2..].Trim()));
        foreach (
            var words in new[]
            {
                "api build | building v1.0.0",
                "api health | attempt 2: answered 503",
                "no drift at 0000_one",
                "api       v1.0.0 serves",
                "database  at 0000_one",
            }
        )
            Assert.Contains(words, done.Output, StringComparison.Ordinal);
        var log = Directory.GetFiles(p.Cli.At(".strata/deploys/local")).Single();
        Assert.Contains("api deploy | deployed v1.0.0", File.ReadAllText(log), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log));
        Assert.Equal("*\n", p.Cli.Read(".strata/.gitignore"));

        // The record is none of the schema's.
        await p.Cli.ExpectAsync(0, "drift");
        Assert.Equal(
            ["deploy|0"],
            await p.Cli.QueryAsync(p.Cli.IsSqlite ? "select command, exit from __strata_run" : "select command, exit from strata.run")
        );
        var again = await p.DeployAsync(0, "--web", "--tag", "v1.1.0", "--json");
        Assert.Equal("v1.0.0", again.Lines[^1].GetProperty("services")[0].GetProperty("previous").GetString());
        Assert.Equal(("v1.0.0", "v1.1.0"), (p.Serves("api"), p.Serves("web")));
        var history = await p.Cli.ExpectAsync(0, "deploy", "history", "--env", "local", "--json");
        Assert.Equal(
            ["v1.1.0", "v1.0.0"],
            history.Lines.Where(l => l.GetProperty("type").GetString() == "deploy").Select(l => l.GetProperty("tag").GetString()!)
        );
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_failed_health_check_takes_all_services_back_to_what_served(string dialect)
    {
        await using var health = new HealthEndpoint();
        using var p = await DeployProject.CreateAsync(
            server,
            dialect,
            j =>
                j["services"]!["web"]!["health"] = new JsonObject
                {
                    ["url"] = health.Url,
                    ["deadline"] = "600ms",
                    ["interval"] = "100ms",
                }
        );
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1.0.0");
        p.Cli.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Stars = Integer().Nullable();");
        await p.Cli.ExpectAsync(0, "generate", "--name", "stars");
        Min(p, "1.4.0");
        health.Status = "500 Broken";
        var failed = await p.DeployAsync(8, "--all", "--db-migrate", "--tag", "v1.5.0");
        foreach (
            var words in new[]
            {
                "ST6040",
                "answered 500, and 200 was wanted",
                "api back",
                "web back",
                "api was rolled back to v1.0.0",
                "the database is changed and at 0001_stars",
                "v1.0.0 CANNOT run on the database",
                "1.4.0 or newer",
            }
        )
            Assert.Contains(words, failed.All, StringComparison.Ordinal);
        Assert.Matches(@"api traffic\s+not done", failed.Output);
        Assert.Equal(("v1.0.0", "v1.0.0"), (p.Serves("api"), p.Serves("web")));
        Assert.Contains("rollback v1.0.0", p.Calls("web"));

        // A redirect is no health, and a service that never answers has its deadline.
        health.Status = "302 Found";
        Assert.Contains("answered 302", (await p.DeployAsync(7, "--web", "--tag", "v1.6.0")).All, StringComparison.Ordinal);
        health.IsSilent = true;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains("did not answer within", (await p.DeployAsync(7, "--web", "--tag", "v1.6.1")).All, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
        Assert.Equal("v1.0.0", p.Serves("web"));
    }

    [Fact]
    public async Task What_fails_stops_the_rest_and_is_said()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite", j => j["services"]!["api"]!["needs"] = new JsonArray("web"));
        var first = await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        Assert.True(
            first.Output.IndexOf("> web deploy", StringComparison.Ordinal) is > 0 and var web
                && web < first.Output.IndexOf("> api deploy", StringComparison.Ordinal),
            first.Output
        );
        p.Let("api", "fail", "build");
        var built = await p.DeployAsync(7, "--all", "--tag", "v2");
        Assert.Contains("api build\" failed with exit code 3", built.All, StringComparison.Ordinal);
        Assert.Matches(@"web deploy\s+not done", built.Output);
        Assert.DoesNotContain("deploy v2", p.Calls("web"));
        p.Mend("api", "fail", "build");
        p.Let("web", "fail", "traffic");
        p.Let("web", "fail", "rollback");
        var half = await p.DeployAsync(8, "--all", "--tag", "v3");
        Assert.Contains("v3 failed, and may serve; v1 served before", half.Output, StringComparison.Ordinal);
        Assert.Matches(@"api back\s+done", half.Output);
        Assert.Equal("v1", p.Serves("api"));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_rollback_goes_to_what_served_and_not_to_the_second_newest(string dialect)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        await p.DeployAsync(9, "--all", "--rollback");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1.0.0");
        await p.DeployAsync(0, "--all", "--tag", "v1.1.0");
        var canary = await p.DeployAsync(0, "--api", "--tag", "v1.2.0", "--canary", "10");
        Assert.Contains("v1.2.0 gets 10 % of the requests, v1.1.0 serves the rest", canary.Output, StringComparison.Ordinal);
        Assert.Equal("v1.1.0", p.Serves("api"));
        await p.DeployAsync(0, "--api", "--rollback");
        Assert.Equal("v1.1.0", p.Serves("api"));

        await p.DeployAsync(0, "--api", "--tag", "v1.2.0", "--canary", "50");
        await p.DeployAsync(0, "--api", "--tag", "v1.2.0");
        Assert.Equal("v1.2.0", p.Serves("api"));
        await p.DeployAsync(0, "--api", "--tag", "v1.3.0", "--no-traffic");
        Assert.Equal(
            ("v1.2.0", "traffic v1.2.0 100"),
            (p.Serves("api"), p.Calls("api").Last(c => c.StartsWith("traffic", StringComparison.Ordinal)))
        );
        await p.DeployAsync(0, "--api", "--rollback");
        await p.DeployAsync(0, "--api", "--tag", "v1.2.0");
        // v1.3.0 is the second newest, and never served.
        await p.DeployAsync(0, "--api", "--rollback");
        Assert.Equal("v1.1.0", p.Serves("api"));
        // Once more: what served before v1.1.0 did.
        await p.DeployAsync(0, "--api", "--rollback");
        Assert.Equal("v1.0.0", p.Serves("api"));
    }

    [Fact]
    public async Task A_rollback_below_what_the_database_needs_is_refused()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1.3.9");
        p.Cli.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Stars = Integer().Nullable();");
        await p.Cli.ExpectAsync(0, "generate", "--name", "stars");
        Min(p, "1.4.0");
        await p.Cli.ExpectAsync(0, "check", "--files");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1.4.0-rc.1");
        await p.DeployAsync(0, "--api", "--tag", "v1.4.0");
        var before = p.Calls("api").Count;
        var refused = await p.DeployAsync(9, "--api", "--rollback");
        Assert.Contains("ST6051", refused.All, StringComparison.Ordinal);
        Assert.Contains("api v1.4.0-rc.1 cannot run on the database, which needs 1.4.0 or newer", refused.All, StringComparison.Ordinal);
        Assert.Equal((before + 1, "v1.4.0"), (p.Calls("api").Count, p.Serves("api")));
        Min(p, "fourteen");
        Assert.Contains(
            "is not a header that is understood",
            (await p.Cli.ExpectAsync(3, "check", "--files")).All,
            StringComparison.Ordinal
        );
    }
}
