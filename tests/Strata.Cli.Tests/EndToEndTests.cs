using System.Text.RegularExpressions;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>
/// The example goes from a laptop to production, with its services as processes, a tunnel and a pooler, by the commands a user types.
/// </summary>
public sealed class EndToEndTests(CliServer server)
{
    private const string First = "0000_narrow_orchard";

    [Fact, Trait("Run", "long")]
    public async Task Cinema_goes_from_a_laptop_to_production()
    {
        await using var c = await CinemaPlaces.CreateAsync(server);
        await c.Cli.ExpectAsync(0, "migrate");
        await c.Cli.ExpectAsync(0, "reset", "--yes");
        await c.StandsAsync(First, "pending", "pending");
        await c.DeployAsync(0, "staging", "--all", "--db-migrate", "--tag", "v1.0.0");
        await c.StandsAsync(First, First, "pending");
        Assert.Equal(
            ("v1.0.0", "v1.0.0", "0 films\n"),
            (await c.ServesAsync("staging", "api"), await c.ServesAsync("staging", "web"), await c.AskAsync("staging", "api"))
        );
        await ProductionAsync(c);
        await FailingHealthAsync(c);
        await CanaryAndRollbackAsync(c);
        await HistoryAsync(c);
        await WipeAndContentAsync(c);
        await c.StopServicesAsync();
        await c.NothingIsLeftAsync();
    }

    private static async Task ProductionAsync(CinemaPlaces c)
    {
        string[] deploy = ["--all", "--db-migrate", "--tag", "v1.0.0"];
        await c.DeployAsync(10, "production", deploy);
        Assert.Equal(["0"], await c.QueryAsync("production", "select count(*) from pg_class where relname = 'films'"));
        var planned = await c.DeployAsync(0, "production", [.. deploy, "--plan", "plan.sql"]);
        var hash = Regex.Match(planned.Output, "hash: ([0-9a-f]+)").Groups[1].Value;
        await c.DeployAsync(0, "production", [.. deploy, "--confirm", hash]);
        await c.StandsAsync(First, First, First);
        Assert.Equal(("v1.0.0", "0 films\n"), (await c.ServesAsync("production", "web"), await c.AskAsync("production", "api")));
    }

    /// <summary>The database goes forth, the services go back to what served.</summary>
    private static async Task FailingHealthAsync(CinemaPlaces c)
    {
        c.Cli.Replace(
            "db/src/Catalogue.cs",
            "    public readonly Column Slug",
            "    public readonly Column Motto = Text().Nullable();\n    public readonly Column Slug"
        );
        await c.Cli.ExpectAsync(0, "generate", "--name", "motto");
        await c.Cli.ExpectAsync(0, "migrate");
        c.Cli.Replace("services/Cinema/Program.cs", "FROM films", "FROM no_such_films");
        var failed = await c.DeployAsync(8, "staging", "--all", "--db-migrate", "--tag", "v1.1.0");
        foreach (
            var words in new[] { "ST6040", "answered 500", "api was rolled back to v1.0.0", "the database is changed and at 0001_motto" }
        )
            Assert.Contains(words, failed.All, StringComparison.Ordinal);
        Assert.Equal(
            ("v1.0.0", "v1.0.0", "0 films\n"),
            (await c.ServesAsync("staging", "api"), await c.ServesAsync("staging", "web"), await c.AskAsync("staging", "api"))
        );
        Assert.Equal("v1.0.0", await c.ServesAsync("production", "api"));
        await c.StandsAsync("0001_motto", "0001_motto", "pending");
        c.Cli.Replace("services/Cinema/Program.cs", "FROM no_such_films", "FROM films");
    }

    private static async Task CanaryAndRollbackAsync(CinemaPlaces c)
    {
        await c.DeployAsync(0, "staging", "--all", "--tag", "v1.2.0", "--canary", "50");
        var seen = new HashSet<string>();
        for (var i = 0; i < 200 && seen.Count < 2; i++)
            seen.Add(await c.ServesAsync("staging", "web"));
        Assert.Equal(["v1.0.0", "v1.2.0"], seen.Order(StringComparer.Ordinal));
        await c.DeployAsync(0, "staging", "--all", "--tag", "v1.2.0");
        for (var i = 0; i < 20; i++)
            Assert.Equal(("v1.2.0", "v1.2.0"), (await c.ServesAsync("staging", "api"), await c.ServesAsync("staging", "web")));
        await c.DeployAsync(0, "staging", "--all", "--rollback");
        for (var i = 0; i < 20; i++)
            Assert.Equal(("v1.0.0", "v1.0.0"), (await c.ServesAsync("staging", "api"), await c.ServesAsync("staging", "web")));
        await c.StandsAsync("0001_motto", "0001_motto", "pending");
    }

    private static async Task HistoryAsync(CinemaPlaces c)
    {
        var history = (await c.Cli.ExpectAsync(0, "deploy", "history", "--env", "staging", "--json"))
            .Lines.Where(l => l.GetProperty("type").GetString() == "deploy")
            .Select(l => $"{l.GetProperty("kind")} {l.GetProperty("tag")} {l.GetProperty("deployExit")}");
        Assert.Equal(["rollback  0", "full v1.2.0 0", "canary v1.2.0 0", "full v1.1.0 8", "full v1.0.0 0"], history);
        Assert.Contains(
            "v1.0.0",
            (await c.Cli.ExpectAsync(0, "deploy", "history", "--env", "production")).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>Staging becomes local's copy, becomes itself again, and gets what is content.</summary>
    private static async Task WipeAndContentAsync(CinemaPlaces c)
    {
        await c.QueryAsync("staging", "insert into genres (slug, position) values ('of-staging', 9)");
        var local = await c.QueryAsync("local", "select slug from films order by 1");
        Assert.NotEmpty(local);
        string[] wipe = ["--db-wipe", "--from", "local"];
        await c.DeployAsync(10, "staging", [.. wipe, "--yes"]);
        Assert.Empty(await c.QueryAsync("staging", "select slug from films"));
        await c.DeployAsync(0, "staging", [.. wipe, "--confirm", "staging"]);
        Assert.Equal(local, await c.QueryAsync("staging", "select slug from films order by 1"));
        Assert.DoesNotContain("of-staging", await c.QueryAsync("staging", "select slug from genres"));
        await c.StandsAsync("0001_motto", "0001_motto", "pending");
        Assert.Equal($"{local.Count} films\n", await c.AskAgainAsync("staging", "api"));

        await c.Cli.ExpectAsync(0, "undo-wipe", "--env", "staging", "--confirm", "staging");
        Assert.Equal(["of-staging"], await c.QueryAsync("staging", "select slug from genres"));
        Assert.Equal("0 films\n", await c.AskAgainAsync("staging", "api"));
        await c.StandsAsync("0001_motto", "0001_motto", "pending");

        await c.DeployAsync(10, "staging", "--sync-content");
        await c.DeployAsync(0, "staging", "--sync-content", "--confirm", "staging");
        foreach (var table in new[] { "genres", "languages" })
            Assert.Equal(
                await c.QueryAsync("local", $"select * from {table} order by 1"),
                await c.QueryAsync("staging", $"select * from {table} order by 1")
            );
        Assert.Empty(await c.QueryAsync("staging", "select slug from films"));
        await c.StandsAsync("0001_motto", "0001_motto", "pending");
        Assert.Equal(["0"], await c.QueryAsync("production", "select count(*) from films"));
    }
}
