using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>A run that is killed anywhere is finished by the next one, and everything has happened once.</summary>
public sealed class KillTests(PostgresFixture postgres) : IDisposable
{
    private static readonly (string Name, string Sql, string Down)[] s_corpus =
    [
        (
            "tables",
            "create table effects (n int);\ncreate table a (id int, v text);\ninsert into a select i, i::text from "
                + "generate_series(1, 2000) i;",
            "drop table a;\ndrop table effects;"
        ),
        (
            "index",
            "create index concurrently a_id on a (id);\ninsert into effects values (1);\ncreate unique index "
                + "concurrently if not exists a_v on public.a (v);",
            "drop index concurrently a_v;\ndrop index a_id;\ndelete from effects where n = 1;"
        ),
        (
            "mixed",
            "insert into effects values (2);\ndrop index concurrently a_id;\nreindex (verbose) table concurrently "
                + "a;\nvacuum a;\ninsert into effects values (3);",
            "delete from effects where n > 1;\ncreate index concurrently a_id on a (id);"
        ),
        (
            "parts",
            "create table p (id int) partition by range (id);\ncreate table p1 partition of p for values from (0) to "
                + "(9);\nalter table p detach partition p1 concurrently;\ninsert into effects values (4);",
            "drop table p;\ndrop table p1;\ndelete from effects where n = 4;"
        ),
        (
            "enum",
            "create type mood as enum ('sad');\nalter type mood add value 'happy';\ncreate table m (m mood default "
                + "'happy');\ninsert into effects values (5);",
            "drop table m;\ndrop type mood;\ndelete from effects where n = 5;"
        ),
        (
            "batches",
            """
            -- strata:transaction own
            alter type mood add value 'calm';

            -- strata:transaction shared
            insert into m values ('calm');
            insert into effects values (6);

            -- strata:transaction shared
            insert into effects values (7);

            -- strata:transaction none
            create index concurrently m_m on m (m);
            create unique index concurrently m_u on m (m desc);
            """,
            """
            -- strata:transaction none
            drop index concurrently m_u;
            drop index concurrently m_m;

            -- strata:transaction shared
            delete from effects where n = 7;

            -- strata:transaction shared
            delete from m where m = 'calm';
            delete from effects where n = 6;
            """
        ),
    ];

    private readonly MigrationProject _project = new(PostgresSyntax.Instance);

    public void Dispose() => _project.Dispose();

    private async Task WriteAsync()
    {
        foreach (var (name, sql, down) in s_corpus)
            await _project.AddAsync(sql, name, down);
    }

    private static async Task AssertAllAppliedAsync(string database, string point)
    {
        Assert.Equal(
            (point, "1,2,3,4,5,6,7"),
            (point, (await PostgresFixture.QueryAsync(database, "select string_agg(n::text, ',' order by n) from effects"))[0])
        );
        Assert.Equal(
            (point, "0"),
            (point, (await PostgresFixture.QueryAsync(database, "select count(*) from pg_index where not indisvalid"))[0])
        );
        Assert.Equal(
            (point, "6"),
            (point, (await PostgresFixture.QueryAsync(database, "select count(*) from strata.history where state = 'applied'"))[0])
        );
        Assert.Equal(
            (point, "a_v,m_m,m_u"),
            (
                point,
                (
                    await PostgresFixture.QueryAsync(
                        database,
                        "select string_agg(indexname, ',' order by indexname) from pg_indexes where schemaname = 'public'"
                    )
                )[0]
            )
        );
        Assert.Equal(
            (point, "0"),
            (point, (await PostgresFixture.QueryAsync(database, "select count(*) from strata.step where state = 'intent'"))[0])
        );
    }

    [Fact]
    public async Task At_every_boundary()
    {
        await WriteAsync();
        var whole = await postgres.CreateDatabaseAsync();
        var counted = await Worker.RunAsync("postgresql", whole, _project.Path);
        Assert.True(counted.ExitCode == 0, counted.Errors);
        var points = counted.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(points.Length > 35, counted.Output);
        await AssertAllAppliedAsync(whole, "none");
        for (var i = 1; i <= points.Length; i++)
        {
            var database = await postgres.CreateDatabaseAsync();
            var killed = await Worker.RunAsync("postgresql", database, _project.Path, failpoint: i);
            Assert.Equal((points[i - 1], 137), (killed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], killed.ExitCode));
            await Run.MigrateAsync(database, _project);
            await AssertAllAppliedAsync(database, points[i - 1]);
        }
    }

    [Fact]
    public async Task At_random_moments()
    {
        await WriteAsync();
        var random = new Random(20261122);
        for (var i = 0; i < Worker.Kills; i++)
        {
            var database = await postgres.CreateDatabaseAsync();
            var killAfter = TimeSpan.FromMilliseconds(random.Next(150, 900));
            await Worker.RunAsync("postgresql", database, _project.Path, killAfter: killAfter);
            await Run.MigrateAsync(database, _project);
            await AssertAllAppliedAsync(database, $"after {killAfter}");
        }
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
        await WriteAsync();
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
            await AssertAllAppliedAsync(database, points[i - 1]);
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
