using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>A hazard is acknowledged where something can be hurt, and a database without an object of its own cannot be.</summary>
public sealed class EmptyProtectedTests(CliServer server)
{
    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_database_without_objects_takes_a_whole_history(string dialect)
    {
        using var p = await HazardousAsync(dialect);
        var run = await p.ExpectAsync(0, "migrate", "--env", "local");
        Assert.Contains("holds no object yet", run.All, StringComparison.Ordinal);
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from films"));
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task A_database_with_a_table_that_no_migration_made_is_not_empty(string dialect)
    {
        using var p = await HazardousAsync(dialect);
        await p.SqlAsync("create table theirs (id integer primary key)");
        await p.RefusedAsync(10, ["migrate", "--env", "local"], "SX2002", "films.title");
        await p.RefusedAsync(10, ["check", "--files", "--env", "local"], "SX2002");
    }

    [Fact]
    public async Task A_program_on_the_server_is_asked_for_all_the_same()
    {
        using var p = await HazardousAsync("postgresql");
        await p.CustomAsync("program", "copy films (id) from program 'true';");
        var refused = await p.RefusedAsync(10, ["migrate", "--env", "local"], "SX2007");
        Assert.DoesNotContain("SX2002", refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>A protected environment, and a history that drops a column of a table which it made.</summary>
    private async Task<CliProject> HazardousAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        p.Replace("strata.json", "\"url\"", "\"policy\": \"protected\", \"url\"");
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema("public readonly Column Title", "// public readonly Column Title");
        await p.ExpectAsync(0, "generate", "--drop", "films.title");
        return p;
    }
}
