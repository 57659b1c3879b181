using System.Text.Json.Nodes;
using Npgsql;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What a deploy refuses before anything runs, and what it keeps to itself.</summary>
public sealed class DeployGuardTests(CliServer server)
{
    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_schema_change_without_a_migration_is_not_deployed(string dialect)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        p.Cli.Schema(Schemas.Last, $"{Schemas.Last}\n    public readonly Column Note = Text().Nullable();");
        string[] deploy = ["deploy", "--env", "local", "--all", "--db-migrate", "--tag", "v1"];
        await p.Cli.RefusedAsync(5, deploy, "ST4022", "strata generate");
        await p.Cli.RefusedAsync(5, [.. deploy, "--dry-run"], "ST4022");
        Assert.Empty(p.Calls("api"));
        await p.Cli.ExpectAsync(0, "generate", "--name", "two");
        await p.Cli.ExpectAsync(0, deploy);
    }

    [Fact]
    public async Task Flags_that_contradict_each_other_or_say_nothing_are_told_first()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        foreach (
            var (arguments, code) in new (string, string)[]
            {
                ("--all --canary 10 --rollback", "ST2023"),
                ("--all --no-traffic --canary 10", "ST2023"),
                ("--db-migrate --db-update", "ST2023"),
                ("--db-migrate --db-generate", "ST2023"),
                ("--all --api", "ST6001"),
                ("--all --rollback --db-migrate", "ST6001"),
                ("--all --canary 0", "ST6014"),
                ("--all --canary 100", "ST6014"),
                ("--all --dry-run --plan x", "ST2023"),
                ("", "ST6002"),
                ("--rollback", "ST6002"),
                ("--db-migrate --canary 5", "ST6002"),
                ("--mark-baseline", "strata baseline --env local"),
                ("--all --tag a;b", "ST6004"),
                ("--all --tag $(id)", "ST6004"),
                ("--all --tag -rf", ""),
                ("--all --tag ../x", "ST6004"),
                ("--apii", "did you mean: --api"),
                ("--all extra", "takes no"),
            }
        )
            await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], code);
        await p.Cli.RefusedAsync(2, ["deploy", "--all"], "ST6005", "--env with one of: local");
        await p.Cli.RefusedAsync(2, ["deploy", "--all", "--env", "lokal"], "did you mean \"local\"");
        Assert.Empty(p.Calls("api"));
        p.Configure(j => j["defaultEnvironment"] = "local");
        await p.Cli.ExpectAsync(0, "deploy", "--all", "--db-migrate", "--tag", "v1");
        Assert.Contains("v1", (await p.Cli.ExpectAsync(0, "deploy", "history")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services", """{ "all": {} }""", "a service cannot be called \"all\"")]
    [InlineData("services", """{ "db-migrate": {} }""", "means something else")]
    [InlineData("services", """{ "a b": {} }""", "no name for a service")]
    [InlineData("services", """{ "api": { "deploi": "x" } }""", "did you mean \"deploy\"")]
    [InlineData("services", """{ "api": { "deploy": 5 } }""", "must be a command")]
    [InlineData("services", """{ "api": { "health": "ftp://x" } }""", "http:// or https://")]
    [InlineData("services", """{ "api": { "health": { "url": "http://x", "status": 9 } } }""", "from 100 to 599")]
    [InlineData("services", """{ "api": { "health": { "url": "http://x", "deadline": "soon" } } }""", "must be a time")]
    [InlineData("services", """{ "api": { "needs": ["webb"] }, "web": {} }""", "did you mean \"web\"")]
    [InlineData("services", """{ "api": { "needs": ["web"] }, "web": { "needs": ["api"] } }""", "in a circle")]
    [InlineData("defaultEnvironment", "\"lokal\"", "did you mean \"local\"")]
    [InlineData("defaultEnvironment", "\"production\"", "is protected")]
    public async Task Mistakes_in_the_file_are_told_with_their_place(string key, string value, string words)
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        p.Configure(j =>
        {
            j["environments"]!["production"] = new JsonObject { ["url"] = "sqlite:production.db", ["policy"] = "protected" };
            j[key] = JsonNode.Parse(value);
        });
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--api"], words, "strata.json:1:");
        await p.Cli.RefusedAsync(2, ["status"], words);
    }

    /// <summary>Every option of deploy is a name that no service may have.</summary>
    [Fact]
    public async Task No_service_can_hide_a_flag()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        var help = (await p.Cli.ExpectAsync(0, "deploy", "--help")).Output;
        foreach (
            var option in System
                .Text.RegularExpressions.Regex.Matches(help, "--([a-z-]+)")
                .Select(m => m.Groups[1].Value)
                .Distinct()
                .Where(o => o is not ("api" or "web"))
        )
            Assert.Contains(option, Strata.Project.Configuration.ServiceReader.Reserved);
    }

    [Fact]
    public async Task What_a_service_lacks_is_found_before_anything_changes()
    {
        using var p = await DeployProject.CreateAsync(
            server,
            "sqlite",
            j =>
            {
                j["services"]!["api"]!["deploy"] = new JsonArray("no-such-program", "{tag}");
                j["services"]!["web"]!["deploy"] = "echo {tagg}";
                j["services"]!["bare"] = new JsonObject { ["deploy"] = "true" };
                j["services"]!["none"] = new JsonObject { ["build"] = "true" };
            }
        );
        await p.Cli.RefusedAsync(12, ["deploy", "--env", "local", "--api", "--db-migrate", "--tag", "v1"], "ST6011", "no-such-program");
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--web", "--db-migrate", "--tag", "v1"], "ST6010", "did you mean {tag}");
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--bare", "--canary", "5", "--tag", "v1"], "ST6007", "traffic");
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--bare", "--rollback"], "ST6007", "rollback");
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--none", "--tag", "v1"], "ST6007", "deploy");
        Assert.Empty(p.Calls("api"));
    }

    [Fact]
    public async Task Names_with_characters_of_a_shell_run_nothing()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        const string Odd = "a'b $(touch hacked) `touch hacked`; touch hacked #";
        p.Configure(j =>
        {
            j["environments"]![Odd] = new JsonObject { ["url"] = "sqlite:odd.db" };
            j["services"] = new JsonObject
            {
                ["api"] = new JsonObject { ["deploy"] = "printf '%s\\n' {env} > env.txt" },
                ["web"] = new JsonObject { ["deploy"] = "printf \"{env}\"" },
                ["list"] = new JsonObject { ["deploy"] = new JsonArray("sh", "-c", "printf '%s\\n' \"$1\" > list.txt", "x", "{env}") },
            };
        });
        await p.Cli.ExpectAsync(0, "deploy", "--env", Odd, "--api", "--list", "--tag", "v1");
        Assert.Equal((Odd, Odd), (p.Cli.Read("env.txt").Trim(), p.Cli.Read("list.txt").Trim()));
        Assert.Contains(
            "cannot be quoted safely",
            (await p.Cli.ExpectAsync(2, "deploy", "--env", Odd, "--web", "--tag", "v1")).All,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(p.Cli.At("hacked")));
        Assert.Single(Directory.GetDirectories(p.Cli.At(".strata/deploys")));
    }

    [Fact]
    public async Task What_a_command_prints_cannot_become_another_command()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        p.Cli.Write("run/api/serves", "v1; touch hacked\n");
        Assert.Contains("ST6013", (await p.DeployAsync(12, "--api", "--tag", "v1")).All, StringComparison.Ordinal);
        p.Cli.Write("run/api/serves", "-rf\n");
        await p.DeployAsync(12, "--api", "--tag", "v1");
        Assert.False(File.Exists(p.Cli.At("hacked")));
    }

    [Fact]
    public async Task A_secret_and_control_characters_are_not_shown_and_not_kept()
    {
        using var p = await DeployProject.CreateAsync(server, "postgresql");
        const string Password = "Mark3d-s3cr3t/x";
        p.Cli.Variables["DATABASE_URL"] = new NpgsqlConnectionStringBuilder(p.Cli.Url) { Password = Password }.ConnectionString;
        p.Configure(j =>
        {
            j["environments"]!["local"] = new JsonObject { ["url"] = "env:DATABASE_URL" };
            j["services"]!["api"]!["deploy"] =
                "echo \"connecting with $DATABASE_URL\"; printf 'a\\033[31mb\\n'; echo 'Mark3d-s3cr3t%2Fx' >&2; env | "
                + "grep -c PGPASSWORD; exit 4";
        });
        var failed = await p.DeployAsync(8, "--api", "--tag", "v1");
        var log = File.ReadAllText(Directory.GetFiles(p.Cli.At(".strata/deploys/local")).Single());
        foreach (var text in new[] { failed.All, log, string.Join('\n', await p.Cli.QueryAsync("select detail from strata.run")) })
        {
            Assert.DoesNotContain("3cr3t", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\e[31m", text, StringComparison.Ordinal);
        }
        Assert.Contains("Password=***", failed.Output, StringComparison.Ordinal);
        Assert.Contains("api deploy | 0", failed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_protected_database_is_changed_by_the_plan_that_was_read(string dialect)
    {
        using var p = await DeployProject.CreateAsync(server, dialect);
        p.Configure(j => j["environments"]!["local"]!["policy"] = "protected");
        string[] deploy = ["deploy", "--env", "local", "--all", "--db-migrate", "--tag", "v1"];
        await p.Cli.RefusedAsync(10, deploy, "ST6082", "--confirm ");
        await p.Cli.RefusedAsync(10, [.. deploy, "--yes"], "ST6082");
        var planned = await p.Cli.RefusedAsync(0, [.. deploy, "--plan", "plan.sql", "--json"]);
        var hash = planned.Lines[^1].GetProperty("hash").GetString()!;
        foreach (var words in new[] { "0000_one", "CREATE TABLE", "environment: local", "tag v1", "svc.sh api deploy" })
            Assert.Contains(words, p.Cli.Read("plan.sql"), StringComparison.OrdinalIgnoreCase);
        await p.Cli.RefusedAsync(10, [.. deploy[..^1], "v2", "--confirm", hash], "ST6082", "have changed since");
        await p.Cli.RefusedAsync(10, [.. deploy, "--confirm", hash[..^1] + "x"], "ST6082");
        p.Cli.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Stars = Integer().Nullable();");
        await p.Cli.ExpectAsync(0, "generate", "--name", "stars");
        await p.Cli.RefusedAsync(10, [.. deploy, "--confirm", hash], "ST6082");
        Assert.Empty(p.Calls("api"));
        hash = (await p.Cli.ExpectAsync(0, [.. deploy, "--dry-run", "--json"])).Lines[^1].GetProperty("hash").GetString()!;
        await p.Cli.ExpectAsync(0, [.. deploy, "--confirm", hash]);
        Assert.Equal("v1", p.Serves("api"));
        // Services alone change no database.
        await p.DeployAsync(0, "--api", "--tag", "v2");
        await p.Cli.RefusedAsync(9, ["deploy", "--env", "local", "--db-update"], "ST9010");
        await p.Cli.RefusedAsync(9, ["deploy", "--env", "local", "--db-generate"], "ST6008");
    }

    [Fact]
    public async Task Generating_needs_a_clean_tree_and_stops_for_review()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await p.Cli.RefusedAsync(9, ["deploy", "--env", "local", "--db-generate"], "ST6080", "no git repository");
        await GitTeam.InitAsync(p.Cli);
        p.Cli.Write(".gitignore", "*.db\n");
        await GitTeam.CommitAsync(p.Cli);
        p.Cli.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Stars = Integer().Nullable();");
        await p.Cli.RefusedAsync(9, ["deploy", "--env", "local", "--all", "--db-generate"], "ST6080", "db/src/Schema.cs");
        Assert.Single(p.Cli.Migrations);
        await GitTeam.CommitAsync(p.Cli);
        await p.Cli.RefusedAsync(10, ["deploy", "--env", "local", "--all", "--db-generate", "--json"], "ST6081", "--db-migrate --all");
        Assert.Equal(2, p.Cli.Migrations.Count);
        Assert.Empty(p.Calls("api"));
        await GitTeam.CommitAsync(p.Cli);
        await p.Cli.RefusedAsync(0, ["deploy", "--env", "local", "--db-generate"], "nothing to generate");
        await p.DeployAsync(0, "--all", "--db-migrate");
        Assert.Matches("^[0-9a-f]{12}$", p.Serves("api")!);
    }

    [Fact]
    public async Task A_push_is_a_deploy_where_the_policy_lets_it()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        Assert.Contains("1 statement", (await p.DeployAsync(0, "--api", "--db-update", "--tag", "v1")).Output, StringComparison.Ordinal);
        Assert.Equal(["0"], await p.Cli.QueryAsync("select count(*) from films"));
        // One that push owns is not migrated.
        Assert.Contains("ST9002", (await p.DeployAsync(9, "--db-migrate")).All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_is_found_in_the_end_and_takes_nothing_back()
    {
        using var p = await DeployProject.CreateAsync(server, "sqlite");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        await p.Cli.SqlAsync("alter table films add column extra text");
        var drifted = await p.DeployAsync(4, "--api", "--tag", "v2");
        Assert.Contains("ST6070", drifted.All, StringComparison.Ordinal);
        Assert.Equal("v2", p.Serves("api"));
        Assert.Contains("api       v2 serves, before it v1 did", drifted.Output, StringComparison.Ordinal);
    }
}
