using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>Where the configuration's values come from, and that it is told.</summary>
public sealed class ConfigSourceTests
{
    private static CliProject Project(string config)
    {
        var p = new CliProject("sqlite:app.db");
        p.Write("strata.json", config);
        p.Write("db/src/Schema.cs", Schemas.Films);
        return p;
    }

    [Fact]
    public async Task What_a_file_says_is_stronger_than_what_it_includes()
    {
        using var p = Project(
            """
            {
              "include": ["shared.json"],
              "environments": {
                "local": { "include": "ours/local.json", "url": "sqlite:app.db" },
                "other": { "include": "ours/local.json" }
              }
            }
            """
        );
        p.Write(
            "shared.json",
            """
            { "dialect": "sqlite", "migrations": "somewhere",
              "environments": { "shared": { "url": "sqlite:shared.db", "policy": "preview" } } }
            """
        );
        p.Write("ours/local.json", """{ "url": "sqlite:included.db", "policy": "open" }""");
        var output = (await p.ExpectAsync(0, "config", "--json"))
            .Lines.Where(l => l.GetProperty("type").GetString() == "value")
            .ToDictionary(
                l => l.GetProperty("path").GetString()!,
                l => (l.GetProperty("value").GetString(), l.GetProperty("origin").GetString())
            );
        Assert.Equal(("sqlite", "shared.json:1:14"), output["dialect"]);
        Assert.Equal("sqlite:app.db", output["environments.local.url"].Item1);
        Assert.Equal(("open", "ours/local.json:1:42"), output["environments.local.policy"]);
        Assert.Equal("sqlite:included.db", output["environments.other.url"].Item1);
        Assert.Equal("preview", output["environments.shared.policy"].Item1);
        Assert.Equal(("db/src", "the default"), output["schema"]);
        await p.ExpectAsync(0, "push");
        Assert.True(File.Exists(p.At("app.db")));
    }

    [Theory]
    [InlineData("""{ "include": "nowhere.json" }""", "strata.json:1:14", "nowhere.json")]
    [InlineData("""{ "include": 3 }""", "strata.json:1:14", "include")]
    [InlineData("""{ "include": "strata.json" }""", "strata.json:1:14", "includes itself")]
    [InlineData("""{ "include": "broken.json" }""", "broken.json:1:", "not JSON")]
    [InlineData("""{ "include": "unknown.json" }""", "unknown.json:2:3", "migrationz")]
    [InlineData("""{ "migrations": "${NOT_SET_ANYWHERE}/db", "environments": {} }""", "strata.json:1:17", "NOT_SET_ANYWHERE")]
    public async Task A_mistake_has_its_place(string config, params string[] words)
    {
        using var p = Project(config);
        p.Write("broken.json", "{ \"dialect\" }");
        p.Write("unknown.json", "{\n  \"migrationz\": \"x\"\n}");
        var result = await p.ExpectAsync(2, "status");
        foreach (var word in words)
            Assert.Contains(word, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_override_and_are_filled_in()
    {
        using var p = Project(
            """
            { "dialect": "sqlite", "migrations": "${WHERE:-db}/${WHAT}",
              "environments": { "local": { "url": "sqlite:${NAME:-app}.db" }, "on-site": { "url": "sqlite:site.db" } } }
            """
        );
        p.Variables["WHAT"] = "steps";
        p.Variables["NAME"] = "named";
        await p.ExpectAsync(0, "generate", "--name", "one");
        Assert.True(Directory.Exists(p.At("db/steps")));
        await p.ExpectAsync(0, "migrate");
        Assert.True(File.Exists(p.At("named.db")));

        p.Variables["STRATA_ENVIRONMENTS__ON_SITE__URL"] = "sqlite:elsewhere.db";
        p.Variables["STRATA_ENV"] = "on-site";
        await p.ExpectAsync(0, "migrate");
        Assert.True(File.Exists(p.At("elsewhere.db")));
        Assert.Contains("$STRATA_ENVIRONMENTS__ON_SITE__URL", (await p.ExpectAsync(0, "config")).Output, StringComparison.Ordinal);
        // The flag is stronger.
        Assert.Contains("named.db", (await p.ExpectAsync(0, "status", "--env", "local")).Output, StringComparison.Ordinal);

        p.Variables["STRATA_ENV"] = "on-sight";
        Assert.Contains("on-site", (await p.ExpectAsync(2, "status")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STRATA_ENVIRONMENTS__LOCAL__POLICY", "open", 9)]
    [InlineData("STRATA_ENVIRONMENTS__LOCAL__OUTOFORDER", "apply", 9)]
    [InlineData("STRATA_OUTOFORDER", "apply", 9)]
    [InlineData("STRATA_INCLUDE", "other.json", 2)]
    [InlineData("STRATA_ENVIRONMENTS__LOCAL__INCLUDE", "other.json", 2)]
    [InlineData("STRATA_ENVIRONMENTS__LOCAL__ULR", "sqlite:x.db", 2)]
    [InlineData("STRATA_ENVIRONMENTS__PROD__URL", "sqlite:x.db", 2)]
    public async Task A_variable_turns_off_no_guard_and_is_not_passed_over(string name, string value, int exit)
    {
        using var p = Project(
            """{ "dialect": "sqlite", "environments": { "local": { "url": "sqlite:app.db", "policy": "protected" } } }"""
        );
        p.Variables[name] = value;
        Assert.Contains(name, (await p.ExpectAsync(exit, "status")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_is_shown_without_secrets()
    {
        using var p = Project(
            """
            { "environments": {
              "local": { "url": "postgresql://me:MARKED@localhost/app", "password": "MARKED" },
              "keys": { "url": "Host=db.example.com;Database=app;Password=MARKED;Username=me" },
              "odd": { "url": "postgresql://me:MAR@KED@localhost/app?password=MARKED" },
              "there": { "url": "env:THE_URL", "password": "file:secret.txt", "policy": "protected" } } }
            """
        );
        p.Write("secret.txt", "MARKED");
        p.Variables["THE_URL"] = "postgresql://me:MARKED@localhost/app";
        foreach (
            var arguments in (string[][])
                [
                    ["config"],
                    ["config", "--json"],
                    ["config", "--verbose"],
                ]
        )
        {
            var result = await p.ExpectAsync(0, arguments);
            Assert.DoesNotContain("MARKED", result.All, StringComparison.Ordinal);
            Assert.DoesNotContain("KED@", result.All, StringComparison.Ordinal);
            Assert.Contains("THE_URL, which is set", result.Output, StringComparison.Ordinal);
            Assert.Contains("file:secret.txt", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_command_gives_the_secret_and_its_failures_do_not_show_it()
    {
        using var p = Project(
            """{ "dialect": "sqlite", "environments": { "local": { "url": "cmd:printf 'sqlite:%s.db' told", "policy": "open" } } }"""
        );
        await p.ExpectAsync(0, "push", "--env", "local");
        Assert.True(File.Exists(p.At("told.db")));
        foreach (
            var (command, words) in ((string, string[])[])
                [
                    ("cmd:echo MARKED; echo refused >&2; exit 3", ["exit code 3", "not shown"]),
                    ("cmd:true", ["printed nothing"]),
                    ("cmd:no-such-program-anywhere", ["exit code 127"]),
                ]
        )
        {
            var url = System.Text.Json.JsonSerializer.Serialize(command);
            p.Write("strata.json", $$"""{ "dialect": "sqlite", "environments": { "local": { "url": {{url}} } } }""");
            var result = await p.ExpectAsync(2, "status", "--env", "local", "--verbose");
            Assert.DoesNotContain("MARKED", result.All, StringComparison.Ordinal);
            Assert.DoesNotContain("refused", result.All, StringComparison.Ordinal);
            foreach (var word in words)
                Assert.Contains(word, result.Errors, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("0644", true), InlineData("0640", false), InlineData("0600", false)]
    public async Task A_secret_file_that_everybody_can_read_is_told(string mode, bool isTold)
    {
        using var p = Project("""{ "dialect": "sqlite", "environments": { "local": { "url": "file:secret.txt", "policy": "open" } } }""");
        p.Write("secret.txt", "sqlite:told.db");
        await ProcessRunner.RunAsync("chmod", [mode, p.At("secret.txt")]);
        await ProcessRunner.RunAsync("chmod", ["0755", p.Root]);
        var result = await p.ExpectAsync(0, "push", "--env", "local");
        Assert.Equal(isTold, result.Errors.Contains("every account of this machine can read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("p@MARKED")]
    [InlineData("p/MARKED")]
    [InlineData("1/MARKED")]
    [InlineData("1?MARKED")]
    [InlineData("1#MARKED")]
    [InlineData("p%MARKED")]
    [InlineData("p:@/%?#MARKED")]
    public async Task A_password_that_is_not_encoded_is_refused_and_not_shown(string password)
    {
        using var p = Project(
            $$"""
            { "dialect": "postgresql", "environments": { "local": { "url": "postgresql://me:{{password}}@db.invalid/cinema" },
              "azure": { "url": "postgresql://me@MARKED:{{password}}@db.invalid/cinema" },
              "short": { "url": "postgresql://me:p/MARKED" } } }
            """
        );
        var config = await p.ExpectAsync(0, "config");
        Assert.DoesNotContain("MARKED@", config.All, StringComparison.Ordinal);
        Assert.DoesNotContain("/MARKED", config.All, StringComparison.Ordinal);
        foreach (var environment in (string[])["local", "azure"])
        {
            var result = await p.ExpectAsync(2, "status", "--env", environment, "--verbose");
            Assert.Contains("ST2015", result.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("MARKED", result.All, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended()
    {
        using var p = Project(
            """
            { "dialect": "sqlite", "secretLimit": "300ms",
              "environments": { "local": { "policy": "open", "url": "cmd:echo $$ > pid; exec sleep 600" } } }
            """
        );
        Assert.Contains("ST2013", (await p.ExpectAsync(2, "push", "--env", "local")).Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{p.Read("pid").Trim()}"));
    }

    [Theory]
    [InlineData("local", "development.db")]
    [InlineData("staging", "staging.db")]
    [InlineData("other", "base.db")]
    public async Task Connection_strings_of_a_dotnet_project(string environment, string file)
    {
        using var p = Project(
            """
            { "dialect": "sqlite", "project": "src/Api",
              "environments": {
                "local": { "url": "ConnectionStrings:Films", "policy": "open" },
                "staging": { "url": "ConnectionStrings:Films", "policy": "open" },
                "other": { "url": "ConnectionStrings:Films", "policy": "open" } } }
            """
        );
        p.Write("src/Api/appsettings.json", """{ /* usual */ "ConnectionStrings": { "films": "Data Source=base.db" } }""");
        p.Write("src/Api/appsettings.Development.json", """{ "ConnectionStrings:Films": "Data Source=development.db" }""");
        p.Write("src/Api/appsettings.Staging.json", """{ "ConnectionStrings": { "Films": "Data Source=staging.db", "Other": "x" } }""");
        p.Write("src/Api/Api.csproj", "<Project><PropertyGroup><UserSecretsId>films-1</UserSecretsId></PropertyGroup></Project>");
        await p.ExpectAsync(0, "push", "--env", environment);
        Assert.True(File.Exists(p.At(file)));

        p.Variables["HOME"] = p.At("home");
        p.Write("home/.microsoft/usersecrets/films-1/secrets.json", """{ "ConnectionStrings:Films": "Data Source=secret.db" }""");
        await p.ExpectAsync(0, "push", "--env", environment);
        Assert.Equal(environment == "local", File.Exists(p.At("secret.db")));

        p.Variables["ConnectionStrings__Films"] = "Data Source=variable.db";
        await p.ExpectAsync(0, "push", "--env", environment);
        Assert.True(File.Exists(p.At("variable.db")));
    }

    [Fact]
    public async Task A_connection_string_that_is_nowhere()
    {
        using var p = Project(
            """{ "dialect": "sqlite", "environments": { "local": { "url": "ConnectionStrings:Films", "policy": "open" } } }"""
        );
        Assert.Contains("ConnectionStrings__Films", (await p.ExpectAsync(2, "push", "--env", "local")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editors_get_a_schema_that_knows_the_keys_that_the_program_knows()
    {
        using var p = new CliProject("sqlite:app.db");
        await p.ExpectAsync(0, "init");
        Assert.Contains("\"$schema\": \"./db/strata.schema.json\"", p.Read("strata.json"), StringComparison.Ordinal);
        Assert.Equal(p.Read("db/strata.schema.json").Trim(), (await p.ExpectAsync(0, "config", "--schema")).Output.Trim());
        var schema = System.Text.Json.JsonDocument.Parse(p.Read("db/strata.schema.json")).RootElement;
        var environment = schema.GetProperty("$defs").GetProperty("environment");
        var service = schema.GetProperty("$defs").GetProperty("service");
        foreach (
            var (config, place) in ((string, System.Text.Json.JsonElement)[])
                [
                    ("""{ "zzz": 1 }""", schema),
                    ("""{ "environments": { "a": { "zzz": 1 } } }""", environment),
                    (
                        """{ "environments": { "a": { "url": "x", "tunnel": { "zzz": 1 } } } }""",
                        environment.GetProperty("properties").GetProperty("tunnel")
                    ),
                    ("""{ "ignore": [ { "zzz": 1 } ] }""", schema.GetProperty("properties").GetProperty("ignore").GetProperty("items")),
                    ("""{ "backups": { "zzz": 1 } }""", schema.GetProperty("properties").GetProperty("backups")),
                    ("""{ "content": { "zzz": 1 } }""", schema.GetProperty("properties").GetProperty("content")),
                    ("""{ "services": { "a": { "zzz": 1 } } }""", service),
                    (
                        """{ "services": { "a": { "health": { "zzz": 1 } } } }""",
                        service.GetProperty("properties").GetProperty("health").GetProperty("oneOf")[1]
                    ),
                ]
        )
        {
            p.Write("strata.json", config);
            var errors = (await p.ExpectAsync(2, "status")).Errors;
            var known = errors[(errors.IndexOf("known keys: ", StringComparison.Ordinal) + "known keys: ".Length)..]
                .Split('\n')[0]
                .Split(", ")
                .Order(StringComparer.Ordinal);
            Assert.Equal(known, place.GetProperty("properties").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        }
    }
}
