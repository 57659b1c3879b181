using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What a migration risks on a protected environment is seen by somebody before it runs.</summary>
public sealed class AcknowledgeTests(CliServer server)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_hazard_is_acknowledged_in_the_file_or_by_a_flag(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        p.Schema("public readonly Column Title", "// public readonly Column Title");
        await p.ExpectAsync(0, "generate", "--drop", "films.title");

        var refused = await p.RefusedAsync(10, ["migrate", "--env", "local", "--yes"], "SX2002", "films.title", "strata:acknowledge");
        Assert.Contains("--allow SX2002:", refused.Errors, StringComparison.Ordinal);
        await p.RefusedAsync(10, ["migrate", "--env", "local", "--allow", "SX2002:films.other"], "SX2002");
        await p.RefusedAsync(2, ["migrate", "--env", "local", "--allow", "films.title"], "--allow");
        var file = $"db/migrations/{p.Migrations[^1]}.sql";
        var text = p.Read(file);
        p.Write(file, "-- strata:acknowledge SX2002 films.title\n" + text);
        await p.ExpectAsync(0, "migrate", "--env", "local", "--dry-run");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.ExpectAsync(0, "check");
    }

    [Fact]
    public async Task The_flag_that_the_message_shows_is_the_one_that_works()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        p.Schema("public readonly Column Title", "// public readonly Column Title");
        await p.ExpectAsync(0, "generate", "--drop", "films.title");
        var refused = await p.ExpectAsync(10, "migrate", "--env", "local");
        var flags = refused
            .Errors[refused.Errors.IndexOf("--allow", StringComparison.Ordinal)..]
            .Split('\n')[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await p.ExpectAsync(0, ["migrate", "--env", "local", .. flags]);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_protected_environment_is_rolled_back_by_its_name_and_after_a_backup(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Note = Text().Nullable();");
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.SqlAsync("insert into films (id, title, note) values (1, 'a', 'b')");
        await p.RefusedAsync(10, ["rollback", "--env", "local", "--allow-loss", "--yes"], "--confirm local");
        await p.RefusedAsync(2, ["rollback", "--env", "local", "--allow-loss", "--confirm", "lokal"], "--confirm");
        var done = await p.ExpectAsync(0, "rollback", "--env", "local", "--allow-loss", "--confirm", "local");
        Assert.Contains("restored and compared", done.Output, StringComparison.Ordinal);
        Assert.Equal(["1"], await p.QueryAsync("select count(*) from films"));
    }
}
