using Npgsql;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Each problem found is told with its fix, and what was done is recorded.</summary>
public sealed class DoctorTests(CliServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_machine_and_a_database_that_are_well(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        var before = await p.FingerprintAsync();
        var lines = (await p.ExpectAsync(0, "doctor", "--json")).Lines;
        string[] wanted =
            dialect == "sqlite"
                ? ["configuration", "migrations", "dotnet", "connection", "stamp", "file", "foreign keys", "disk"]
                :
                [
                    "configuration",
                    "migrations",
                    "postgres",
                    "pg_dump",
                    "connection",
                    "server",
                    "replication",
                    "clock",
                    "privileges",
                    "transactions",
                    "connections",
                ];
        foreach (var subject in wanted)
            Assert.Contains(
                lines,
                l =>
                    l.GetProperty("type").GetString() == "symptom"
                    && l.GetProperty("subject").GetString() == subject
                    && l.GetProperty("health").GetString() == "good"
            );
        Assert.Equal(0, lines[^1].GetProperty("bad").GetInt32());
        Assert.Equal(before, await p.FingerprintAsync());
    }

    [Fact]
    public async Task What_is_amiss_in_a_server_has_its_fix()
    {
        using var p = await server.ProjectAsync();
        var settings = new NpgsqlConnectionStringBuilder(p.Url);
        var login = $"reader_{Guid.NewGuid():N}";
        await p.SqlAsync($"create role {login} login");
        await p.SqlAsync("grant create on schema public to public");
        await p.SqlAsync("create table t (a integer)");
        await p.SqlAsync("insert into t values (1), (1)");
        await Assert.ThrowsAsync<PostgresException>(() => p.SqlAsync("create unique index concurrently broken on t (a)"));
        p.Replace("strata.json", "Username=postgres", $"Username={login}");
        var result = await p.ExpectAsync(0, "doctor");
        foreach (
            var word in new[]
            {
                "may look, and not migrate",
                "GRANT CREATE ON DATABASE",
                "REVOKE CREATE ON SCHEMA public",
                "not valid: public.broken",
            }
        )
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        p.Replace("strata.json", $"Database={settings.Database}", $"Database={settings.Database}_missing");
        Assert.Contains("fix:", (await p.ExpectAsync(12, "doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_may_not_read_the_record_is_told_what_to_grant()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        var login = $"stranger_{Guid.NewGuid():N}";
        await p.SqlAsync($"create role {login} login");
        p.Replace("strata.json", "Username=postgres", $"Username={login}");
        foreach (
            var command in new[]
            {
                (string[])["status"],
                ["drift"],
                ["diff", "--from", "env:local", "--to", "schema"],
                ["migrate"],
                ["push"],
                ["status", "--runs"],
                ["baseline"],
                ["repair"],
                ["dump"],
                ["rollback", "--to", "0"],
            }
        )
        {
            var said = await p.ExpectAsync(12, command);
            foreach (var word in new[] { "ST1217", "permission denied for schema strata", "GRANT USAGE ON SCHEMA strata" })
                Assert.Contains(word, said.Errors, StringComparison.Ordinal);
        }
        Assert.Contains("ST1217", (await p.ExpectAsync(12, "doctor")).Output, StringComparison.Ordinal);
        // One that may read the record, and not what is recorded.
        await p.SqlAsync($"grant usage on schema strata to {login}");
        await p.SqlAsync($"grant select on all tables in schema strata to {login}");
        await p.ExpectAsync(0, "status");
        await p.SqlAsync($"revoke select on strata.run from {login}");
        var refused = await p.ExpectAsync(12, "status", "--runs");
        Assert.Contains("ST1218", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("strata doctor", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_that_the_server_lacks()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(
            "public sealed class Films",
            "public sealed class Db : Database { public Db() { Extension(\"pg_trgm\"); } }\n\npublic sealed class Films"
        );
        await p.ExpectAsync(0, "generate", "--name", "two");
        Assert.Contains("pg_trgm can be created", (await p.ExpectAsync(0, "doctor")).Output, StringComparison.Ordinal);
        p.Replace("db/migrations/meta/_snapshot.json", "pg_trgm", "not_a_real_extension");
        Assert.Contains("not_a_real_extension is not installed", (await p.ExpectAsync(12, "doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_amiss_on_the_machine()
    {
        using var p = await server.ProjectAsync("sqlite");
        Directory.Delete(p.At("db/src"), recursive: true);
        p.Variables["PATH"] = "/nowhere";
        var result = await p.ExpectAsync(12, "doctor");
        foreach (var word in new[] { "no folder", "git", "dotnet" })
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_and_rows_without_parents()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.SqlAsync(
            "PRAGMA foreign_keys = off; create table a (id integer primary key); create table b (a integer "
                + "references a (id)); insert into b values (7)"
        );
        Assert.Contains("rows without their parents in b", (await p.ExpectAsync(12, "doctor")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Commands_that_write_are_recorded_with_who_and_what_came_of_it(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        Assert.Contains("no command", (await p.ExpectAsync(0, "status", "--runs")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "migrate");
        await p.CustomAsync("bad", "SELECT nothing_like_it();");
        await p.ExpectAsync(7, "migrate");
        var runs = (await p.ExpectAsync(0, "status", "--runs", "--json"))
            .Lines.Where(l => l.GetProperty("type").GetString() == "run")
            .ToList();
        Assert.Equal(
            [("migrate", 0), ("migrate", 7)],
            runs.Take(2).Select(r => (r.GetProperty("command").GetString(), r.GetProperty("runExit").GetInt32()))
        );
        Assert.All(runs, r => Assert.Equal(Environment.UserName, r.GetProperty("by").GetString()));
        Assert.Equal("0000_one", runs[0].GetProperty("detail").GetProperty("result").GetProperty("head").GetString());
        Assert.StartsWith("ST", runs[1].GetProperty("detail").GetProperty("problem").GetString(), StringComparison.Ordinal);
        // The schema is the same to everybody.
        await p.ExpectAsync(0, "drift");
    }
}
