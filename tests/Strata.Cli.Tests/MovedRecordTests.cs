using Strata.Cli.Tests.Support;
using static Strata.Cli.Tests.Support.GitTeam;

namespace Strata.Cli.Tests;

/// <summary>A developer's database that ran a migration which a rebase then moved keeps its rows.</summary>
public sealed class MovedRecordTests(CliServer server)
{
    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task The_record_of_a_moved_migration_is_carried_over(string dialect)
    {
        using var p = await MovedAsync(dialect);
        var run = await p.ExpectAsync(0, "migrate");
        Assert.Contains("0001_b is 0002_b now", run.All, StringComparison.Ordinal);
        Assert.Contains("0001_a", run.All, StringComparison.Ordinal);
        Assert.Equal(["1|kept"], await p.QueryAsync("select id, name from tb"));
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from ta"));
        Assert.Contains("up to date at 0002_b", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        Assert.Contains("up to date", (await p.ExpectAsync(0, "status", "--check")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
        await p.ExpectAsync(0, "rollback", "--allow-loss", "--yes");
        await p.ExpectAsync(0, "migrate");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_database_that_is_not_open_keeps_its_record(string dialect)
    {
        using var p = await MovedAsync(dialect);
        p.Replace("strata.json", "\"url\"", "\"policy\": \"preview\", \"url\"");
        await p.RefusedAsync(3, ["migrate", "--env", "local"], "ST3053");
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task An_order_that_may_matter_to_rows_is_not_carried_over(string dialect)
    {
        using var p = await MovedAsync(dialect, "insert into films (id, title) values (1, 'a');", "delete from films;");
        await p.RefusedAsync(3, ["migrate"], "ST3053", "it changes rows", "strata reset");
        await p.ExpectAsync(0, "reset", "--yes");
        await p.ExpectAsync(0, "migrate");
    }

    /// <summary>Two branches; the local database ran b's migration, which a rebase then moved behind a's.</summary>
    private async Task<CliProject> MovedAsync(string dialect, string? ofA = null, string? ofB = null)
    {
        var p = await TeamAsync(server, dialect, driver: true);
        await BranchAsync(p, "a", "main", () => p.Write("db/src/a.cs", Table("Ta", "Name")), "a");
        await AddAsync(p, "0001_a", ofA);
        await BranchAsync(p, "b", "main", () => p.Write("db/src/b.cs", Table("Tb", "Name")), "b");
        await AddAsync(p, "0001_b", ofB);
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into tb (id, name) values (1, 'kept')");
        await MergeAsync(p, "a", conflict: false);
        await p.ExpectAsync(0, "rebase", "--onto", "a");
        return p;
    }

    private static async Task AddAsync(CliProject p, string tag, string? sql)
    {
        if (sql is null)
            return;
        p.Write($"db/migrations/{tag}.sql", p.Read($"db/migrations/{tag}.sql") + sql + "\n");
        await p.ExpectAsync(0, "generate", "--amend");
        await CommitAsync(p);
    }
}
