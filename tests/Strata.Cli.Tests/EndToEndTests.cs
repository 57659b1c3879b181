using System.Text.RegularExpressions;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>The example goes from a laptop to production, with its services as processes, a tunnel and a pooler, by the commands a user types.</summary>
public sealed class EndToEndTests(CliServer server)
{
    private const string First = "0000_narrow_orchard";

    [Fact]
    public async Task Cinema_goes_from_a_laptop_to_production()
    {
        await using var c = await CinemaPlaces.CreateAsync(server);
        await c.Cli.ExpectAsync(0, "migrate");
        await c.Cli.ExpectAsync(0, "reset", "--yes");
        await c.StandsAsync(First, "", "");
        await c.DeployAsync(0, "staging", "--all", "--db-migrate", "--tag", "v1.0.0");
        await c.StandsAsync(First, First, "");
        Assert.Equal(("v1.0.0", "v1.0.0", "0 films\n"), (await c.ServesAsync("staging", "api"), await c.ServesAsync("staging", "web"), await c.AskAsync("staging", "api")));
        await ProductionAsync(c);
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
}
