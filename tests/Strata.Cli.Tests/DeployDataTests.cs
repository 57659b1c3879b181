using System.Text.Json.Nodes;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Backups, wipes and content as steps of a deploy.</summary>
public sealed class DeployDataTests(CliServer server)
{
    /// <summary>"local" is the one deployed to in these tests; "other" is where rows come from.</summary>
    private async Task<DeployProject> TwoAsync(string dialect, Action<JsonObject>? change = null)
    {
        var url =
            dialect == "sqlite"
                ? "sqlite:other.db"
                : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None));
        var p = await DeployProject.CreateAsync(
            server,
            dialect,
            j =>
            {
                j["environments"]!["other"] = new JsonObject { ["url"] = url, ["policy"] = "open" };
                j["content"] = new JsonObject { ["tables"] = new JsonArray("films"), ["from"] = "other" };
                change?.Invoke(j);
            }
        );
        await p.Cli.ExpectAsync(0, "migrate", "--env", "other");
        var other =
            dialect == "sqlite"
                ? $"attach '{p.Cli.At("other.db")}' as o; insert into o.films values (1, 'Alien', 1979), (2, 'Brazil', 1985)"
                : "insert into films values (1, 'Alien', 1979), (2, 'Brazil', 1985)";
        if (dialect == "sqlite")
            await p.Cli.SqlAsync(other);
        else
            await Strata.Testing.PostgresFixture.ExecuteAsync(url, other);
        return p;
    }

    private static Task<IReadOnlyList<string>> TitlesAsync(DeployProject p) => p.Cli.QueryAsync("select title from films order by id");

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Content_goes_along_and_a_backup_comes_first(string dialect)
    {
        using var p = await TwoAsync(dialect, j => j["environments"]!["local"]!["backup"] = true);
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        await p.Cli.SqlAsync("insert into films values (1, 'Alien?', null), (3, 'gone', null)");
        string[] sync = ["deploy", "--env", "local", "--api", "--sync-content", "--tag", "v2"];
        var shown = await p.Cli.RefusedAsync(0, [.. sync, "--dry-run"]);
        Assert.Contains("films: 1 to insert, 1 to update, 1 to delete", shown.Output, StringComparison.Ordinal);
        await p.Cli.RefusedAsync(10, sync, "ST5020", "--yes");
        Assert.DoesNotContain("previous v2", p.Calls("api"));
        var done = await p.Cli.ExpectAsync(0, [.. sync, "--yes"]);
        Assert.Equal(["Alien", "Brazil"], await TitlesAsync(p));
        Assert.Equal("v2", p.Serves("api"));
        Assert.Contains("3 rows changed, as other has them", done.Output, StringComparison.Ordinal);
        Assert.True(
            done.Output.IndexOf("> backup", StringComparison.Ordinal) < done.Output.IndexOf("> content", StringComparison.Ordinal),
            done.Output
        );
        Assert.Single(Directory.GetFiles(p.Cli.At("db/backups"), "manifest.json", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_wipe_takes_the_record_of_deploys_along(string dialect)
    {
        using var p = await TwoAsync(dialect, j => j["environments"]!["local"]!["policy"] = "preview");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        await p.DeployAsync(0, "--api", "--tag", "v2");
        string[] wipe = ["deploy", "--env", "local", "--api", "--db-wipe", "--from", "other", "--tag", "v3"];
        await p.Cli.RefusedAsync(10, wipe, "ST5020", "--confirm local");
        await p.Cli.RefusedAsync(10, [.. wipe, "--yes"], "ST5020");
        await p.Cli.RefusedAsync(2, [.. wipe, "--confirm", "locall"], "ST2027");
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--db-wipe"], "ST6009", "--from");
        await p.Cli.RefusedAsync(2, ["deploy", "--env", "local", "--db-wipe", "--from", "local", "--confirm", "local"], "ST5044");
        var wiped = await p.Cli.ExpectAsync(0, [.. wipe, "--confirm", "local"]);
        Assert.Contains("no drift at 0000_one", wiped.Output, StringComparison.Ordinal);
        Assert.Equal(["Alien", "Brazil"], await TitlesAsync(p));
        var history = (await p.Cli.ExpectAsync(0, "deploy", "history", "--env", "local", "--json"))
            .Lines.Where(l => l.GetProperty("type").GetString() == "deploy")
            .ToList();
        Assert.Equal(["v3", "v2", "v1"], history.Select(l => l.GetProperty("tag").GetString()!));
        Assert.True(history[2].GetProperty("startedAt").GetDateTimeOffset() < history[1].GetProperty("startedAt").GetDateTimeOffset());
        await p.DeployAsync(0, "--api", "--rollback");
        await p.DeployAsync(0, "--api", "--rollback");
        Assert.Equal("v1", p.Serves("api"));
        await p.Cli.ExpectAsync(0, "undo-wipe", "--env", "local", "--confirm", "local");
        Assert.Empty(await TitlesAsync(p));
    }

    [Fact]
    public async Task Interrupted_after_a_wipe_the_services_go_on_without_another()
    {
        using var p = await TwoAsync("sqlite");
        await p.DeployAsync(0, "--all", "--db-migrate", "--tag", "v1");
        p.Let("api", "hang", "build");
        var start = p.Cli.Start(["deploy", "--env", "local", "--api", "--db-wipe", "--from", "other", "--tag", "v2", "--yes"]);
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await DeployProject.WaitAsync(() => File.Exists(p.Cli.At("run/api/hanging")), "nothing hangs");
        await DeployProject.SignalAsync(process, "TERM");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 143, await output + await errors);
        Assert.Contains("the swap is done", await errors, StringComparison.Ordinal);
        Assert.Contains("strata deploy --env local --api --tag v2", await errors, StringComparison.Ordinal);
        Assert.Contains("strata undo-wipe --env local", await errors, StringComparison.Ordinal);
        Assert.DoesNotContain("same command again", await errors, StringComparison.Ordinal);
        p.Mend("api", "hang", "build");
        await p.DeployAsync(0, "--api", "--tag", "v2");
        Assert.Equal("v2", p.Serves("api"));
        Assert.Equal(["Alien", "Brazil"], await TitlesAsync(p));
    }

    [Fact]
    public async Task What_is_protected_is_not_wiped_unless_the_file_says_so()
    {
        using var p = await TwoAsync("sqlite", j => j["environments"]!["local"]!["policy"] = "protected");
        var hash = (await p.Cli.ExpectAsync(0, "deploy", "--env", "local", "--db-migrate", "--dry-run", "--json"))
            .Lines[^1]
            .GetProperty("hash")
            .GetString()!;
        await p.DeployAsync(0, "--db-migrate", "--confirm", hash);
        await p.Cli.RefusedAsync(9, ["deploy", "--env", "local", "--db-wipe", "--from", "other", "--confirm", "local", "--yes"], "ST9051");
        await p.Cli.RefusedAsync(10, ["deploy", "--env", "local", "--sync-content", "--yes"], "ST5020", "--confirm local");
        await p.DeployAsync(0, "--sync-content", "--confirm", "local");
        Assert.Equal(["Alien", "Brazil"], await TitlesAsync(p));
    }
}
