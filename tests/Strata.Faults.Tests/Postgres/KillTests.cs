using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>A run that is killed anywhere is finished by the next one, and everything has happened once.</summary>
public sealed class KillTests(PostgresFixture postgres) : IDisposable
{
    private readonly MigrationProject _project = new(PostgresSyntax.Instance);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task At_every_boundary()
    {
        await Corpus.WriteAsync(_project);
        var whole = await postgres.CreateDatabaseAsync();
        var counted = await Worker.RunAsync("postgresql", whole, _project.Path);
        Assert.True(counted.ExitCode == 0, counted.Errors);
        var points = counted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(points.Length > 35, counted.Output);
        await Corpus.AssertAppliedAsync(whole, "none");
        for (var i = 1; i <= points.Length; i++)
        {
            var database = await postgres.CreateDatabaseAsync();
            var killed = await Worker.RunAsync("postgresql", database, _project.Path, failpoint: i);
            Assert.Equal((points[i - 1], 137), (killed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], killed.ExitCode));
            await Run.MigrateAsync(database, _project);
            await Corpus.AssertAppliedAsync(database, points[i - 1]);
        }
    }

    [Fact]
    public async Task At_random_moments()
    {
        await Corpus.WriteAsync(_project);
        var random = new Random(20261122);
        for (var i = 0; i < Worker.Kills; i++)
        {
            var database = await postgres.CreateDatabaseAsync();
            var killAfter = TimeSpan.FromMilliseconds(random.Next(150, 900));
            await Worker.RunAsync("postgresql", database, _project.Path, killAfter: killAfter);
            await Run.MigrateAsync(database, _project);
            await Corpus.AssertAppliedAsync(database, $"after {killAfter}");
        }
    }

    [Fact]
    public async Task Mixed_migrations_at_random_moments()
    {
        await MixedCorpus.WriteAsync(_project);
        var random = new Random(20261128);
        var killed = 0;
        for (var i = 0; i < Worker.Kills; i++)
        {
            var name = await postgres.Server.CreateDatabaseAsync(null, TestContext.Current.CancellationToken);
            var database = postgres.Server.ConnectionString(name);
            var killAfter = TimeSpan.FromMilliseconds(random.Next(150, 1500));
            killed += (await Worker.RunAsync("postgresql", database, _project.Path, killAfter: killAfter)).ExitCode == 0 ? 0 : 1;
            await Run.MigrateAsync(database, _project);
            await MixedCorpus.AssertAppliedAsync(database, $"kill {i + 1}, after {killAfter}");
            await postgres.Server.DropDatabaseAsync(name, TestContext.Current.CancellationToken);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} of {Worker.Kills} runs were killed before their end");
        Assert.True(killed > 0, "no run was killed before its end");
    }

    [Fact]
    public async Task In_the_middle_of_a_concurrent_build()
    {
        await _project.AddAsync(
            "create table effects (n int);\ncreate table big (v text);\ninsert into big select md5(i::text) from "
                + "generate_series(1, 60000) i;\ninsert into effects values (1);",
            "rows"
        );
        await _project.AddAsync(
            "create index concurrently big_v on big (v);\ninsert into effects values (2);\ncreate unique index "
                + "concurrently big_u on big (v, md5(v));",
            "index"
        );
        var caught = 0;
        for (var i = 0; i < Worker.Kills; i++)
        {
            var database = await postgres.CreateDatabaseAsync();
            await Run.MigrateAsync(database, _project, Run.Options with { To = 0 });
            caught += await KilledWhileBuildingAsync(database, delay: Random.Shared.Next(0, 60)) ? 1 : 0;
            await Run.MigrateAsync(database, _project);
            Assert.Equal(["1,2"], await PostgresFixture.QueryAsync(database, "select string_agg(n::text, ',' order by n) from effects"));
            Assert.Equal(
                ["big_u|True", "big_v|True"],
                await PostgresFixture.QueryAsync(
                    database,
                    "select relname, indisvalid from pg_index join pg_class on oid = indexrelid where relname like 'big%' order by 1"
                )
            );
        }
        Assert.True(caught * 2 >= Worker.Kills, $"only {caught} of {Worker.Kills} kills met a build");
    }

    /// <summary>Kills the run a moment after the server reports that it builds an index.</summary>
    private async Task<bool> KilledWhileBuildingAsync(string database, int delay)
    {
        using var building = new CancellationTokenSource();
        var running = Worker.KillableAsync("postgresql", database, _project.Path, building.Token);
        while (!running.IsCompleted)
        {
            if (
                (
                    await PostgresFixture.QueryAsync(
                        database,
                        "select 1 from pg_stat_progress_create_index where datname = current_database()"
                    )
                ).Count == 0
            )
                continue;
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            await building.CancelAsync();
            return await running == 137;
        }
        return false;
    }

    [Fact]
    public async Task A_killed_rollback_is_finished_too()
    {
        await Corpus.WriteAsync(_project);
        var whole = await postgres.CreateDatabaseAsync();
        await Run.MigrateAsync(whole, _project);
        var counted = await Worker.RunAsync("postgresql", whole, _project.Path, rollback: true);
        Assert.True(counted.ExitCode == 0, counted.Errors);
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(whole, "select count(*) from pg_tables where schemaname = 'public'"));
        var points = counted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i <= points.Length; i++)
        {
            var database = await postgres.CreateDatabaseAsync();
            await Run.MigrateAsync(database, _project);
            Assert.Equal(137, (await Worker.RunAsync("postgresql", database, _project.Path, failpoint: i, rollback: true)).ExitCode);
            var finished = await Worker.RunAsync("postgresql", database, _project.Path, rollback: true);
            Assert.True(finished.ExitCode == 0, $"{points[i - 1]}: {finished.Errors}");
            Assert.Equal(
                ["0"],
                await PostgresFixture.QueryAsync(database, "select count(*) from pg_class where relnamespace = 'public'::regnamespace")
            );
            await Run.MigrateAsync(database, _project);
            await Corpus.AssertAppliedAsync(database, points[i - 1]);
        }
    }

    [Fact]
    public async Task The_backend_is_terminated_again_and_again()
    {
        await _project.AddAsync("create table effects (n int);\ninsert into effects values (1);", "one");
        for (var i = 2; i <= 6; i++)
            await _project.AddAsync($"select pg_sleep(0.15);\ninsert into effects values ({i});", $"sleep{i}");
        var database = await postgres.CreateDatabaseAsync();
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database;
        var terminate =
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'strata' and datname = " + $"'{name}'";
        var running = Run.MigrateAsync(database, _project);
        for (var hits = 0; hits < 4 && !running.IsCompleted; )
        {
            await Task.Delay(120, TestContext.Current.CancellationToken);
            hits += (await PostgresFixture.QueryAsync(postgres.Server.ConnectionString(), terminate)).Count;
        }
        await running;
        Assert.Equal(
            ["1,2,3,4,5,6"],
            await PostgresFixture.QueryAsync(database, "select string_agg(n::text, ',' order by n) from effects")
        );
    }
}
