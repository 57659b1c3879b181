using Strata.Cli.Tests.Support;
using Strata.Core.Problems;
using Strata.Core.Record;

namespace Strata.Cli.Tests;

/// <summary>The policy that holds: the stricter of strata.json and the stamp in the database, for every command.</summary>
public sealed class PolicyTests(CliServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Config(CliProject p, string environment, string rest = "", string more = "") =>
        $$"""
            { "dialect": "{{(p.IsSqlite ? "sqlite" : "postgresql")}}", {{more}}
              "environments": { "{{environment}}": { "url": "{{p.Url}}"{{rest}} } } }
            """;

    /// <summary>A project whose database is stamped for an environment, by a policy that the file has at that time.</summary>
    private async Task<CliProject> StampedAsync(string dialect, string policy)
    {
        var p = await server.ProjectAsync(dialect);
        p.Write("strata.json", Config(p, "staging", $", \"policy\": \"{policy}\""));
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        p.Schema("    public readonly Column Year  = Integer().Nullable();\n", "");
        await p.ExpectAsync(0, "generate", "--name", "two", "--drop", "films.year");
        return p;
    }

    private static string Stamp(CliProject p) => p.IsSqlite ? "select policy from __strata_stamp" : "select policy from strata.stamp";

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task An_environment_without_a_policy_is_protected_on_this_machine_too(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        p.Write("strata.json", Config(p, "production"));
        await p.RefusedAsync(9, ["push", "--env", "production", "--yes"], "ST9010");
        await p.RefusedAsync(9, ["reset", "--env", "production", "--yes"], "ST9051");
        Assert.Contains("protected", (await p.ExpectAsync(0, "config", "--env", "production")).Output, StringComparison.Ordinal);
        // A person lists the developers' own; a variable does not.
        p.Variables["STRATA_OPEN"] = "production";
        await p.RefusedAsync(9, ["push", "--env", "production"], "ST9013");
        p.Variables.Remove("STRATA_OPEN");
        p.Write("strata.json", Config(p, "production", more: "\"open\": [\"staging\"], "));
        await p.RefusedAsync(2, ["push", "--env", "production"], "ST2002", "no environment");
        p.Write("strata.json", Config(p, "production", more: "\"open\": [\"production\"], "));
        await p.ExpectAsync(0, "push", "--env", "production");
    }

    [Theory]
    [InlineData("sqlite", ", \"policy\": \"open\"")]
    [InlineData("postgresql", ", \"policy\": \"open\"")]
    [InlineData("postgresql", "")]
    [InlineData("postgresql", ", \"policy\": \"preview\"")]
    public async Task The_stamp_holds_where_the_file_is_less_strict(string dialect, string line)
    {
        using var p = await StampedAsync(dialect, "protected");
        p.Write("strata.json", Config(p, "staging", line));
        await p.RefusedAsync(9, ["push", "--env", "staging", "--yes", "--allow", "SX2002"], "ST9010");
        await p.RefusedAsync(9, ["reset", "--env", "staging", "--yes"], "ST9051");
        await p.RefusedAsync(10, ["migrate", "--env", "staging"], "ST1113", "SX2002");
        await p.RefusedAsync(10, ["rollback", "--env", "staging", "--yes", "--allow-loss"], "ST1110");
        await p.RefusedAsync(9, ["deploy", "--env", "staging", "--db-update", "--yes"], "ST9010");
        await p.RefusedAsync(9, ["env", "convert", "--env", "staging"], "ST9012");
        await p.RefusedAsync(9, ["undo-wipe", "--env", "staging", "--yes"], "ST9051");
        await p.ExpectAsync(0, "env", "adopt", "--env", "staging", "--confirm", "staging");
        Assert.Equal(["protected"], await p.QueryAsync(Stamp(p)));
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_stamp_is_loosened_by_a_command_of_its_own(string dialect)
    {
        using var p = await StampedAsync(dialect, "protected");
        var same = await p.ExpectAsync(0, "env", "loosen", "--env", "staging", "--confirm", "staging");
        Assert.Contains("not less strict", same.Output, StringComparison.Ordinal);
        p.Write("strata.json", Config(p, "staging", ", \"policy\": \"open\""));
        await p.RefusedAsync(10, ["env", "loosen", "--env", "staging"], "ST1115", "--confirm staging");
        await p.RefusedAsync(10, ["env", "loosen", "--env", "staging", "--yes"], "ST1115");
        await p.RefusedAsync(2, ["env", "loosen", "--env", "staging", "--confirm", "stagin"], "ST2027");
        var done = await p.ExpectAsync(0, "env", "loosen", "--env", "staging", "--confirm", "staging");
        Assert.Contains("restored and compared", done.Output, StringComparison.Ordinal);
        Assert.Contains("was stamped protected, and is open", done.Output, StringComparison.Ordinal);
        Assert.Equal(["open"], await p.QueryAsync(Stamp(p)));
        Assert.DoesNotContain("staging", p.Read("db/migrations/meta/_pins.json"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "reset", "--env", "staging", "--yes");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_run_makes_the_stamp_as_strict_as_the_file(string dialect)
    {
        using var p = await StampedAsync(dialect, "open");
        Assert.Equal(["open"], await p.QueryAsync(Stamp(p)));
        p.Write("strata.json", Config(p, "staging", ", \"policy\": \"protected\""));
        await p.ExpectAsync(0, "migrate", "--env", "staging", "--allow", "SX2002");
        Assert.Equal(["protected"], await p.QueryAsync(Stamp(p)));
        p.Write("strata.json", Config(p, "staging", ", \"policy\": \"open\""));
        await p.RefusedAsync(9, ["reset", "--env", "staging", "--yes"], "ST9051");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_stamp_that_becomes_stricter_meanwhile_stops_the_first_write(string dialect)
    {
        using var p = await StampedAsync(dialect, "open");
        p.Write("strata.json", Config(p, "staging", ", \"policy\": \"open\""));
        await using var project = StrataProject.Open(p.Root, "staging");
        await using var target = await project.Workspace.Databases.TargetAsync(project.Workspace.Environment, Cancel);
        await p.SqlAsync(Stamp(p).Replace("select policy from", "update", StringComparison.Ordinal) + " set policy = 'protected'");
        await target.OpenAsync(Cancel);
        var stopped = await Assert.ThrowsAsync<ProblemException>(() => target.PrepareAsync(RunInfo.Current(null), Cancel));
        Assert.Equal("ST9014", stopped.Problem.Code);
        Assert.Equal(EnvironmentPolicy.Protected, project.Workspace.Policy);
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Rows_of_a_database_that_is_stamped_protected_are_not_copied_to_a_less_protected_one(string dialect)
    {
        using var p = await StampedAsync(dialect, "protected");
        var local = p.IsSqlite
            ? $"sqlite:{p.At("local.db")}"
            : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, Cancel));
        p.Write("strata.json", Config(p, "staging", $", \"policy\": \"open\" }}, \"local\": {{ \"url\": \"{local}\""));
        await p.ExpectAsync(0, "migrate");
        await p.RefusedAsync(9, ["deploy", "--env", "local", "--db-wipe", "--from", "staging", "--yes"], "ST9057");
    }
}
