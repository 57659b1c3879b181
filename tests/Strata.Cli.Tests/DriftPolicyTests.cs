using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>A change by hand is noticed by each run, not by the one after a migration alone; the environment says what follows.</summary>
public sealed class DriftPolicyTests(CliServer server)
{
    private const string Index = "create index by_hand on films (year)";

    [Theory]
    [InlineData("sqlite", null, null, 0)]
    [InlineData("postgresql", null, null, 0)]
    [InlineData("sqlite", "protected", null, 4)]
    [InlineData("postgresql", "protected", null, 4)]
    [InlineData("sqlite", "preview", "error", 4)]
    [InlineData("postgresql", "protected", "warn", 0)]
    public async Task Each_run_names_what_was_made_by_hand(string dialect, string? policy, string? drift, int exit)
    {
        using var p = await MigratedAsync(dialect, policy, drift);
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.ExpectAsync(0, "status", "--env", "local");
        await p.SqlAsync(Index);
        for (var i = 0; i < 2; i++)
        {
            string[][] commands =
            [
                ["migrate", "--env", "local"],
                ["migrate", "--dry-run", "--env", "local"],
                ["status", "--env", "local"],
                ["status", "--all"],
            ];
            foreach (var command in commands)
            {
                var run = await p.ExpectAsync(exit, command);
                Assert.Contains("by_hand", run.All, StringComparison.Ordinal);
                Assert.DoesNotContain("up to date\n", run.Output, StringComparison.Ordinal);
            }
        }
        await p.SqlAsync("drop index by_hand");
        Assert.DoesNotContain("drift", (await p.ExpectAsync(0, "migrate", "--env", "local")).All, StringComparison.Ordinal);
        Assert.DoesNotContain("drift", (await p.ExpectAsync(0, "status", "--env", "local")).All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_database_whose_drift_is_ignored_is_not_looked_at(string dialect)
    {
        using var p = await MigratedAsync(dialect, "protected", "ignore");
        await p.SqlAsync(Index);
        foreach (var command in (string[])["migrate", "status"])
            Assert.Contains("up to date", (await p.ExpectAsync(0, command, "--env", "local")).Output, StringComparison.Ordinal);
        await AddAsync(p);
        await p.ExpectAsync(0, "migrate", "--env", "local");
        Assert.DoesNotContain("verified", (await p.ExpectAsync(0, "status", "--env", "local")).All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_hand_made_index_does_not_make_every_later_run_fail(string dialect)
    {
        using var p = await MigratedAsync(dialect, "preview", null);
        await p.SqlAsync(Index);
        await AddAsync(p);
        var run = await p.ExpectAsync(0, "migrate", "--env", "local");
        Assert.Contains("by_hand", run.All, StringComparison.Ordinal);
        Assert.DoesNotContain("verified", (await p.ExpectAsync(0, "status", "--env", "local")).All, StringComparison.Ordinal);
        Assert.Contains("by_hand", (await p.ExpectAsync(0, "migrate", "--env", "local")).All, StringComparison.Ordinal);
        Assert.Contains("by_hand", (await p.ExpectAsync(4, "drift", "--env", "local")).All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task On_a_protected_environment_what_is_pending_is_run_before_drift_is_an_error(string dialect)
    {
        using var p = await MigratedAsync(dialect, "protected", null);
        await p.SqlAsync(Index);
        await AddAsync(p);
        var run = await p.ExpectAsync(4, "migrate", "--env", "local");
        Assert.Contains("ST4013", run.Errors, StringComparison.Ordinal);
        Assert.Contains($"{p.Migrations[^1]} applied and recorded", run.Errors, StringComparison.Ordinal);
        await p.RefusedAsync(4, ["migrate", "--env", "local"], "ST4013", "nothing was run");
        await p.ExpectAsync(0, "drift", "--accept", "kept", "--env", "local");
        await p.ExpectAsync(0, "migrate", "--env", "local");
    }

    [Theory]
    [InlineData("sqlite", "error", 4)]
    [InlineData("postgresql", "error", 4)]
    [InlineData("postgresql", "warn", 0)]
    public async Task A_comparison_that_cannot_be_made_passes_only_where_drift_does(string dialect, string drift, int exit)
    {
        using var p = await MigratedAsync(dialect, "preview", drift);
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        // An empty shadow database cannot run it.
        await p.CustomAsync("rows", "create table n (a integer not null); insert into n values ((select max(id) from films));");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await p.ExpectAsync(0, "status", "--env", "local");
        await p.SqlAsync(Index);
        foreach (
            var command in (string[][])
                [
                    ["migrate"],
                    ["migrate", "--dry-run"],
                    ["status"],
                ]
        )
        {
            var run = await p.ExpectAsync(exit, [.. command, "--env", "local"]);
            Assert.Contains(exit == 0 ? "not compared" : "ST4014", run.All, StringComparison.Ordinal);
            Assert.DoesNotContain("with drift", run.All, StringComparison.Ordinal);
        }
        await p.SqlAsync("drop index by_hand");
        await p.ExpectAsync(0, "migrate", "--env", "local");
    }

    [Fact]
    public async Task A_result_that_the_migrations_do_not_lead_to_is_no_drift()
    {
        using var p = await MigratedAsync("postgresql", null, null);
        await p.SqlAsync(Index);
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        await p.CustomAsync("two", "do $$ begin if exists (select from films) then create index odd on films (title); end if; end $$;");
        var run = await p.ExpectAsync(4, "migrate");
        Assert.Contains("ST4001", run.Errors, StringComparison.Ordinal);
        Assert.Contains("odd is there", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_treatment_is_a_mistake_in_the_file_and_no_variable_sets_it()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Replace("strata.json", "\"url\"", "\"drift\": \"off\", \"url\"");
        await p.RefusedAsync(2, ["status"], "error, warn, ignore");
        p.Replace("strata.json", "\"drift\": \"off\", ", "");
        p.Variables["STRATA_ENVIRONMENTS__LOCAL__DRIFT"] = "ignore";
        await p.RefusedAsync(9, ["status"], "drift");
    }

    private async Task<CliProject> MigratedAsync(string dialect, string? policy, string? drift)
    {
        var p = await server.ProjectAsync(dialect);
        var settings = (policy is null ? "" : $"\"policy\": \"{policy}\", ") + (drift is null ? "" : $"\"drift\": \"{drift}\", ");
        p.Replace("strata.json", "\"url\"", $"{settings}\"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        return p;
    }

    private static async Task AddAsync(CliProject p)
    {
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await p.ExpectAsync(0, "generate", "--name", "two");
    }
}
