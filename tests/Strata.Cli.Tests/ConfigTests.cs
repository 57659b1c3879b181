using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Configuration and command line that are not right: exit 2, the place, and the nearest word.</summary>
public sealed class ConfigTests(CliServer server)
{
    [Fact]
    public async Task There_is_no_configuration()
    {
        using var p = new CliProject("sqlite:app.db");
        foreach (var command in new[] { "push", "status" })
            await p.RefusedAsync(2, [command], "ST2000", "strata init");
        await p.RefusedAsync(2, ["status", "--config", "other.json"], "ST2000", "other.json");
        await p.RefusedAsync(2, ["status", "--cwd", "nowhere"], "ST2021", "nowhere");
    }

    [Theory]
    [InlineData("{\n  \"dialect\": \"sqlite\"\n  \"schema\": \"x\"\n}", "strata.json:3:3", "not JSON")]
    [InlineData("", "strata.json:1:1", "not JSON")]
    [InlineData("[]", "strata.json:1:1", "must be an object")]
    [InlineData("{\n  \"dialct\": \"sqlite\"\n}", "strata.json:2:3", "did you mean \"dialect\"?")]
    [InlineData("{\n  \"dialect\": \"mysql\"\n}", "strata.json:2:14", "use one of: postgresql, sqlite")]
    [InlineData("{\n  \"environments\": { \"local\": {\n    \"ulr\": \"sqlite:app.db\" } }\n}", "strata.json:3:5", "did you mean \"url\"?")]
    [InlineData("{\n  \"environments\": { \"local\": {} }\n}", "strata.json:2:21", "has no \"url\"")]
    [InlineData("{\n  \"environments\": { \"local\": { \"url\": 7 } }\n}", "strata.json:2:39", "must be a text")]
    [InlineData(
        "{\n  \"environments\": { \"local\": { \"url\": \"sqlite:a\", \"policy\": \"opn\" } }\n}",
        "strata.json:2:61",
        "open, preview, protected"
    )]
    [InlineData("{\n  \"schema\": \"a\",\n  \"schema\": \"b\"\n}", "strata.json:3:3", "twice")]
    public async Task A_configuration_that_is_wrong(string text, string where, string what)
    {
        using var p = new CliProject("sqlite:app.db");
        p.Write("strata.json", text);
        await p.RefusedAsync(2, ["status"], where, what);
    }

    [Fact]
    public async Task An_environment_that_is_not_there()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Replace(
            "strata.json",
            "\"environments\": {",
            "\"environments\": {\n    \"production\": { \"url\": \"env:NOT_SET_ANYWHERE\", \"policy\": \"protected\" },"
        );
        foreach (var command in new[] { "push", "migrate", "status" })
            await p.RefusedAsync(2, [command, "--env", "prodution"], "did you mean \"production\"?");
        await p.RefusedAsync(2, ["status", "--env", "xxxxxxxx"], "production", "local");
        await p.RefusedAsync(2, ["status", "--env", "production"], "NOT_SET_ANYWHERE", "export NOT_SET_ANYWHERE");
        await p.RefusedAsync(2, ["diff", "--from", "env:prodution", "--to", "empty"], "did you mean \"production\"?");
        p.Variables["NOT_SET_ANYWHERE"] = "sqlite:production.db";
        await p.RefusedAsync(9, ["push", "--env", "production"], "protected", "strata generate");
        await p.RefusedAsync(9, ["push", "--dry-run", "--env", "production"], "protected");
        Assert.False(File.Exists(p.At("production.db")));
    }

    [Fact]
    public async Task Local_has_to_be_named_when_it_is_not_here()
    {
        using var p = await server.ProjectAsync();
        p.Replace("strata.json", p.Url, "postgresql://db.example.invalid/app");
        p.Write("db/migrations/meta/_journal.json", "{ \"version\": \"1\", \"dialect\": \"postgresql\", \"entries\": [] }");
        await p.ExpectAsync(9, "push");
        foreach (var command in new[] { "migrate", "baseline" })
            Assert.Contains("--env local", (await p.ExpectAsync(2, command)).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("genrate", "strata generate")]
    [InlineData("stauts", "strata status")]
    [InlineData("zzzzzzzz", "strata --help")]
    [InlineData("push --dryrun", "--dry-run")]
    [InlineData("push --dry-rnu", "--dry-run")]
    [InlineData("migrate --lockwait 5s", "--lock-wait")]
    [InlineData("push --evn local", "--env")]
    [InlineData("generate --name", "--name NAME")]
    [InlineData("status more words", "takes no \"more\"")]
    [InlineData("--cwdd x push", "--cwd")]
    [InlineData("migrate --to seven", "--to 7")]
    [InlineData("migrate --lock-wait soon", "500ms, 30s")]
    [InlineData("diff --from schema", "--to SOURCE")]
    [InlineData("diff --from shcema --to empty", "did you mean \"schema\"?")]
    [InlineData("diff --from migratons --to empty", "did you mean \"migrations\"?")]
    [InlineData("diff --from migrations:seven --to empty", "migrations:7")]
    [InlineData("diff --from nowhere.sql --to empty", "not a file")]
    [InlineData("diff --from empty --to empty --dialect mysql", "postgresql, sqlite")]
    [InlineData("status --env local --env local", "--env is given twice")]
    [InlineData("init --dialect mysql", "postgresql, sqlite")]
    [InlineData("init --url mysql://localhost/x", "postgresql://")]
    public async Task A_command_line_that_is_wrong(string line, string meant)
    {
        using var p = new CliProject("sqlite:app.db");
        if (!line.StartsWith("init", StringComparison.Ordinal))
            p.Write("strata.json", "{ \"dialect\": \"sqlite\", \"environments\": { \"local\": { \"url\": \"sqlite:app.db\" } } }");
        if (line.StartsWith("migrate", StringComparison.Ordinal))
            Directory.CreateDirectory(p.At("db/migrations"));
        await p.RefusedAsync(2, line.Split(' '), meant);
    }

    [Fact]
    public async Task Init_overwrites_nothing()
    {
        using var p = new CliProject("sqlite:app.db") { Folder = "mit Leerzeichen & Ümläut 日本" };
        p.Write("db/src/Schema.cs", Schemas.Films);
        Assert.Contains("left ", (await p.ExpectAsync(0, "init")).Output, StringComparison.Ordinal);
        Assert.Equal(Schemas.Films, p.Read("db/src/Schema.cs"));
        await p.RefusedAsync(2, ["init"], "strata status");
        await p.ExpectAsync(0, "push");
        await p.ExpectAsync(0, "generate");
        await p.ExpectAsync(0, "migrate", "--test");
        await p.ExpectAsync(0, "baseline");
    }
}
