using Npgsql;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>What goes wrong where rows are copied, emptied and saved by scripts, and cannot here.</summary>
public sealed class HazardsDataTests(CliServer server)
{
    private static readonly string[] s_sync = ["deploy", "--env", "staging", "--sync-content", "--yes"];

    /// <summary>Two migrated environments; <c>staging</c> as its config says.</summary>
    private async Task<(CliProject Local, CliProject Staging)> TwoAsync(string staging = ", \"policy\": \"open\"")
    {
        var p = await server.ProjectAsync();
        var other = new CliProject(server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None)));
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "postgresql", "content": { "tables": ["films"], "from": "local" },
              "environments": { "local": { "url": "{{p.Url}}" }, "staging": { "url": "{{other.Url}}"{{staging}} } } }
            """
        );
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        await other.SqlAsync("insert into films values (7, 'of staging', null)");
        return (p, other);
    }

    [Fact]
    public async Task H09_content_sync_never_empties_tables_that_refer_to_it()
    {
        var (p, staging) = await TwoAsync();
        using (p)
        using (staging)
        {
            await staging.SqlAsync("create table rentals (id integer primary key, film integer references films (id) on delete cascade)");
            await staging.SqlAsync("insert into rentals values (1, 7)");
            await p.ExpectAsync(9, s_sync);
            Assert.Equal(["7|of staging|"], await staging.QueryAsync("select * from films"));
            Assert.Equal(["1|7"], await staging.QueryAsync("select * from rentals"));
        }
    }

    [Fact]
    public async Task H10_a_content_sync_that_fails_leaves_every_row()
    {
        var (p, staging) = await TwoAsync();
        using (p)
        using (staging)
        {
            await staging.SqlAsync("alter table films add constraint never check (title <> 'Alien')");
            await p.ExpectAsync(7, s_sync);
            Assert.Equal(["7|of staging|"], await staging.QueryAsync("select * from films"));
        }
    }

    [Fact]
    public async Task H12_another_database_at_the_address_is_never_written()
    {
        var (p, staging) = await TwoAsync();
        using (p)
        using (staging)
        {
            p.Replace("strata.json", staging.Url, p.Url);
            foreach (
                var command in new[]
                {
                    (string[])["migrate", "--env", "staging"],
                    ["reset", "--env", "staging", "--yes"],
                    s_sync,
                    ["deploy", "--env", "staging", "--db-wipe", "--from", "local", "--yes"],
                }
            )
                await p.RefusedAsync(9, command, "ST9001");
        }
    }

    [Fact]
    public async Task H19_a_variable_that_is_not_set_never_means_another_database()
    {
        using var p = await server.ProjectAsync();
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "postgresql",
              "environments": { "local": { "url": "{{p.Url}}" }, "test": { "url": "env:TEST_DATABASE_URL" } } }
            """
        );
        await p.ExpectAsync(0, "generate", "--name", "one");
        foreach (var value in new[] { null, "" })
        {
            p.Variables["TEST_DATABASE_URL"] = value;
            p.Variables["DATABASE_URL"] = p.Url;
            foreach (var command in new[] { (string[])["migrate"], ["reset", "--yes"], ["push", "--yes"] })
                await p.RefusedAsync(2, [.. command, "--env", "test"], "TEST_DATABASE_URL");
        }
    }

    [Fact]
    public async Task H20_a_protected_database_is_never_wiped_by_a_yes_or_a_typed_name()
    {
        var (p, staging) = await TwoAsync(", \"policy\": \"protected\"");
        using (p)
        using (staging)
        {
            foreach (var answer in new[] { (string[])["--yes"], ["--confirm", "staging"], ["--yes", "--confirm", "staging"] })
                await p.RefusedAsync(9, ["deploy", "--env", "staging", "--db-wipe", "--from", "local", .. answer], "ST9051");
            Assert.Equal(["7|of staging|"], await staging.QueryAsync("select * from films"));
        }
    }

    [Fact]
    public async Task H22_a_backup_is_of_the_environment_that_was_named_and_comes_back()
    {
        var (p, staging) = await TwoAsync();
        using (p)
        using (staging)
        {
            await p.RefusedAsync(2, ["dump", "--env", "--env"]);
            await p.ExpectAsync(0, "dump", "--env", "staging", "--verify");
            var backup = Assert.Single(Directory.GetDirectories(p.At("db/backups")));
            Assert.StartsWith("staging-", Path.GetFileName(backup), StringComparison.Ordinal);
            await p.RefusedAsync(9, ["restore", backup, "--env", "local", "--yes"], "ST9050");
            using var copy = new CliProject(
                server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None))
            );
            p.Replace("strata.json", "\"local\": {", $"\"copy\": {{ \"url\": \"{copy.Url}\", \"policy\": \"open\" }}, \"local\": {{");
            await p.ExpectAsync(0, "restore", backup, "--env", "copy", "--yes");
            Assert.Equal(["7|of staging|"], await copy.QueryAsync("select * from films"));
        }
    }

    [Fact]
    public async Task H23_half_a_backup_is_never_taken_for_one()
    {
        var p = await FailedDumpAsync();
        using (p)
            Assert.Empty(Directory.GetDirectories(p.At("db/backups")));
    }

    [Fact]
    public async Task H24_the_first_failure_never_hides_the_others()
    {
        using var p = await server.ProjectAsync();
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "postgresql",
              "environments": {
                "first": { "url": "postgresql://u@127.0.0.1:1/x" },
                "local": { "url": "{{p.Url}}" },
                "second": { "url": "postgresql://u@127.0.0.1:2/x" } } }
            """
        );
        await p.ExpectAsync(0, "generate", "--name", "one");
        var status = await p.ExpectAsync(11, "status", "--all");
        foreach (var name in new[] { "first", "local", "second" })
            Assert.Contains(status.Output.Split('\n'), l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task H27_rows_of_a_protected_database_go_to_no_open_one_unless_the_file_allows_it()
    {
        var (p, staging) = await TwoAsync(", \"policy\": \"protected\"");
        using (p)
        using (staging)
        {
            await p.ExpectAsync(0, "dump", "--env", "staging", "--out", "backup");
            await p.RefusedAsync(2, ["deploy", "--env", "local", "--db-wipe", "--yes"], "--from");
            await p.RefusedAsync(
                9,
                ["deploy", "--env", "local", "--db-wipe", "--from", "staging", "--yes"],
                "ST9057",
                "\"allow\": [\"copy\"]"
            );
            Assert.Equal(["1|Alien|1979"], await p.QueryAsync("select * from films"));
            p.Replace("strata.json", "\"policy\": \"protected\"", "\"policy\": \"protected\", \"allow\": [\"copy\"]");
            await p.RefusedAsync(10, ["deploy", "--env", "local", "--db-wipe", "--from", "staging"], "ST5020");
        }
    }

    [Fact]
    public async Task H28_a_failure_leaves_no_temporary_file_and_no_program()
    {
        var p = await FailedDumpAsync();
        using (p)
        {
            Assert.Empty(Directory.GetFileSystemEntries(p.At(".tmp")));
            Assert.DoesNotContain(Directory.GetFileSystemEntries(p.At("db/backups")), f => Path.GetFileName(f) != ".gitignore");
            await DeployProject.NobodyIsLeftAsync(p.Variables["STRATA_TEST_MARK"]!);
        }
    }

    /// <summary>A dump by a login that may not read one of the tables.</summary>
    private async Task<CliProject> FailedDumpAsync()
    {
        var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push");
        var role = $"reader{Guid.NewGuid():N}";
        await p.SqlAsync($"create role {role} login password 'x'");
        await p.SqlAsync($"grant usage on schema strata to {role}");
        await p.SqlAsync($"grant select on all tables in schema strata to {role}");
        Directory.CreateDirectory(p.At(".tmp"));
        foreach (
            var (name, value) in new[] { ("READER", "x"), ("TMPDIR", p.At(".tmp")), ("STRATA_TEST_MARK", Guid.NewGuid().ToString("N")) }
        )
            p.Variables[name] = value;
        Directory.CreateDirectory(p.At("db/backups"));
        var database = new NpgsqlConnectionStringBuilder(p.Url).Database;
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "postgresql",
              "environments": { "local": {
                "url": "postgresql://{{role}}@127.0.0.1:{{server.Server.Port}}/{{database}}", "password": "env:READER" } } }
            """
        );
        Assert.NotEqual(0, (await p.RunAsync("dump")).Exit);
        return p;
    }
}
