using Microsoft.Data.Sqlite;
using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Another process uses the file: one that locks it as a whole, and one that only reads.</summary>
public sealed class SqliteLockTests(CliServer server)
{
    private static readonly TimeSpan s_held = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData("begin exclusive")]
    [InlineData("begin immediate")]
    [InlineData("begin; select count(*) from sqlite_schema")]
    public async Task Migrate_waits_for_the_end_of_another_process(string sql)
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await using var other = await OpenAsync(p, sql);
        var held = ReleaseAsync(other);
        await p.ExpectAsync(0, "migrate", "--lock-wait", "60s");
        await held;
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from films"));
    }

    [Fact]
    public async Task Migrate_gives_up_after_the_lock_wait_and_changes_nothing()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await using var other = await OpenAsync(p, "begin exclusive");
        await p.ExpectAsync(6, "migrate", "--lock-wait", "2s");
        await ReleaseAsync(other);
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from sqlite_schema where name = 'films'"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Two_first_pushes_at_once_both_go_through(bool isThere)
    {
        using var p = await server.ProjectAsync("sqlite");
        if (isThere)
            await (await OpenAsync(p, "drop table others")).DisposeAsync();
        void Overtake(CancellationTokenSource _)
        {
            using var quicker = System.Diagnostics.Process.Start(p.Start("push"))!;
            quicker.StandardOutput.ReadToEnd();
            quicker.WaitForExit();
            Assert.Equal(0, quicker.ExitCode);
        }

        var pushed = await p.RunHookedAsync("CREATE TABLE", Overtake, "push");
        Assert.True(pushed.Exit == 0, pushed.All);
        Assert.Contains("another process has", pushed.All, StringComparison.Ordinal);
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from films"));
    }

    [Fact]
    public async Task A_push_that_is_overtaken_by_other_changes_keeps_them()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "push");
        p.Schema("Title = Text();", "Title = Text();\n    public readonly Column Note = Text().Nullable();");
        void Overtake(CancellationTokenSource _)
        {
            using var other = new SqliteConnection($"Data Source={p.At("app.db")};Pooling=False");
            other.Open();
            using var command = new SqliteCommand("alter table films add column note text", other);
            command.ExecuteNonQuery();
        }

        var pushed = await p.RunHookedAsync("ADD COLUMN", Overtake, "push");
        Assert.True(pushed.Exit == 0, pushed.All);
        Assert.Equal(["4"], await p.QueryAsync("select count(*) from pragma_table_info('films')"));
    }

    private static async Task<SqliteConnection> OpenAsync(CliProject p, string sql)
    {
        var other = new SqliteConnection($"Data Source={p.At("app.db")};Pooling=False");
        await other.OpenAsync();
        foreach (var each in (string[])["create table if not exists others (id integer)", .. sql.Split("; ")])
        {
            await using var command = new SqliteCommand(each, other);
            await command.ExecuteNonQueryAsync();
        }
        return other;
    }

    private static async Task ReleaseAsync(SqliteConnection other)
    {
        await Task.Delay(s_held, TestContext.Current.CancellationToken);
        await using var command = new SqliteCommand("rollback", other);
        await command.ExecuteNonQueryAsync();
    }
}
