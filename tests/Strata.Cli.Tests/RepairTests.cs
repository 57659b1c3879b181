using Strata.Cli.Tests.Support;
using Strata.Core.Sql;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>
/// What failed, was interrupted, edited or lost is shown with its evidence, and repaired by an option that the evidence allows; no row of
/// the history is lost.
/// </summary>
public sealed class RepairTests(CliServer server)
{
    private static Task<IReadOnlyList<string>> RowsAsync(CliProject p) =>
        p.QueryAsync($"select tag || ' ' || replace(lower(state), '_', '') || ' ' || lower(kind) from {History(p)} order by seq");

    private static string History(CliProject p) => p.IsSqlite ? "__strata_history" : "strata.history";

    /// <summary>A first migration that is applied, and a second one as it is given.</summary>
    private async Task<(CliProject Project, string Tag)> StartAsync(string dialect, string sql)
    {
        var p = await server.ProjectAsync(dialect);
        await p.CustomAsync("first", "create table a (id integer primary key, n integer);");
        await p.ExpectAsync(0, "migrate");
        // Rows of the live database alone: on a shadow one the second migration passes.
        await p.SqlAsync("insert into a values (1, 1), (2, 1)");
        return (p, await p.CustomAsync("second", sql));
    }

    private static async Task<CliResult> EvidenceAsync(CliProject p, params string[] words)
    {
        var evidence = await p.RefusedAsync(10, ["repair"], words);
        Assert.Contains("ST1109", evidence.Errors, StringComparison.Ordinal);
        Assert.Contains("\"choice\"", (await p.RefusedAsync(10, ["repair", "--json"])).Output, StringComparison.Ordinal);
        return evidence;
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_transaction_that_failed_left_nothing(string dialect)
    {
        var (p, tag) = await StartAsync(dialect, "create table b (id integer);\ninsert into a values (1, 1);\n");
        using var _ = p;
        Assert.Contains("nothing to repair", (await p.RefusedAsync(0, ["repair"])).Output, StringComparison.Ordinal);
        await p.ExpectAsync(7, "migrate");
        await EvidenceAsync(
            p,
            $"{tag} failed, 0 of 2 statements",
            "statement 1: not done",
            "statement 2: not done",
            $"strata repair --mark rolled-back {tag}",
            "as before it: table",
            "error:",
            "not done (it commits together with its record"
        );
        await p.RefusedAsync(9, ["repair", "--mark", "applied", tag], "ST9036", "is missing");
        await p.RefusedAsync(2, ["repair", "--mark", "perhaps", tag], "ST2031", "perhaps");
        await p.RefusedAsync(2, ["repair", "--mark", "applied", "0007_other"], "ST2038", tag);
        await p.RefusedAsync(2, ["repair", "--resume", "--undo"], "ST2023", "--resume and --undo", "remove one of them");
        await p.RefusedAsync(2, ["repair", "--forget"], "no option --forget");

        await p.ExpectAsync(0, "repair", "--mark", "rolled-back", tag);
        Assert.Equal(["0000_first applied migrate", $"{tag} rolledback migrate"], await RowsAsync(p));
        var error = Assert.Single(await p.QueryAsync($"select error from {History(p)} where tag = '{tag}'"));
        Assert.Contains("; marked rolled-back by ", error, StringComparison.Ordinal);
        Assert.StartsWith("[", error, StringComparison.Ordinal);
        Assert.Contains("nothing to repair", (await p.ExpectAsync(0, "repair")).Output, StringComparison.Ordinal);

        p.Replace($"db/migrations/{tag}.sql", "insert into a values (1, 1)", "insert into a values (3, 1)");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["0000_first applied migrate", $"{tag} rolledback migrate", $"{tag} applied migrate"], await RowsAsync(p));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task One_that_was_mended_goes_on(string dialect)
    {
        var (p, tag) = await StartAsync(dialect, "create table b (id integer);\ninsert into a values (1, 1);\n");
        using var _ = p;
        await p.ExpectAsync(7, "migrate");
        p.Replace($"db/migrations/{tag}.sql", "(1, 1)", "(3, 1)");
        await p.ExpectAsync(0, "repair", "--resume");
        Assert.Equal(["0000_first applied migrate", $"{tag} applied migrate"], await RowsAsync(p));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_rest_done_by_hand_is_marked_and_the_next_ones_run(string dialect)
    {
        var (p, tag) = await StartAsync(dialect, "create table b (id integer);\ninsert into a values (1, 1);\n");
        using var _ = p;
        await p.ExpectAsync(7, "migrate");
        p.Replace($"db/migrations/{tag}.sql", "(1, 1)", "(3, 1)");
        await p.SqlAsync("create table b (id integer, other integer)");
        await EvidenceAsync(p, "as after it: table", "not possible: strata repair --mark applied");
        await p.RefusedAsync(9, ["repair", "--mark", "applied", tag], "ST9036", "other");
        await p.RefusedAsync(9, ["repair", "--mark", "rolled-back", tag], "ST9036");
        await p.SqlAsync("alter table b drop column other");
        await EvidenceAsync(p, "it is what the migrations lead to with it");
        await p.RefusedAsync(10, ["repair", "--mark", "applied", tag], "ST1114", "statement 2 is about rows", "--allow-loss");
        await p.ExpectAsync(0, "repair", "--mark", "applied", tag, "--allow-loss");
        Assert.Equal(["0000_first applied migrate", $"{tag} rolledback migrate", $"{tag} applied baseline"], await RowsAsync(p));
        await p.CustomAsync("third", "create table c (id integer);");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
    }

    [Fact]
    public async Task Half_of_it_outside_of_a_transaction_can_go_on_or_back()
    {
        var (p, tag) = await StartAsync(
            "postgresql",
            "create index concurrently a_id on a (id);\ncreate unique index concurrently a_n on a (n);\n"
        );
        using var _ = p;
        Assert.Contains("strata repair", (await p.ExpectAsync(8, "migrate")).Errors, StringComparison.Ordinal);
        await EvidenceAsync(
            p,
            "1 of 2 statements",
            "statement 1: done (recorded as done)",
            "statement 2: not done (it failed or was never sent)",
            "as after it: index",
            "as before it: index",
            "it has no down-script"
        );
        await p.RefusedAsync(9, ["repair", "--undo"], "ST9038", "no down-script");

        // A script that does not lead back is refused before it touches anything.
        p.Write($"db/migrations/{tag}.down.sql", "drop table a;\n");
        await p.RefusedAsync(9, ["repair", "--undo"], "ST9038", "does not lead to the state before");
        p.Write($"db/migrations/{tag}.down.sql", "drop index concurrently a_n;\ndrop index concurrently a_id;\n");
        // As an undo that was killed leaves it: nobody goes forward from there.
        await p.SqlAsync(
            $"insert into strata.step (tag, number, hash, state, found, started_at, fence) values ('{tag}:down', 1, "
                + $"'x', 'intent', 'Done', now(), 1)"
        );
        await p.RefusedAsync(3, ["migrate"], "ST3065", "strata repair --undo");
        await EvidenceAsync(p, "then its down-script was begun", "not possible: strata repair --resume");
        await p.ExpectAsync(0, "repair", "--undo", tag);
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from pg_class where relname in ('a_id', 'a_n')"));
        Assert.Equal(["0000_first applied migrate", $"{tag} rolledback migrate"], await RowsAsync(p));
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from strata.step where tag like '%second%'"));

        await p.ExpectAsync(8, "migrate");
        await p.SqlAsync("update a set n = id");
        await p.ExpectAsync(0, "repair", "--resume");
        Assert.Equal(
            ["2"],
            await p.QueryAsync(
                "select count(*) from pg_index join pg_class on oid = indexrelid where relname in ('a_id', 'a_n') and indisvalid"
            )
        );
    }

    [Fact]
    public async Task A_statement_whose_outcome_nobody_knows_is_not_repeated()
    {
        var (p, tag) = await StartAsync(
            "postgresql",
            "-- strata:transaction none\nalter table a add column m integer;\ncreate table b (id integer);\n"
        );
        using var _ = p;
        // As a process that was killed between its announcement and its answer leaves it.
        await p.SqlAsync("create table b (id integer)");
        await p.ExpectAsync(8, "migrate");
        var sent = SqlScript.Parse("create table b (id integer);", PostgresSyntax.Instance, tag).Statements[0].Hash;
        await p.SqlAsync(
            $"insert into strata.step (tag, number, hash, state, found, started_at, fence) values ('{tag}', 2, '{sent}', 'intent', "
                + "'Unknown', now(), 1)"
        );
        // (The table was somebody else's until here; whether it is now ours is just what nobody knows.)
        await EvidenceAsync(
            p,
            "statement 2: unknown",
            "it is what the migrations lead to with it",
            "the outcome of a statement that was sent is unknown"
        );
        await p.RefusedAsync(9, ["repair", "--resume"], "ST9043", "by hand");
        var again = await p.ExpectAsync(8, "migrate");
        Assert.Contains("the outcome of the next one is unknown", again.Errors, StringComparison.Ordinal);
        Assert.Contains("strata repair", again.Errors, StringComparison.Ordinal);
        await p.ExpectAsync(0, "repair", "--mark", "applied", tag);
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "drift");
    }

    [Fact]
    public async Task Rows_that_may_be_committed_are_not_overlooked()
    {
        var (p, tag) = await StartAsync(
            "postgresql",
            "-- strata:transaction none\ninsert into a values (3, 1);\ncreate unique index concurrently a_n on a (n);\n"
        );
        using var _ = p;
        await p.ExpectAsync(8, "migrate");
        await EvidenceAsync(p, "statement 1: done", "statement 1 is about rows, and may be committed");
        await p.RefusedAsync(10, ["repair", "--mark", "rolled-back", tag], "ST1114", "--allow-loss");
        await p.RefusedAsync(10, ["repair", "--undo"], "ST1114");
        await p.SqlAsync("delete from a where id = 3");
        await p.ExpectAsync(0, "repair", "--mark", "rolled-back", tag, "--allow-loss");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task An_edit_is_accepted_only_where_the_database_has_it(string dialect)
    {
        var (p, tag) = await StartAsync(dialect, "create table b (id integer);\ncreate table c (id integer);\n");
        using var _ = p;
        var journal = p.Read("db/migrations/meta/_journal.json");
        await GitTeam.InitAsync(p);
        p.Write(".gitignore", "*.db\n");
        await GitTeam.CommitAsync(p);
        await p.ExpectAsync(0, "migrate");
        // Another clone, whose journal has not got the seal yet.
        p.Write("db/migrations/meta/_journal.json", journal);
        p.Replace($"db/migrations/{tag}.sql", "table c (id integer)", "table c (id integer, more integer)");
        Assert.Contains("strata repair", (await p.RefusedAsync(3, ["migrate"], "ST3051")).Errors, StringComparison.Ordinal);
        await EvidenceAsync(
            p,
            "was edited after it was run: statement 2",
            "git checkout HEAD -- ",
            "as before it: table column",
            "not possible: strata repair --accept-edit"
        );
        await p.RefusedAsync(9, ["repair", "--accept-edit", tag], "ST9037", "more");
        await p.SqlAsync("alter table c add column more integer");
        var before = Assert.Single(await p.QueryAsync($"select hash from {History(p)} where tag = '{tag}'"));
        await p.ExpectAsync(0, "repair", "--accept-edit", tag);
        var hashes = await p.QueryAsync($"select hash from {History(p)} where tag = '{tag}' order by seq");
        Assert.Equal((2, before), (hashes.Count, hashes[0]));
        Assert.NotEqual(before, hashes[1]);
        Assert.Equal(["0000_first applied migrate", $"{tag} rolledback migrate", $"{tag} applied baseline"], await RowsAsync(p));
        await p.ExpectAsync(0, "migrate");
        Assert.DoesNotContain("out of order", (await p.ExpectAsync(0, "status")).All, StringComparison.Ordinal);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_row_that_this_checkout_does_not_know_names_its_commit(string dialect)
    {
        var (p, tag) = await StartAsync(dialect, "create table b (id integer);");
        using var _ = p;
        await ProcessRunner.RunAsync("git", ["-C", p.Root, "init", "-q"]);
        await ProcessRunner.RunAsync("git", ["-C", p.Root, "add", "-A"]);
        await ProcessRunner.RunAsync(
            "git",
            ["-C", p.Root, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "one"]
        );
        var commit = (await ProcessRunner.RunAsync("git", ["-C", p.Root, "rev-parse", "HEAD"])).Output.Trim();
        var journal = p.Read("db/migrations/meta/_journal.json");
        await p.ExpectAsync(0, "migrate");
        File.Delete(p.At($"db/migrations/{tag}.sql"));
        var start = journal.IndexOf("0000_first", StringComparison.Ordinal);
        p.Write("db/migrations/meta/_journal.json", journal[..(journal.IndexOf('}', start) + 1)] + "\n  ]\n}\n");
        await p.RefusedAsync(3, ["migrate"], "ST3052", "strata repair");
        await EvidenceAsync(p, $"{tag} is not in this folder", $"git branch --all --contains {commit}");
        await p.RefusedAsync(2, ["repair", "--mark", "rolled-back", tag], "ST2038", tag);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_protected_environment_wants_its_name(string dialect)
    {
        var (p, tag) = await StartAsync(dialect, "create table b (id integer);\ninsert into a values (1, 1);\n");
        using var _ = p;
        await p.ExpectAsync(7, "migrate");
        p.Replace("strata.json", "\"local\": { ", "\"local\": { \"policy\": \"protected\", ");
        await EvidenceAsync(p, "statement 1: not done");
        string[][] writing =
        [
            ["repair", "--resume"],
            ["repair", "--mark", "rolled-back", tag],
            ["repair", "--undo", tag],
        ];
        foreach (var arguments in writing)
            await p.RefusedAsync(10, arguments, "ST1110", "--confirm local");
        await p.RefusedAsync(2, ["repair", "--undo", tag, "--confirm", "other"], "ST2027");
        await p.ExpectAsync(0, "repair", "--undo", tag, "--confirm", "local");
        Assert.Equal(["0000_first applied migrate", $"{tag} rolledback migrate"], await RowsAsync(p));
    }

    [Fact]
    public async Task Evidence_needs_no_more_than_a_login_that_reads()
    {
        var (p, tag) = await StartAsync(
            "postgresql",
            "create index concurrently a_id on a (id);\ncreate unique index concurrently a_n on a (n);\n"
        );
        using var _ = p;
        await p.ExpectAsync(8, "migrate");
        var role = "r" + Guid.NewGuid().ToString("N")[..12];
        foreach (
            var sql in new[]
            {
                $"create role {role} login",
                $"grant usage on schema strata to {role}",
                $"grant select on all tables in schema strata to {role}",
                $"grant select on all tables in schema public to {role}",
            }
        )
            await p.SqlAsync(sql);
        var reads = new Npgsql.NpgsqlConnectionStringBuilder(p.Url) { Username = role }.ConnectionString;
        p.Replace("strata.json", p.Url, reads);
        var evidence = await p.ExpectAsync(10, "repair");
        Assert.Contains("statement 2: not done (it failed or was never sent)", evidence.Output, StringComparison.Ordinal);
        Assert.Contains($"strata repair --mark", evidence.Output, StringComparison.Ordinal);
        Assert.Contains(tag, evidence.Output, StringComparison.Ordinal);
    }
}
