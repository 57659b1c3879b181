using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Migrations that are written and that no database has run: removed, edited, and neither once one has.</summary>
public sealed class PendingTests(CliServer server)
{
    private const string Rating = "\n    public readonly Column Rating = Integer().Default(3);";

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Undo_of_the_last_migration_leaves_the_folder_as_it_was(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        var before = Files(p);
        p.Schema(Schemas.Last, Schemas.Last + Rating);
        await p.ExpectAsync(0, "generate", "--name", "two");
        Assert.Contains("0001_two.sql", (await p.ExpectAsync(0, "generate", "--undo")).Output, StringComparison.Ordinal);
        Assert.Equal(before, Files(p));
        await p.ExpectAsync(5, "generate", "--check");
        await p.ExpectAsync(0, "generate", "--undo");
        Assert.Empty(p.Migrations);
        await p.RefusedAsync(2, ["generate", "--undo"], "ST2132");
        await p.ExpectAsync(0, "generate", "--name", "again");
        await p.ExpectAsync(0, "check");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Undo_works_whatever_has_become_of_the_file(string dialect)
    {
        using var p = await TwoAsync(dialect);
        File.Delete(p.At("db/migrations/0001_two.sql"));
        await p.RefusedAsync(3, ["migrate"], "ST3010", "strata generate --undo");
        await p.ExpectAsync(0, "generate", "--undo");
        await p.ExpectAsync(0, "generate", "--name", "two");

        p.Write("db/migrations/0001_two.sql", p.Read("db/migrations/0001_two.sql") + "\ncreate table mine (id integer);\n");
        await p.RefusedAsync(3, ["migrate"], "ST3012", "strata generate --amend", "strata generate --undo");
        await p.RefusedAsync(10, ["generate", "--undo"], "ST1132", "--yes");
        await p.ExpectAsync(0, "generate", "--undo", "--yes");

        await p.ExpectAsync(0, "generate", "--custom", "--name", "empty");
        await p.ExpectAsync(0, "generate", "--undo");
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "check");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Undo_is_refused_where_a_database_has_it(string dialect)
    {
        using var p = await TwoAsync(dialect);
        await p.ExpectAsync(0, "migrate");
        var files = Files(p);
        await p.RefusedAsync(9, ["generate", "--undo"], "ST9065", "local", "strata rollback --env local");
        Assert.Equal(files, Files(p));
        await p.ExpectAsync(0, "rollback", "--env", "local", "--allow-loss");
        await p.ExpectAsync(0, "generate", "--undo");

        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.ExpectAsync(0, "migrate");
        Policy(p, "protected");
        await p.RefusedAsync(9, ["generate", "--undo"], "ST9065", "--as-migration");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Undo_needs_an_answer_for_a_database_that_cannot_be_read(string dialect)
    {
        using var p = await TwoAsync(dialect);
        p.Replace(
            "strata.json",
            "\"environments\": {",
            "\"environments\": { \"production\": { \"url\": \"env:NOWHERE_URL\", \"policy\": \"protected\" },"
        );
        var files = Files(p);
        await p.RefusedAsync(10, ["generate", "--undo"], "ST1131", "production", "--not-applied production");
        await p.RefusedAsync(2, ["generate", "--undo", "--not-applied", "prodution"], "production");
        Assert.Equal(files, Files(p));
        await p.ExpectAsync(0, "generate", "--undo", "--not-applied", "production");
    }

    /// <summary>Foreign keys that are deferred hold the end of one transaction: statement by statement they would be checked.</summary>
    [Fact]
    public async Task A_down_script_is_tried_as_rollback_runs_it()
    {
        using var p = await TwoAsync("sqlite");
        const string Down = "pragma defer_foreign_keys = on;\ndelete from films;\ndelete from actors;\n";
        p.Write(
            "db/src/Schema.cs",
            p.Read("db/src/Schema.cs")
                + "public sealed class Actors : Table\n{\n    public readonly Column Id = Integer().PrimaryKey();\n"
                + "    public readonly Column Film = Integer().References<Films>(f => f.Id);\n}\n"
        );
        await p.ExpectAsync(0, "generate", "--name", "three");
        var tag = await p.CustomAsync("rows", "insert into films (id, title) values (7, 'Ran');\ninsert into actors values (1, 7);\n");
        p.Write($"db/migrations/{tag}.down.sql", Down);
        Assert.Contains("4 down-scripts lead back", (await p.ExpectAsync(0, "migrate", "--test")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(tag, (await p.ExpectAsync(0, "migrate", "--test")).Errors, StringComparison.Ordinal);
        p.Write($"db/migrations/{tag}.down.sql", Down + "drop table actors;\n");
        await p.RefusedAsync(4, ["migrate", "--test"], "ST4003", $"{tag}.down.sql");
        p.Write($"db/migrations/{tag}.down.sql", Down);
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "rollback", "--allow-loss", "--yes");
    }

    [Fact]
    public async Task Amend_takes_a_backfill()
    {
        using var p = await TwoAsync("postgresql");
        await p.ExpectAsync(0, "migrate", "--to", "0000_one");
        await p.SqlAsync("insert into films (id, title, year) values (1, 'Ran', 1985)");
        var up = p.Read("db/migrations/0001_two.sql");
        p.Write("db/migrations/0001_two.sql", up + "\nupdate films set rating = 5 where year < 1990;\n");
        await p.RefusedAsync(3, ["migrate"], "ST3012", "strata generate --amend");
        Assert.Contains("amended 0001_two", (await p.ExpectAsync(0, "generate", "--amend")).Output, StringComparison.Ordinal);
        Assert.Contains("rows may be changed by", p.Read("db/migrations/0001_two.down.sql"), StringComparison.Ordinal);
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["5"], await p.QueryAsync("select rating from films"));
        await p.ExpectAsync(0, "rollback", "--allow-loss");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Amend_refuses_an_edit_that_leads_elsewhere(string dialect)
    {
        using var p = await TwoAsync(dialect);
        p.Write("db/migrations/0001_two.sql", p.Read("db/migrations/0001_two.sql") + "\ncreate table mine (id integer);\n");
        var files = Files(p);
        await p.RefusedAsync(4, ["generate", "--amend"], "ST4007", "mine", "strata generate --undo");
        Assert.Equal(files, Files(p));
        p.Write("db/migrations/0001_two.sql", "create tabel x;\n");
        Assert.Contains("tabel", (await p.ExpectAsync(7, "generate", "--amend")).Errors, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Amend_of_an_earlier_migration_keeps_the_chain(string dialect)
    {
        using var p = await TwoAsync(dialect);
        p.Write(
            "db/migrations/0000_one.sql",
            p.Read("db/migrations/0000_one.sql") + "\ninsert into films (id, title) values (1, 'Ran');\n"
        );
        await p.ExpectAsync(0, "generate", "--amend");
        await p.ExpectAsync(0, "check");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["3"], await p.QueryAsync("select rating from films"));
        Assert.Contains("no edits", (await p.ExpectAsync(0, "generate", "--amend")).Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Amend_writes_a_missing_or_foreign_snapshot_again(string dialect)
    {
        const string Snapshot = "db/migrations/meta/_snapshot.json";
        using var p = await TwoAsync(dialect);
        var snapshot = p.Read(Snapshot);
        foreach (
            var breakIt in new[]
            {
                () => File.Delete(p.At(Snapshot)),
                () => p.Replace(Snapshot, "rating", "ratings"),
                () => p.Write(Snapshot, "<<<<<<< ours\n" + snapshot),
            }
        )
        {
            breakIt();
            await p.ExpectAsync(3, "check");
            await p.ExpectAsync(0, "generate", "--amend");
            await p.ExpectAsync(0, "check");
            Assert.Equal(snapshot, p.Read(Snapshot));
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Amend_verifies_an_edited_down_script(string dialect)
    {
        using var p = await TwoAsync(dialect);
        var down = p.Read("db/migrations/0001_two.down.sql");
        p.Write("db/migrations/0001_two.down.sql", down + "\ndrop table films;\n");
        await p.RefusedAsync(3, ["migrate"], "ST3018", "strata generate --amend");
        await p.RefusedAsync(4, ["generate", "--amend"], "ST4008", "films");
        p.Write("db/migrations/0001_two.down.sql", down + "\nupdate films set title = title;\n");
        await p.ExpectAsync(0, "generate", "--amend");
        await p.ExpectAsync(0, "migrate", "--test");
        File.Delete(p.At("db/migrations/0001_two.down.sql"));
        await p.RefusedAsync(3, ["migrate"], "ST3018", "strata generate --amend");
        await p.ExpectAsync(0, "generate", "--amend");
        await p.ExpectAsync(0, "check");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Amend_is_refused_for_ever_once_a_guarded_database_has_it(string dialect)
    {
        using var p = await TwoAsync(dialect);
        Policy(p, "protected");
        await p.ExpectAsync(0, "migrate", "--env", "local");
        await GitTeam.InitAsync(p);
        p.Write(".gitignore", "*.db\n");
        await GitTeam.CommitAsync(p);
        p.Write("db/migrations/0001_two.sql", p.Read("db/migrations/0001_two.sql") + "\nupdate films set rating = 4;\n");
        var files = Files(p);
        var refused = await p.RefusedAsync(9, ["generate", "--amend"], "ST9066", "local", "git checkout HEAD -- ");
        Assert.Equal(files, Files(p));
        Assert.NotNull(refused);
        await p.RefusedAsync(3, ["migrate", "--env", "local"], "ST3012", "git checkout HEAD -- db/migrations/0001_two.sql");
    }

    private async Task<CliProject> TwoAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(Schemas.Last, Schemas.Last + Rating);
        await p.ExpectAsync(0, "generate", "--name", "two");
        return p;
    }

    private static void Policy(CliProject p, string policy) =>
        p.Replace("strata.json", "\"local\": {", $"\"local\": {{ \"policy\": \"{policy}\",");

    private static SortedDictionary<string, string> Files(CliProject p) =>
        new(
            Directory
                .EnumerateFiles(p.At("db/migrations"), "*", SearchOption.AllDirectories)
                .ToDictionary(f => Path.GetRelativePath(p.Root, f), File.ReadAllText),
            StringComparer.Ordinal
        );
}
