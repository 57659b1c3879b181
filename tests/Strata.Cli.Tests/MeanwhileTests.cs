using Strata.Cli.Tests.Support;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Pushing;
using Strata.Testing;
using static Strata.Cli.Tests.Support.GitTeam;

namespace Strata.Cli.Tests;

/// <summary>Something happens between the moment at which a command looked and the one at which it acts.</summary>
public sealed class MeanwhileTests(CliServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static StrataProject Open(CliProject p, IDecisions decisions) =>
        StrataProject.Open(p.Root, "local", new StrataHost { Decisions = decisions });

    private async Task<CliProject> ProjectAsync(string dialect)
    {
        var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate", "--name", "films");
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Nullable();");
        await p.ExpectAsync(0, "generate", "--name", "rating");
        await p.ExpectAsync(0, "migrate");
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        return p;
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Rollback_rolls_back_nothing_else_than_what_was_agreed_to(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await using var project = Open(p, new Deciding(() => p.ExpectAsync(0, "rollback", "--allow-loss")));
        var stopped = await Assert.ThrowsAsync<ProblemException>(() => project.RollbackAsync(cancellationToken: Token));
        Assert.Equal(("ST3071", "nothing was run"), (stopped.Problem.Code, stopped.Problem.State));
        Assert.Contains("0001_rating", stopped.Problem.What, StringComparison.Ordinal);
        Assert.Contains("0000_films", stopped.Problem.What, StringComparison.Ordinal);
        Assert.Equal(["1"], await p.QueryAsync("select id from films"));
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Reset_drops_nothing_that_nobody_was_shown(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        await using var project = Open(p, new Deciding(() => p.SqlAsync("create table extra (id int primary key)")));
        var stopped = await Assert.ThrowsAsync<ProblemException>(() => project.ResetAsync(cancellationToken: Token));
        Assert.Equal(("ST3071", "nothing was dropped"), (stopped.Problem.Code, stopped.Problem.State));
        Assert.Contains("extra", stopped.Problem.What, StringComparison.Ordinal);
        Assert.Equal(["1"], await p.QueryAsync("select id from films"));
        Assert.Empty(await p.QueryAsync("select id from extra"));
    }

    [Theory, InlineData("sqlite"), InlineData("postgresql")]
    public async Task Reset_that_stops_after_the_drop_says_so_and_begins_again(string dialect)
    {
        using var p = await ProjectAsync(dialect);
        p.Replace("strata.json", "\"schema\":", "\"seed\": \"db/seed\", \"schema\":");
        p.Write("db/seed/01.sql", "insert into films (id, title) values (7, 'Heat');\n");
        p.Write("db/seed/02.sql", "insert into films (id, title) values (7, 'Heat');\n");
        var stopped = await p.ExpectAsync(7, "reset", "--yes");
        foreach (var told in (string[])["held was dropped", "1 of 2 seed files were loaded", "strata reset --env local"])
            Assert.Contains(told, stopped.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was changed", stopped.All, StringComparison.Ordinal);
        p.Write("db/seed/02.sql", "insert into films (id, title) values (8, 'Ronin');\n");
        await p.ExpectAsync(0, "reset", "--yes");
        Assert.Equal(["7", "8"], await p.QueryAsync("select id from films order by id"));
    }

    [Fact]
    public async Task Generate_loses_no_migration_that_another_wrote_meanwhile()
    {
        using var p = await ProjectAsync("sqlite");
        p.Schema("Rating", "Stars");
        string[]? between = null;
        await using var project = Open(
            p,
            new Deciding(async () =>
            {
                if (between is not null)
                    return;
                await p.CustomAsync("other", "create index by_title on films (title);\n");
                between = p.Migrations.ToArray();
            })
            {
                Choice = 1,
            }
        );
        var stopped = await Assert.ThrowsAsync<ProblemException>(() => project.GenerateAsync(cancellationToken: Token));
        Assert.Equal(("ST3072", ProblemKind.LockBusy), (stopped.Problem.Code, stopped.Kind));
        Assert.Equal(between, p.Migrations.ToArray());
        await p.ExpectAsync(0, "migrate");
    }

    [Fact]
    public async Task Rollback_that_did_not_end_is_gone_on_with_before_anything_else()
    {
        using var p = await server.ProjectAsync("postgresql");
        await p.ExpectAsync(0, "generate", "--name", "films");
        var tag = await p.CustomAsync("index", "create index concurrently by_title on films (title);\n");
        const string Down = "drop index concurrently by_title;\nselect 1 / (select count(*) from films);\n";
        p.Write($"db/migrations/{tag}.down.sql", Down);
        await p.ExpectAsync(0, "migrate");
        Assert.Contains("1 of 2 statements", (await p.ExpectAsync(8, "rollback", "--allow-loss")).Errors, StringComparison.Ordinal);
        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Nullable();");
        await p.CustomAsync("later", "create table later (id int primary key);\n");
        await p.RefusedAsync(3, ["migrate"], "ST3065", "rollback was begun and did not end", "strata rollback");
        Assert.Contains("did not end", (await p.RunAsync("status")).All, StringComparison.Ordinal);
        await p.SqlAsync("insert into films (id, title) values (1, 'Alien')");
        await p.ExpectAsync(0, "rollback", "--allow-loss");
        Assert.Contains("0001", (await p.ExpectAsync(0, "migrate")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_migration_is_no_drift()
    {
        using var p = await ProjectAsync("postgresql");
        var tag = await p.CustomAsync("index", "create index concurrently by_title on films (title);\n");
        await using var blocking = await PostgresFixture.OpenAsync(p.Url);
        await using var transaction = await blocking.BeginTransactionAsync(Token);
        await using (var command = blocking.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = "update films set title = 'Aliens'";
            await command.ExecuteNonQueryAsync(Token);
        }
        var running = p.RunAsync("migrate");
        while ((await p.QueryAsync("select 1 from pg_index where not indisvalid")).Count == 0)
            await Task.Delay(50, Token);
        var status = await p.RunAsync("status");
        Assert.DoesNotContain("ST4013", status.All, StringComparison.Ordinal);
        await p.RefusedAsync(4, ["drift", "--sql"], "ST4014", "is running");
        Assert.DoesNotContain("DROP INDEX", (await p.RunAsync("doctor")).All, StringComparison.Ordinal);
        await transaction.RollbackAsync(Token);
        Assert.Equal(0, (await running).Exit);
        Assert.NotNull(tag);
    }

    [Fact]
    public async Task Edited_configuration_lifts_no_guard_of_a_protected_environment()
    {
        using var p = await server.ProjectAsync("sqlite");
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "sqlite", "promote": ["staging", "production"], "environments": {
                "staging": { "url": "sqlite:staging.db", "policy": "protected" },
                "production": { "url": "{{p.Url}}", "policy": "protected" } } }
            """
        );
        p.Write(".gitignore", "*.db\n*.db-*\n.strata*\n");
        await GitAsync(p, "init", "-q");
        await GitAsync(p, "config", "user.email", "me@example.com");
        await GitAsync(p, "config", "user.name", "me");
        await p.ExpectAsync(0, "generate", "--name", "one");
        await GitAsync(p, "add", "-A");
        await GitAsync(p, "commit", "-q", "-m", "x");
        await p.RefusedAsync(9, ["migrate", "--env", "production"], "ST9061");
        p.Replace("strata.json", "\"promote\": [\"staging\", \"production\"],", "\"requireCommitted\": false,");
        await p.RefusedAsync(9, ["migrate", "--env", "production"], "ST9060", "strata.json");
        await GitAsync(p, "commit", "-qam", "lifted, and reviewed");
        await p.ExpectAsync(0, "migrate", "--env", "production");
    }

    [Fact]
    public async Task Interrupted_statement_that_commits_by_itself_leads_to_repair()
    {
        using var p = await server.ProjectAsync("postgresql");
        await p.ExpectAsync(0, "generate", "--name", "films");
        await p.CustomAsync(
            "many",
            """
            do $$ begin
                for i in 1..500 loop
                    insert into films (id, title) values (i, 'x'); commit;
                    if current_database() = '@' then perform pg_sleep(0.05); end if;
                end loop;
            end $$;
            """.Replace("@", new Npgsql.NpgsqlConnectionStringBuilder(p.Url).Database, StringComparison.Ordinal)
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var project = Open(p, NoDecisions.Instance);
        var running = project.MigrateAsync(cancellationToken: stop.Token);
        while ((await p.QueryAsync("select 1 where to_regclass('films') is not null")) is not ["1"])
            await Task.Delay(20, Token);
        while ((await p.QueryAsync("select 1 from films limit 1")).Count == 0)
            await Task.Delay(20, Token);
        await stop.CancelAsync();
        var stopped = await Assert.ThrowsAsync<ProblemException>(() => running);
        Assert.Equal(ProblemKind.Interrupted, stopped.Kind);
        Assert.Contains("unknown", stopped.Problem.State, StringComparison.Ordinal);
        Assert.Contains("repair", $"{stopped.Problem.Next}", StringComparison.Ordinal);
        Assert.Contains("repair", (await p.ExpectAsync(8, "migrate")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_that_is_ended_says_how_often_it_changed_the_database()
    {
        using var p = await server.ProjectAsync("sqlite");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var project = Open(p, NoDecisions.Instance);
        var result = await project.WatchAsync(new PushRequest(), _ => ended.Cancel(), _ => { }, ended.Token);
        Assert.Equal(1, result.Pushes);
    }

    /// <summary>Says yes, after something else happened.</summary>
    private sealed class Deciding(Func<Task> meanwhile) : IDecisions
    {
        public int Choice { get; init; }

        public bool CanAnswer(Question question) => true;

        public async ValueTask<Answer> ConfirmAsync(Question question, CancellationToken cancellationToken)
        {
            await meanwhile();
            return Answer.Yes;
        }

        public ValueTask<Answer> ConfirmByNameAsync(Question question, string name, CancellationToken cancellationToken) =>
            ConfirmAsync(question, cancellationToken);

        public async ValueTask<int?> ChooseAsync(Question question, IReadOnlyList<string> choices, CancellationToken cancellationToken)
        {
            await meanwhile();
            return Choice;
        }

        public ValueTask<string> AskAsync(Question question, string suggestion, CancellationToken cancellationToken) =>
            ValueTask.FromResult(suggestion);
    }
}
