using Strata.Cli.Tests.Support;
using static Strata.Cli.Tests.Support.GitTeam;

namespace Strata.Cli.Tests;

/// <summary>A protected environment runs what is committed, and what an earlier environment has run.</summary>
public sealed class CommittedTests(CliServer server)
{
    private const string Index = "create index by_title on films (title);\n";

    private async Task<CliProject> ProjectAsync(string dialect, string more = "", string rest = "")
    {
        var p = await server.ProjectAsync(dialect);
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "{{dialect}}", {{more}}"environments": {
                "production": { "url": "{{p.Url}}", "policy": "protected"{{rest}} } } }
            """
        );
        p.Write(".gitignore", "*.db\n*.db-*\n.strata*\n");
        await GitAsync(p, "init", "-q");
        await GitAsync(p, "config", "user.email", "me@example.com");
        await GitAsync(p, "config", "user.name", "me");
        return p;
    }

    private static async Task CommitAllAsync(CliProject p)
    {
        await GitAsync(p, "add", "-A");
        await GitAsync(p, "commit", "-q", "-m", "x");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Migrations_that_are_not_committed_are_refused(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        string[] migrate = ["migrate", "--env", "production"];
        await p.RefusedAsync(9, migrate, "ST9060", "0000_one.sql");
        await p.RefusedAsync(9, ["deploy", "--env", "production", "--db-migrate", "--plan", "plan.sql"], "ST9060");
        // Staged is not committed, and ignored is not committed either.
        await GitAsync(p, "add", "-A");
        await p.RefusedAsync(9, migrate, "ST9060");
        await CommitAllAsync(p);
        await p.ExpectAsync(0, migrate);

        var tag = await p.CustomAsync("two", Index);
        p.Write(".git/info/exclude", "db/migrations/0001*\n");
        await CommitAllAsync(p);
        await p.RefusedAsync(9, migrate, "ST9060", $"{tag}.sql");
        p.Write(".git/info/exclude", "");
        await CommitAllAsync(p);
        p.Write($"db/migrations/{tag}.sql", "drop index if exists nothing;\n" + Index);
        await GitAsync(p, "update-index", "--assume-unchanged", $"db/migrations/{tag}.sql");
        await p.RefusedAsync(9, migrate, "ST9060", $"{tag}.sql");
        await GitAsync(p, "update-index", "--no-assume-unchanged", $"db/migrations/{tag}.sql");
        await GitAsync(p, "checkout", "--", "db/migrations");
        await p.ExpectAsync(0, migrate);
        // The hash of a hand-written migration is added by the run: that is no reason to refuse the next one.
        await p.ExpectAsync(0, migrate);
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_down_script_that_is_not_committed_is_refused(string dialect)
    {
        using var p = await ProjectAsync(dialect, rest: ", \"allow\": [\"reset\"]");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await CommitAllAsync(p);
        await p.ExpectAsync(0, "migrate", "--env", "production");
        await GitAsync(p, "rm", "-q", "--cached", "db/migrations/0000_one.down.sql");
        await GitAsync(p, "commit", "-q", "-m", "x");
        await p.RefusedAsync(9, ["rollback", "--env", "production", "--allow-loss", "--confirm", "production"], "ST9060", "down.sql");
        await p.RefusedAsync(9, ["reset", "--env", "production", "--confirm", "production"], "ST9060");
    }

    [Theory]
    [InlineData("\"requireCommitted\": false, ", "")]
    [InlineData("", ", \"requireCommitted\": false")]
    public async Task The_file_turns_it_off_and_that_is_printed(string more, string rest)
    {
        using var p = await ProjectAsync("sqlite", more, rest);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Variables["STRATA_REQUIRECOMMITTED"] = "false";
        await p.RefusedAsync(9, ["migrate", "--env", "production"], "ST9013");
        p.Variables.Remove("STRATA_REQUIRECOMMITTED");
        Assert.Contains(
            "\"requireCommitted\": false",
            (await p.ExpectAsync(0, "migrate", "--env", "production")).Errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Where_there_is_no_repository_nothing_is_asked()
    {
        using var p = await ProjectAsync("sqlite");
        Directory.Delete(p.At(".git"), recursive: true);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate", "--env", "production");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Production_takes_what_staging_has_applied_and_verified(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        var staging = p.IsSqlite
            ? "sqlite:staging.db"
            : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken));
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "{{dialect}}", "promote": ["staging", "production"], "environments": {
                "staging": { "url": "{{staging}}", "policy": "protected" },
                "production": { "url": "{{p.Url}}", "policy": "protected" } } }
            """
        );
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.RefusedAsync(9, ["migrate", "--env", "production"], "ST9061", "0000_one", "migrate --env staging");
        await p.RefusedAsync(9, ["deploy", "--env", "production", "--db-migrate", "--plan", "plan.sql"], "ST9061");
        Assert.Contains("production takes only what staging", (await p.RunAsync("status", "--all")).Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        await p.ExpectAsync(0, "migrate", "--env", "production");
        Assert.Contains("everything is", (await p.ExpectAsync(0, "status", "--all")).Errors, StringComparison.Ordinal);
        await p.CustomAsync("two", Index);
        await p.RefusedAsync(9, ["migrate", "--env", "production"], "ST9061", "0001_two");
        p.Replace("strata.json", "[\"staging\", \"production\"]", "[\"stage\", \"production\"]");
        await p.RefusedAsync(2, ["migrate", "--env", "production"], "ST2002", "no environment");
    }
}
