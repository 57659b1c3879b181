using System.Text.Json;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>
/// A migration that is out of order, with an earlier number than what a database has applied: refused, or run by a stated policy, never
/// passed over.
/// </summary>
public sealed class OutOfOrderTests(CliServer server)
{
    private const string Journal = "db/migrations/meta/_journal.json";
    private const string LocalPolicy = "\"environments\": {\n    \"local\": { \"outOfOrder\": \"apply\", ";

    /// <summary>A folder whose journal has 0000, the late ones and the last; the database has run the first and the last.</summary>
    private async Task<CliProject> MergedAsync(string dialect, string last, params string[] late)
    {
        var p = await server.ProjectAsync(dialect);
        await p.CustomAsync("first", "create table a (id integer primary key, n integer);");
        await p.ExpectAsync(0, "migrate");
        for (var i = 0; i < late.Length; i++)
            await p.CustomAsync("late" + (i + 1), late[i]);
        await p.CustomAsync("last", last);
        var all = p.Read(Journal);
        var hidden = p.Migrations.Where(m => m.Contains("_late", StringComparison.Ordinal)).ToList();
        using (var parsed = JsonDocument.Parse(all))
        {
            var entries = parsed
                .RootElement.GetProperty("entries")
                .EnumerateArray()
                .Where(e => !hidden.Contains(e.GetProperty("tag").GetString()!))
                .Select(e => e.GetRawText());
            p.Write(
                Journal,
                $"{{ \"version\": {parsed.RootElement.GetProperty("version").GetRawText()}, \"dialect\": \"{dialect}\", "
                    + $"\"entries\": [{string.Join(',', entries)}] }}"
            );
        }
        foreach (var tag in hidden)
            File.Move(p.At($"db/migrations/{tag}.sql"), p.At($"{tag}.later"));
        await p.ExpectAsync(0, "migrate");
        foreach (var tag in hidden)
            File.Move(p.At($"{tag}.later"), p.At($"db/migrations/{tag}.sql"));
        p.Write(Journal, all);
        return p;
    }

    private static Task<IReadOnlyList<string>> RowsAsync(CliProject p) =>
        p.QueryAsync(
            p.IsSqlite
                ? "select tag || ' ' || lower(state) from __strata_history order by seq"
                : "select tag || ' ' || state from strata.history order by seq"
        );

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Refused_unless_the_policy_says_otherwise_and_then_the_same_catalog(string dialect)
    {
        using var p = await MergedAsync(
            dialect,
            "create table z (id integer);",
            "create table l1 (id integer);",
            "create table l2 (id integer);"
        );
        await p.RefusedAsync(
            3,
            ["migrate"],
            "ST3054",
            "0001_late1, 0002_late2",
            "0003_last",
            "strata rebase",
            "strata migrate --out-of-order apply"
        );
        await p.RefusedAsync(3, ["check", "--files", "--env", "local"], "ST3054");
        await p.RefusedAsync(3, ["status"], "out of order", "0001_late1, 0002_late2 out of order");
        await p.RefusedAsync(3, ["status", "--all"], "ST3054");
        await p.RefusedAsync(2, ["migrate", "--out-of-order", "perhaps"], "ST2031");
        await p.RefusedAsync(3, ["migrate", "--to", "0", "--out-of-order", "apply"], "ST3054", "leave --to away");
        await p.RefusedAsync(0, ["migrate", "--dry-run", "--out-of-order", "apply"], "out of order: 0003_last");
        Assert.Contains("up to 0003_last", (await p.ExpectAsync(0, "drift")).Output, StringComparison.Ordinal);

        var done = await p.ExpectAsync(0, "migrate", "--out-of-order", "apply");
        foreach (var tag in new[] { "0001_late1", "0002_late2" })
            Assert.Contains($"out of order: {tag} runs after 0003_last", done.Output, StringComparison.Ordinal);
        Assert.Contains("is at 0003_last", done.Output, StringComparison.Ordinal);
        Assert.Equal(["0000_first applied", "0003_last applied", "0001_late1 applied", "0002_late2 applied"], await RowsAsync(p));
        Assert.Equal(2, (await p.ExpectAsync(0, "status", "--check")).Output.Split("out of order").Length - 1);
        Assert.Contains("0003_last", (await p.ExpectAsync(0, "status", "--all")).Output, StringComparison.Ordinal);
        await p.ExpectAsync(0, "drift");
        Assert.Contains("up to date at 0003_last", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
        Assert.Equal("", (await p.ExpectAsync(0, "diff", "--from", "env:local", "--to", "migrations")).Output.Trim());

        // The rollback follows the journal's order again; run anew they are in it.
        foreach (var (tag, table) in new[] { ("0003_last", "z"), ("0002_late2", "l2") })
        {
            p.Write($"db/migrations/{tag}.down.sql", $"drop table {table};\n");
            Assert.Contains($"rolled back {tag}", (await p.ExpectAsync(0, "rollback", "--allow-loss")).Output, StringComparison.Ordinal);
        }
        await p.ExpectAsync(0, "migrate");
        Assert.DoesNotContain("0002_late2  out of order", (await p.ExpectAsync(0, "status")).Output, StringComparison.Ordinal);
        Assert.Equal("0003_last applied", (await RowsAsync(p))[^1]);
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task One_that_conflicts_with_a_later_one_changes_nothing(string dialect)
    {
        using var p = await MergedAsync(
            dialect,
            "alter table a rename column n to m;",
            "create table l (id integer); create index a_n on a (n);"
        );
        p.Replace("strata.json", "\"environments\": {", "\"outOfOrder\": \"apply\",\n  \"environments\": {");
        var failed = await p.ExpectAsync(7, "migrate");
        Assert.Contains("nothing of 0001_late1 was applied; the database is at 0002_last", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(
            ["0"],
            await p.QueryAsync(
                p.IsSqlite ? "select count(*) from sqlite_schema where name = 'l'" : "select count(*) from pg_class where relname = 'l'"
            )
        );
        await p.ExpectAsync(0, "drift");
        await p.ExpectAsync(3, "migrate", "--out-of-order", "error");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_result_that_depends_on_the_order_is_found_every_time(string dialect)
    {
        using var p = await MergedAsync(
            dialect,
            "create table if not exists l (id integer);",
            "create table if not exists l (id integer, more integer);"
        );
        p.Replace("strata.json", "\"environments\": {\n    \"local\": { ", LocalPolicy);
        for (var i = 0; i < 2; i++)
            Assert.Contains("more", (await p.ExpectAsync(4, "migrate")).Errors, StringComparison.Ordinal);
        Assert.Contains("verifies it again", (await p.ExpectAsync(0, "status")).Errors, StringComparison.Ordinal);
        await p.SqlAsync("alter table l add column more integer");
        await p.ExpectAsync(0, "migrate");
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_protected_environment_is_asked_itself(string dialect)
    {
        using var p = await MergedAsync(dialect, "create table z (id integer);", "create table l (id integer);");
        p.Replace(
            "strata.json",
            "\"environments\": {\n    \"local\": { ",
            "\"outOfOrder\": \"apply\",\n  \"environments\": {\n    \"local\": { \"policy\": \"protected\", "
        );
        await p.RefusedAsync(3, ["migrate"], "ST3054");
        await p.RefusedAsync(9, ["migrate", "--out-of-order", "apply"], "ST9035", "\"outOfOrder\": \"apply\"");
        p.Replace("strata.json", "\"policy\": \"protected\"", "\"policy\": \"protected\", \"outOfOrder\": \"apply\"");
        await p.RefusedAsync(3, ["migrate", "--out-of-order", "error"], "ST3054");
        for (var i = 0; i < 2; i++)
            Assert.Contains("which is protected (strata.json:", (await p.ExpectAsync(0, "migrate")).Errors, StringComparison.Ordinal);
        p.Replace("strata.json", "\"protected\", \"outOfOrder\": \"apply\"", "\"protected\", \"outOfOrder\": \"aply\"");
        await p.RefusedAsync(2, ["migrate"], "ST2002", "error, apply");
    }

    [Fact]
    public async Task Outside_of_a_transaction_too()
    {
        using var p = await MergedAsync(
            "postgresql",
            "create table z (id integer);",
            "create unique index concurrently a_n on a (n);\ncreate index concurrently a_id on a (id);\n"
        );
        await p.SqlAsync("insert into a values (1, 1), (2, 1)");
        var failed = await p.ExpectAsync(7, "migrate", "--out-of-order", "apply");
        Assert.Contains("nothing of 0001_late1 was applied", failed.Errors, StringComparison.Ordinal);
        await p.SqlAsync("update a set n = id");
        await p.ExpectAsync(0, "migrate", "--out-of-order", "apply");
        Assert.Equal(
            ["a_id|True", "a_n|True"],
            await p.QueryAsync(
                "select relname, indisvalid from pg_index join pg_class on oid = indexrelid where relname like 'a\\__%' "
                    + "and relname <> 'a_pkey' order by 1"
            )
        );
        Assert.Equal(["0000_first applied", "0002_last applied", "0001_late1 applied"], await RowsAsync(p));
        await p.ExpectAsync(0, "drift");
    }
}
