using System.Text.Json.Nodes;
using Npgsql;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What goes wrong where deploys are scripts, and cannot here: order, confirmation, rollback, names.</summary>
public sealed class HazardsDeployTests(CliServer server)
{
    private const string Stars = Schemas.Last + "\n    public readonly Column Stars = Integer().Nullable();";

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task H01_db_migrate_is_never_a_push_and_its_failure_never_a_success(string dialect)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        await p.DeployAsync(0, "--db-migrate");
        p.Cli.Schema(Schemas.Last, Stars);
        await p.DeployAsync(5, "--db-migrate");
        Assert.Empty(await p.Cli.QueryAsync("select id, title, year from films"));
        Assert.Equal(
            ["0"],
            await p.Cli.QueryAsync(
                p.Cli.IsSqlite
                    ? "select count(*) from pragma_table_info('films') where name = 'stars'"
                    : "select count(*) from pg_attribute where attrelid = 'films'::regclass and attname = 'stars'"
            )
        );
        await p.Cli.CustomAsync("bad", "SELECT * FROM nowhere;");
        var failed = await p.DeployAsync(7, "--db-migrate");
        Assert.Contains("nowhere", failed.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H04_the_database_is_changed_before_a_service_and_a_failure_there_reaches_none()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--all", "--db-migrate", "--db-update", "--tag", "v1"], "ST2023");
        Assert.Empty(p.Calls("api"));
        await p.Cli.CustomAsync("bad", "SELECT * FROM nowhere;");
        var failed = await p.Cli.RunAsync("deploy", "--env", "local", "--all", "--db-migrate", "--tag", "v1");
        Assert.NotEqual(0, failed.Exit);
        Assert.Equal(["previous"], p.Calls("api"));
        Assert.Null(p.Serves("api"));
    }

    [Fact]
    public async Task H05_production_is_never_changed_without_a_plan_that_was_read_and_a_backup()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        p.Configure(j =>
        {
            j["environments"]!["local"]!["policy"] = "protected";
            j["environments"]!["local"]!["backup"] = true;
        });
        string[] deploy = ["deploy", "--env", "local", "--db-migrate"];
        await p.Cli.RefusedAsync(10, [.. deploy, "--yes"], "ST6082");
        await ConfirmedAsync();
        p.Cli.Schema(Schemas.Last, Stars);
        await p.Cli.ExpectAsync(0, "generate", "--name", "stars");
        await p.Cli.RefusedAsync(10, [.. deploy, "--yes"], "ST6082");
        await ConfirmedAsync();
        Assert.NotEmpty(Directory.GetDirectories(p.Cli.At("db/backups")));

        async Task ConfirmedAsync()
        {
            var hash = (await p.Cli.ExpectAsync(0, [.. deploy, "--dry-run", "--json"])).Lines[^1].GetProperty("hash").GetString()!;
            await p.Cli.ExpectAsync(0, [.. deploy, "--confirm", hash]);
        }
    }

    [Fact]
    public async Task H11_a_mistyped_flag_is_never_taken_for_a_name()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        foreach (
            var arguments in new[]
            {
                (string[])["deploy", "--env", "--dry-run", "--db-migrate"],
                ["deploy", "--env", "local", "--db-migrate", "--dri-run"],
                ["deploy", "local", "--db-migrate"],
                ["migrate", "--with-schema"],
                ["dump", "--dry-run"],
            }
        )
            await p.Cli.RefusedAsync(2, arguments);
    }

    [Fact]
    public async Task H13_one_place_names_environments_and_what_one_lacks_is_not_taken_from_another()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        p.Configure(j => j["environments"]!["production"] = new JsonObject { ["url"] = "env:PRODUCTION_URL", ["policy"] = "protected" });
        foreach (var command in new[] { (string[])["migrate"], ["status"], ["dump"], ["drift"], ["deploy", "--db-migrate"] })
            await p.Cli.RefusedAsync(2, [.. command, "--env", "production"], "PRODUCTION_URL");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        Assert.Contains("build v1 local", p.Calls("api"));
    }

    [Fact]
    public async Task H14_an_unknown_environment_is_never_another_one()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        foreach (var command in new[] { (string[])["migrate"], ["status"], ["dump"], ["push"], ["reset"], ["deploy", "--db-migrate"] })
            await p.Cli.RefusedAsync(2, [.. command, "--env", "lokal"], "did you mean \"local\"");
    }

    [Fact]
    public async Task H15_a_password_needs_no_escape_and_is_shown_nowhere()
    {
        using var p = await DeployProject.CreateAsync(server, "postgresql");
        const string Password = "p@ss/w:rd#%25 s3cr3t";
        await p.Cli.SqlAsync($"create role hazard15 login superuser password '{Password}'");
        p.Cli.Variables["HAZARD"] = Password;
        var database = new NpgsqlConnectionStringBuilder(p.Cli.Url).Database;
        p.Configure(j =>
            j["environments"]!["local"] = new JsonObject
            {
                ["url"] = $"postgresql://hazard15@127.0.0.1:{server.Server.Port}/{database}",
                ["password"] = "env:HAZARD",
            }
        );
        foreach (
            var command in new[]
            {
                (string[])["migrate"],
                ["status", "--verbose"],
                ["config"],
                ["deploy", "--env", "local", "--api", "--tag", "v1"],
            }
        )
            Assert.DoesNotContain("s3cr3t", (await p.Cli.ExpectAsync(0, command)).All, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(p.Cli.Root, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("s3cr3t", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H17_a_migration_that_nobody_reviewed_is_never_deployed()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await GitTeam.InitAsync(p.Cli);
        p.Cli.Write(".gitignore", "*.db\n");
        await GitTeam.CommitAsync(p.Cli);
        p.Cli.Schema(Schemas.Last, Stars);
        await p.Cli.RefusedAsync(9, ["deploy", "--env", "local", "--all", "--db-generate"], "ST6080");
        await GitTeam.CommitAsync(p.Cli);
        await p.Cli.RefusedAsync(10, ["deploy", "--env", "local", "--all", "--db-generate"], "ST6081", "0001_");
        Assert.Empty(p.Calls("api"));
    }

    [Fact]
    public async Task H25_a_rollback_goes_to_what_served_and_not_below_what_the_database_needs()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await p.DeployAsync(0, "--api", "--db-migrate", "--tag", "v1.0.0");
        await p.DeployAsync(0, "--api", "--no-traffic", "--tag", "v1.1.0");
        await p.DeployAsync(0, "--api", "--tag", "v1.2.0");
        await p.DeployAsync(0, "--api", "--rollback");
        Assert.Equal("v1.0.0", p.Serves("api"));
        await p.DeployAsync(0, "--api", "--tag", "v1.3.0");
        await p.Cli.CustomAsync("min", "-- strata:min-app 1.3.0\nUPDATE films SET title = title;");
        await p.DeployAsync(0, "--db-migrate");
        await p.DeployAsync(9, "--api", "--rollback");
        Assert.Equal("v1.3.0", p.Serves("api"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task H26_two_deploys_are_never_at_work_at_once(string dialect)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        using var first = await p.StartHangingAsync("api", "deploy", "--api", "--db-migrate", "--tag", "v1");
        await p.DeployAsync(6, "--web", "--tag", "v2");
        Assert.Null(p.Serves("web"));
        await DeployProject.SignalAsync(first, "KILL");
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        await p.NobodyIsLeftAsync();
    }
}
