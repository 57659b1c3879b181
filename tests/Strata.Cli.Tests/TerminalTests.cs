using System.Diagnostics;
using System.Globalization;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>A person at a terminal: questions, and the keys and signals that end a command.</summary>
public sealed class TerminalTests(CliServer server)
{
    private const string Enter = "\r";
    private const string Down = "\e[B";
    private const string CtrlC = "\u0003";
    private const string CtrlD = "\u0004";
    private const string Escape = "\e";

    [Fact]
    public async Task A_rename_is_asked_about_and_then_what_is_inside()
    {
        using var p = await PushedAsync();
        p.Schema("public sealed class Films", "public sealed class Pictures");
        p.Schema("Title = Text();", "Name = Text();");
        p.Schema("Year  = Integer().Nullable();", "Year  = Integer().Nullable();\n    public readonly Column Id2 = Integer().Nullable();");
        using var terminal = new TerminalSession(p, "push");
        await terminal.AnswerAsync("renamed to pictures", Enter);
        await terminal.AnswerAsync("renamed to pictures.name", Enter);
        Assert.Equal(0, await terminal.EndAsync());
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, name from pictures"));
    }

    [Fact]
    public async Task A_loss_is_asked_about()
    {
        using var p = await PushedAsync();
        p.Schema("    public readonly Column Year  = Integer().Nullable();\n", "");
        (string, int, string)[] cases =
        [
            ("n" + Enter, 9, "3"),
            ("No" + Enter, 9, "3"),
            (Enter, 9, "3"),
            (CtrlD, 9, "3"),
            ("y" + CtrlD, 9, "3"),
            (Escape, 9, "3"),
            (CtrlC, 130, "3"),
            ("maybe" + Enter + "yes" + Enter, 0, "2"),
        ];
        foreach (var (keys, exit, columns) in cases)
        {
            using var terminal = new TerminalSession(p, "push");
            await terminal.AnswerAsync("Go on?", keys);
            var ended = await terminal.EndAsync();
            Assert.True(ended == exit, $"{ended}, wanted {exit}: {terminal.Seen}");
            Assert.Equal([columns], await p.QueryAsync("select count(*) from pragma_table_info('films')"));
        }
    }

    [Fact]
    public async Task A_drop_can_be_chosen()
    {
        using var p = await PushedAsync();
        p.Schema("Title = Text();", "Name = Text().Nullable();");
        using var terminal = new TerminalSession(p, "push");
        await terminal.AnswerAsync("renamed to films.name", Down + Enter);
        await terminal.AnswerAsync("Go on?", "y" + Enter);
        Assert.Equal(0, await terminal.EndAsync());
        Assert.Equal(["1|"], await p.QueryAsync("select id, name from films"));
    }

    [Theory, InlineData(CtrlD), InlineData(Escape)]
    public async Task End_of_input_at_a_list_chooses_nothing(string keys)
    {
        using var p = await PushedAsync();
        p.Schema("Title = Text();", "Name = Text().Nullable();");
        using var terminal = new TerminalSession(p, "push");
        await terminal.AnswerAsync("renamed to films.name", keys);
        Assert.True(await terminal.EndAsync() == 10, terminal.Seen);
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from films"));
    }

    [Theory, InlineData(CtrlD), InlineData(Escape)]
    public async Task End_of_input_confirms_no_name(string keys)
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Replace("strata.json", "\"url\":", "\"policy\": \"preview\", \"url\":");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        using var terminal = new TerminalSession(p, "reset --env local");
        await terminal.AnswerAsync("name to go on", "loc" + keys);
        Assert.True(await terminal.EndAsync() == 9, terminal.Seen);
        Assert.Equal(["1|Alien"], await p.QueryAsync("select id, title from films"));
    }

    [Fact]
    public async Task Init_asks_two_questions()
    {
        using var p = new CliProject("sqlite:app.db");
        Directory.CreateDirectory(p.Root);
        using var terminal = new TerminalSession(p, "init");
        await terminal.AnswerAsync("Which database?", Enter);
        await terminal.AnswerAsync("URL?", "sqlite:mine.db" + Enter);
        Assert.Equal(0, await terminal.EndAsync());
        Assert.Contains("sqlite:mine.db", p.Read("strata.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_ends_a_migration_and_the_next_run_finishes_it(string signal, int exit)
    {
        using var p = await server.ProjectAsync();
        await p.CustomAsync("table", "create table effects (n int); insert into effects values (1);");
        await p.CustomAsync(
            "slow",
            "insert into effects values (2); select pg_sleep(case when current_setting('application_name') = 'strata' then 20 else 0 end);"
        );
        using var process = Process.Start(p.Start("migrate"))!;
        for (
            var i = 0;
            i < 400
                && (
                    await p.QueryAsync(
                        "select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep%' and pid "
                            + "<> pg_backend_pid() and state = 'active'"
                    )
                ).Count == 0;
            i++
        )
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await ProcessRunner.RunAsync("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == exit, errors);
        Assert.Contains("nothing of 0001_slow was applied", errors, StringComparison.Ordinal);
        Assert.Contains("strata migrate", errors, StringComparison.Ordinal);
        Assert.Equal(["1"], await p.QueryAsync("select n from effects"));
        p.Replace("db/migrations/0001_slow.sql", "then 20", "then 0");
        await p.ExpectAsync(0, "migrate");
        Assert.Equal(["1", "2"], await p.QueryAsync("select n from effects order by n"));
    }

    [Fact]
    public async Task A_run_under_nohup_goes_on_after_a_hangup()
    {
        using var p = await server.ProjectAsync();
        await p.CustomAsync("slow", p.Sleep(4));
        var start = p.Start("migrate");
        (start.FileName, var program) = ("nohup", start.FileName);
        start.ArgumentList.Insert(0, program);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EventuallyAsync(async () =>
            (
                await p.QueryAsync(
                    "select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep%' and pid "
                        + "<> pg_backend_pid() and state = 'active'"
                )
            ).Count > 0
        );
        await ProcessRunner.RunAsync("kill", ["-HUP", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
    }

    [Fact]
    public async Task A_signal_while_a_shadow_database_is_filled_says_nothing_of_the_database()
    {
        using var p = await server.ProjectAsync();
        await p.CustomAsync("table", "create table effects (n int);");
        var database = new Npgsql.NpgsqlConnectionStringBuilder(p.Url).Database;
        await p.CustomAsync("slow", $"select pg_sleep(case when current_database() = '{database}' then 0 else 20 end);");
        using var process = Process.Start(p.Start("migrate"))!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await ProcessRunner.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 130, await errors);
        Assert.DoesNotContain("is at 0000_table", await errors, StringComparison.Ordinal);
        Assert.Equal(["0"], await p.QueryAsync("select count(*) from pg_tables where tablename = 'effects'"));
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Watching_pushes_each_change_until_it_is_ended(string dialect)
    {
        using var p = await PushedAsync(dialect);
        using var process = Process.Start(p.Start("push", "--watch"))!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = new System.Collections.Concurrent.ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, e) => errors.Enqueue(e.Data ?? "");
        process.BeginErrorReadLine();
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        await EventuallyAsync(async () => (await p.QueryAsync("select * from films"))[0].EndsWith("|3", StringComparison.Ordinal));
        p.Schema("Integer().Default(3)", "Intger().Default(3)");
        await EventuallyAsync(() => Task.FromResult(errors.Any(e => e.Contains("Intger", StringComparison.Ordinal))));
        p.Schema("Intger().Default(3)", "Integer().Default(3);\n    public readonly Column More = Integer().Default(4)");
        await EventuallyAsync(async () => (await p.QueryAsync("select * from films"))[0].EndsWith("|3|4", StringComparison.Ordinal));
        await ProcessRunner.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + string.Join('\n', errors));
        Assert.Contains("watching", await output, StringComparison.Ordinal);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await holds())
                return;
            await Task.Delay(100);
        }
        Assert.Fail("it did not come about in 30 s");
    }

    private async Task<CliProject> PushedAsync(string dialect = "sqlite")
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        return p;
    }
}
