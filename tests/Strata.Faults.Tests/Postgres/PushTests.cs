using Strata.Core.Execution;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Postgres.Execution;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Running a plan without a history.</summary>
public sealed class PushTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Batch Batch(TransactionMode mode, params string[] sql) => new(mode, [.. sql.Select(s => new Step(s))]);

    private static async Task<Plan> PushAsync(string database, RunOptions options, params Batch[] batches)
    {
        await using var target = new PostgresTarget(database);
        return await new PlanRunner(target, options, TimeProvider.System, _ => { }).RunAsync(
            (_, _, _) => Task.FromResult(new Plan([.. batches])),
            Token
        );
    }

    [Fact]
    public async Task Batches_are_transactions_and_the_database_is_stamped()
    {
        var database = await postgres.CreateDatabaseAsync();
        var options = Run.Options with { Environment = "local" };
        await PushAsync(
            database,
            options,
            Batch(TransactionMode.Shared, "create table a (id int)", "create table b (id int)"),
            Batch(TransactionMode.None, "create index concurrently a_id on a (id)")
        );
        Assert.Equal(["local|push"], await PostgresFixture.QueryAsync(database, "select environment, mode from strata.stamp"));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from strata.history"));

        using var project = new MigrationProject(PostgresSyntax.Instance);
        await project.AddAsync("select 1;", "one");
        Assert.Equal("ST9002", (await Run.FailAsync(ProblemKind.Refused, database, project, options)).Code);
    }

    [Fact]
    public async Task A_failed_batch_leaves_what_was_committed_before_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            PushAsync(
                database,
                Run.Options,
                Batch(TransactionMode.Shared, "create table a (id int)"),
                Batch(TransactionMode.Own, "create table b (id int)", "select nothing")
            )
        );
        Assert.Equal((ProblemKind.FailedPartial, "step 3:1:8"), (problem.Kind, problem.Problem.Where));
        Assert.StartsWith("1 of 3 steps are done", problem.Problem.State, StringComparison.Ordinal);
        Assert.Equal(["a"], await PostgresFixture.QueryAsync(database, "select tablename from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task The_first_batch_that_fails_changes_nothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            PushAsync(database, Run.Options, Batch(TransactionMode.Shared, "create table a (id int)", "create table a (id int)"))
        );
        Assert.Equal((ProblemKind.FailedUnchanged, "nothing was changed"), (problem.Kind, problem.Problem.State));
    }

    [Fact]
    public async Task A_build_that_fails_leaves_no_invalid_index_and_another_ones_stays()
    {
        var database = await postgres.CreateDatabaseAsync();
        await PostgresFixture.ExecuteAsync(database, "create table a (id int)");
        await PostgresFixture.ExecuteAsync(database, "insert into a values (1), (1)");
        const string Build = "create unique index concurrently a_id on a (id)";
        const string Invalid = "select count(*) from pg_index where not indisvalid";
        var failed = await Assert.ThrowsAsync<ProblemException>(() => PushAsync(database, Run.Options, Batch(TransactionMode.None, Build)));
        Assert.Contains("[23505]", failed.Problem.What, StringComparison.Ordinal);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, Invalid));

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => PostgresFixture.ExecuteAsync(database, Build));
        failed = await Assert.ThrowsAsync<ProblemException>(() => PushAsync(database, Run.Options, Batch(TransactionMode.None, Build)));
        Assert.Contains("this run did not leave it", failed.Problem.What, StringComparison.Ordinal);
        Assert.Equal(["1"], await PostgresFixture.QueryAsync(database, Invalid));
    }

    [Fact]
    public async Task The_plan_is_made_under_the_lock()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var target = new PostgresTarget(database);
        await new PlanRunner(target, Run.Options, TimeProvider.System, _ => { }).RunAsync(
            async (_, _, token) =>
            {
                await using var other = new PostgresTarget(database);
                await other.OpenAsync(token);
                Assert.False(await other.TryLockAsync(token));
                return Plan.Empty;
            },
            Token
        );
    }
}
