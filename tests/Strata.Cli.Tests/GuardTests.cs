using Npgsql;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>The database that answers must be the one that the environment means.</summary>
public sealed class GuardTests(CliServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_contact_is_remembered_and_a_copy_in_its_place_is_noticed()
    {
        using var p = await ProtectedAsync();
        Assert.Contains("first contact", (await p.ExpectAsync(0, "migrate", "--env", "staging")).Errors, StringComparison.Ordinal);
        var pins = p.Read("db/migrations/meta/_pins.json");
        Assert.Contains("staging", pins, StringComparison.Ordinal);
        // Nothing is written again, and the folder is consistent with it.
        Assert.DoesNotContain("first contact", (await p.ExpectAsync(0, "migrate", "--env", "staging")).Errors, StringComparison.Ordinal);
        Assert.Equal(pins, p.Read("db/migrations/meta/_pins.json"));
        await p.ExpectAsync(0, "check");

        // A copy by CREATE DATABASE has the stamp, and another number.
        var copy = await server.Server.CreateDatabaseAsync(new NpgsqlConnectionStringBuilder(Url(p, "STAGING")).Database, Cancel);
        p.Variables["STAGING"] = server.Server.ConnectionString(copy);
        var before = await DumpAsync(p);
        foreach (
            var command in (string[][])
                [
                    ["migrate"],
                    ["status"],
                    ["drift"],
                    ["push"],
                    ["baseline"],
                    ["purge"],
                    ["repair"],
                    ["migrate", "--dry-run"],
                    ["diff", "--from", "env:staging", "--to", "schema"],
                    ["pull", "--force"],
                ]
        )
        {
            var result = await p.RunAsync([.. command, "--env", "staging"]);
            Assert.True(result.Exit == 9, $"{command[0]}: {result.Exit}\n{result.All}");
            Assert.Contains(command[0] is "push" ? "ST9010" : "ST9005", result.Errors, StringComparison.Ordinal);
        }
        Assert.Equal(before, await DumpAsync(p));

        // Adopted only by its name typed.
        await p.ExpectAsync(10, "env", "adopt", "--env", "staging", "--yes");
        await p.ExpectAsync(10, "env", "adopt", "--env", "staging", "--confirm", "stagin");
        Assert.Equal(before, await DumpAsync(p));
        await p.ExpectAsync(0, "env", "adopt", "--env", "staging", "--confirm", "staging");
        Assert.NotEqual(pins, p.Read("db/migrations/meta/_pins.json"));
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        Assert.Contains("already", (await p.ExpectAsync(0, "env", "adopt", "--env", "staging")).Output, StringComparison.Ordinal);

        // From then on the first one is the wrong one.
        p.Variables["STAGING"] = p.Url;
        Assert.Contains("ST9006", (await p.ExpectAsync(9, "migrate", "--env", "staging")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_or_restored_database_at_the_address_is_not_the_pinned_one()
    {
        using var p = await ProtectedAsync();
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        p.Variables["STAGING"] = server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, Cancel));
        var before = await DumpAsync(p);
        Assert.Contains("ST9007", (await p.ExpectAsync(9, "migrate", "--env", "staging")).Errors, StringComparison.Ordinal);
        Assert.Equal(before, await DumpAsync(p));
        await p.ExpectAsync(0, "env", "adopt", "--env", "staging", "--confirm", "staging");
        await p.ExpectAsync(0, "migrate", "--env", "staging");
    }

    [Fact]
    public async Task A_production_dump_in_the_local_database_is_refused_until_it_is_adopted()
    {
        using var p = await ProtectedAsync();
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        p.Variables["LOCAL"] = server.Server.ConnectionString(
            await server.Server.CreateDatabaseAsync(new NpgsqlConnectionStringBuilder(p.Url).Database, Cancel)
        );
        foreach (var command in new[] { "push", "migrate", "status", "drift" })
            Assert.Contains("ST9001", (await p.ExpectAsync(9, command)).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(10, "env", "adopt");
        await p.ExpectAsync(0, "env", "adopt", "--confirm", "local");
        await p.ExpectAsync(0, "migrate");
        // A developer's own is not pinned.
        Assert.DoesNotContain("local", p.Read("db/migrations/meta/_pins.json"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "env", "convert");
        await p.ExpectAsync(0, "push");
        Assert.Contains("ST9002", (await p.ExpectAsync(9, "migrate")).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "baseline");
        await p.ExpectAsync(0, "migrate");
    }

    [Fact]
    public async Task The_database_of_another_environment_is_not_taken_from_it_by_mistake()
    {
        using var p = await ProtectedAsync();
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        p.Variables["LOCAL"] = p.Url;
        await p.ExpectAsync(10, "env", "adopt", "--confirm", "local");
        Assert.Contains("--confirm staging", (await p.ExpectAsync(10, "env", "adopt")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stamp_protects_where_the_file_no_longer_does()
    {
        using var p = await ProtectedAsync();
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        p.Replace("strata.json", "\"policy\": \"protected\"", "\"policy\": \"open\"");
        var before = await DumpAsync(p);
        foreach (
            var command in (string[][])
                [
                    ["push", "--env", "staging"],
                    ["env", "convert", "--env", "staging"],
                ]
        )
            await p.ExpectAsync(9, command);
        Assert.Equal(before, await DumpAsync(p));
        Assert.Contains("stamped protected", (await p.ExpectAsync(0, "migrate", "--env", "staging")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_converted_that_is_not_a_developers_own()
    {
        using var p = await ProtectedAsync();
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        Assert.Contains("ST9012", (await p.ExpectAsync(9, "env", "convert", "--env", "staging")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_database_that_holds_something_and_was_never_pushed_to_is_asked_about(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.SqlAsync("create table somebodys (id integer)");
        await p.RefusedAsync(10, ["push", "--allow", "SX1001"], "never changed by Strata");
        await p.ExpectAsync(0, "push", "--yes", "--allow", "SX2001");
        await p.ExpectAsync(0, "push");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_push_that_is_refused_leaves_nothing_behind(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.SqlAsync("create table films (id integer primary key, gone text, kept real)");
        await p.RefusedAsync(10, ["push", "--yes", "--drop", "films.gone"], "loses data", "films.kept");
    }

    [Fact]
    public async Task A_sqlite_file_that_is_copied_is_noticed_where_it_matters()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Write(
            "strata.json",
            """
            { "dialect": "sqlite",
              "environments": {
                "local": { "url": "sqlite:app.db" },
                "kiosk": { "url": "sqlite:kiosk.db", "policy": "protected" } } }
            """
        );
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate", "--env", "kiosk");
        await p.ExpectAsync(0, "migrate", "--env", "kiosk");
        File.Move(p.At("kiosk.db"), p.At("moved.db"));
        p.Replace("strata.json", "sqlite:kiosk.db", "sqlite:moved.db");
        Assert.Contains("ST9005", (await p.ExpectAsync(9, "migrate", "--env", "kiosk")).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "env", "adopt", "--env", "kiosk", "--confirm", "kiosk");
        await p.ExpectAsync(0, "migrate", "--env", "kiosk");
    }

    [Fact]
    public async Task Pins_that_hold_a_merge_are_not_passed_over()
    {
        using var p = await ProtectedAsync();
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        p.Write("db/migrations/meta/_pins.json", "<<<<<<< ours\n" + p.Read("db/migrations/meta/_pins.json"));
        Assert.Contains("ST3060", (await p.ExpectAsync(3, "migrate", "--env", "staging")).Errors, StringComparison.Ordinal);
    }

    /// <summary>A project with a migration, a local database and a protected one, whose addresses are in variables.</summary>
    private async Task<CliProject> ProtectedAsync()
    {
        var p = await server.ProjectAsync();
        p.Variables["STAGING"] = p.Url;
        p.Variables["LOCAL"] = server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, Cancel));
        p.Write(
            "strata.json",
            """{ "environments": { "local": { "url": "env:LOCAL" }, "staging": { "url": "env:STAGING", "policy": "protected" } } }"""
        );
        await p.ExpectAsync(0, "generate", "--name", "one");
        return p;
    }

    private static string Url(CliProject p, string variable) => p.Variables[variable]!;

    private static async Task<string> DumpAsync(CliProject p) => await PgDump.AllAsync(Url(p, "STAGING"));
}
