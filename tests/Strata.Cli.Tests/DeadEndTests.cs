using System.Runtime.Versioning;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>States that had no way out.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DeadEndTests(CliServer server)
{
    private const string Rating = "\n    public readonly Column Rating = Integer().Default(3);";

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Baseline_takes_a_database_over_at_an_earlier_migration(string dialect)
    {
        using var p = await TwoAsync(dialect);
        await p.SqlAsync(Sql(p, "0000_one"));
        await p.RefusedAsync(4, ["baseline"], "ST4004", "0001_two");
        Assert.Contains("0000_one", (await p.ExpectAsync(0, "baseline", "--at", "0")).Output, StringComparison.Ordinal);
        Assert.Contains("0001_two", (await p.ExpectAsync(0, "migrate")).All, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Baseline_at_a_migration_that_the_database_is_past_is_refused(string dialect)
    {
        using var p = await TwoAsync(dialect);
        await p.SqlAsync(Sql(p, "0000_one"));
        await p.SqlAsync(Sql(p, "0001_two"));
        await p.RefusedAsync(4, ["baseline", "--at", "0000_one"], "ST4004", "migrations:0000_one");
        await p.RefusedAsync(2, ["baseline", "--at", "9"], "ST2030");
        await p.ExpectAsync(0, "baseline", "--at", "0001_two");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Accepted_drift_is_a_migration_that_its_database_has(string dialect)
    {
        using var p = await TwoAsync(dialect);
        // A database of SQLite is not there before the first migration.
        await p.RefusedAsync(p.IsSqlite ? 11 : 2, ["drift", "--accept", "by_hand"], p.IsSqlite ? "ST1243" : "ST4010");
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("no drift", (await p.ExpectAsync(0, "drift", "--accept", "by_hand")).Output, StringComparison.Ordinal);
        await p.SqlAsync("create index films_by_hand on films (year)");
        await p.ExpectAsync(4, "drift");
        Assert.Contains("0002_by_hand", (await p.ExpectAsync(0, "drift", "--accept", "by_hand")).Output, StringComparison.Ordinal);
        Assert.Contains("films_by_hand", p.Read("db/migrations/0002_by_hand.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
        await p.ExpectAsync(0, "check", "--files");
        Assert.Contains("up to date at 0002_by_hand", (await p.ExpectAsync(0, "migrate")).All, StringComparison.Ordinal);
        await p.ExpectAsync(0, "rollback");
        await p.ExpectAsync(0, "migrate");
    }

    [Fact]
    public async Task A_failed_run_names_its_environment()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Replace("strata.json", "\"local\": {", "\"staging\": { \"url\": \"sqlite:app.db\" }, \"local\": {");
        await p.CustomAsync("bad", "insert into nowhere values (1);");
        var failed = await p.ExpectAsync(7, "migrate", "--env", "staging");
        Assert.Contains("strata migrate --env staging", failed.Errors, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Repair_takes_a_number(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.CustomAsync("first", "create table a (id integer);");
        await p.CustomAsync("bad", "insert into nowhere values (1);");
        await p.ExpectAsync(7, "migrate");
        await p.RefusedAsync(2, ["repair", "--mark", "rolled-back", "9"], "ST2030");
        await p.ExpectAsync(0, "repair", "--mark", "rolled-back", "1");
        Assert.Contains("0001_bad", (await p.ExpectAsync(0, "status")).All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_custom_migration_that_was_edited_after_a_local_run_is_run_again(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.CustomAsync("first", "create table a (id integer);");
        var tag = await p.CustomAsync("rows", "create table b (id integer);\ninsert into b values (1);");
        p.Write($"db/migrations/{tag}.down.sql", "drop table b;\n");
        await p.ExpectAsync(0, "migrate");
        p.Replace($"db/migrations/{tag}.sql", "values (1)", "values (2)");
        await p.RefusedAsync(3, ["migrate"], "ST3012", "strata generate --amend");
        Assert.Contains("strata repair --env local", (await p.ExpectAsync(0, "generate", "--amend")).All, StringComparison.Ordinal);
        await p.RefusedAsync(3, ["migrate"], "ST3051", "strata repair");
        Assert.Contains($"strata repair --rerun {tag}", (await p.ExpectAsync(10, "repair")).All, StringComparison.Ordinal);
        await p.ExpectAsync(0, "repair", "--rerun", tag, "--allow-loss");
        Assert.Equal(["2"], await p.QueryAsync("select id from b"));
        await p.ExpectAsync(0, "migrate");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_custom_migration_without_a_down_script_is_rebuilt_or_accepted(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        var tag = await p.CustomAsync("rows", "create table b (id integer);\ninsert into b values (1);");
        await p.ExpectAsync(0, "migrate");
        p.Replace($"db/migrations/{tag}.sql", "values (1)", "values (2)");
        await p.ExpectAsync(0, "generate", "--amend");
        Assert.Contains("strata reset", (await p.ExpectAsync(10, "repair")).All, StringComparison.Ordinal);
        await p.RefusedAsync(9, ["repair", "--rerun", tag], "no down-script");
        await p.ExpectAsync(0, "reset", "--yes");
        Assert.Equal(["2"], await p.QueryAsync("select id from b"));
    }

    [Fact]
    public async Task A_squash_does_not_take_a_rebuild_for_data()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("rows", "insert into films (id, title) values (1, 'Ran');");
        p.Schema("Year  = Integer().Nullable();", "Year  = Integer().Default(1900);");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "generate", "--name", "rebuild");
        Assert.Contains("__strata_aside_films", p.Read("db/migrations/0002_rebuild.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "squash", "--keep-data");
        Assert.DoesNotContain("__strata_aside_films", p.Read($"db/migrations/{p.Migrations[0]}.sql"), StringComparison.Ordinal);
        Assert.Contains("'Ran'", p.Read($"db/migrations/{p.Migrations[0]}.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "reset", "--yes");
        Assert.Equal(["1"], await p.QueryAsync("select count(*) from films"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task An_acknowledgement_is_no_edit(string dialect)
    {
        using var p = await TwoAsync(dialect);
        var file = "db/migrations/0001_two.sql";
        p.Write(file, "-- strata:acknowledge SX2002 films.title\n" + p.Read(file));
        Assert.DoesNotContain("edited", (await p.ExpectAsync(0, "migrate")).All, StringComparison.Ordinal);
        p.Write(file, "-- a licence\n" + p.Read(file));
        Assert.Contains("edited", (await p.ExpectAsync(0, "migrate")).All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task An_empty_folder_is_not_up_to_date(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        Directory.CreateDirectory(p.At("db/migrations"));
        await p.RefusedAsync(2, ["migrate"], "ST3029");
        await p.RefusedAsync(2, ["migrate", "--dry-run"], "ST3029");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_recorded_commit_has_the_file(string dialect)
    {
        using var p = await TwoAsync(dialect);
        File.Move(p.At("db/migrations/0001_two.sql"), p.At("two.txt"));
        await GitTeam.InitAsync(p);
        p.Write(".gitignore", "*.db\n");
        await GitTeam.CommitAsync(p);
        File.Move(p.At("two.txt"), p.At("db/migrations/0001_two.sql"));
        var head = (await ProcessRunner.RunAsync("git", ["-C", p.Root, "rev-parse", "HEAD"])).Output.Trim();
        await p.ExpectAsync(0, "migrate");
        var history = p.IsSqlite ? "__strata_history" : "strata.history";
        Assert.Equal([$"0000_one|{head}", "0001_two|dirty"], await p.QueryAsync($"select tag, git_commit from {history} order by seq"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_run_without_a_home_and_without_write_access_ends_well(string dialect)
    {
        using var p = await server.ProjectAsync(dialect, obeysPermissions: true);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.CustomAsync("by_hand", "create table notes (id integer);");
        if (!p.IsSqlite)
            p.Replace("strata.json", "\"local\": {", "\"local\": { \"policy\": \"preview\",");
        p.Variables["HOME"] = null;
        p.Variables["XDG_CACHE_HOME"] = null;
        p.RunsProgram = true;
        var folders = Directory.GetDirectories(p.Root, "*", SearchOption.AllDirectories).Append(p.Root).ToList();
        if (p.IsSqlite)
            folders.Remove(p.Root);
        foreach (var folder in folders)
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            await p.ExpectAsync(0, "migrate", "--env", "local");
            await p.ExpectAsync(0, "status");
        }
        finally
        {
            foreach (var folder in folders)
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<CliProject> TwoAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + Rating);
        await p.ExpectAsync(0, "generate", "--name", "two");
        return p;
    }

    private static string Sql(CliProject p, string tag) => p.Read($"db/migrations/{tag}.sql");
}
