using Npgsql;
using Strata.Cli.Tests.Support;
using Strata.Testing;

namespace Strata.Cli.Tests;

/// <summary>A database is replaced by a copy of another one, and comes back.</summary>
public sealed class WipeTests(CliServer server)
{
    /// <summary>Two environments with the same migration and other rows; "staging" as its config says.</summary>
    private async Task<(CliProject Local, CliProject Staging)> TwoAsync(string dialect, string staging)
    {
        var p = await server.ProjectAsync(dialect);
        var other = new CliProject(
            p.IsSqlite
                ? $"sqlite:{p.At("staging.db")}"
                : server.Server.ConnectionString(await server.Server.CreateDatabaseAsync(null, CancellationToken.None))
        );
        Config(p, other, staging);
        await p.ExpectAsync(0, "generate", "--name", "one");
        await p.ExpectAsync(0, "migrate");
        await p.ExpectAsync(0, "migrate", "--env", "staging");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        await QueryAsync(p, other, "insert into films values (7, 'of staging', null), (8, 'more', 1)");
        return (p, other);
    }

    private const string Open = """, "policy": "open" """;

    private static void Config(CliProject p, CliProject other, string staging) =>
        p.Write(
            "strata.json",
            $$"""
            { "dialect": "{{(p.IsSqlite ? "sqlite" : "postgresql")}}",
              "environments": { "local": { "url": "{{p.Url}}" }, "staging": { "url": "{{other.Url}}"{{staging}} } } }
            """
        );

    private static async Task<IReadOnlyList<string>> QueryAsync(CliProject p, CliProject other, string sql)
    {
        if (!p.IsSqlite)
            return await PostgresFixture.QueryAsync(other.Url, sql);
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = p.At("staging.db"), Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new Microsoft.Data.Sqlite.SqliteCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i)))
                )
            );
        return rows;
    }

    private static readonly string[] s_wipe = ["deploy", "--env", "staging", "--db-wipe", "--from", "local"];

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task It_takes_the_place_and_comes_back(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, """, "policy": "preview" """);
        using (p)
        using (staging)
        {
            await p.RefusedAsync(10, s_wipe, "ST5020", "--confirm staging");
            await p.RefusedAsync(10, [.. s_wipe, "--yes"], "ST5020");
            var before = await p.FingerprintAsync();
            var done = await p.ExpectAsync(0, [.. s_wipe, "--confirm", "staging"]);
            Assert.Contains("restored and compared", done.Output, StringComparison.Ordinal);
            Assert.Equal(["1|Alien|1979"], await QueryAsync(p, staging, "select * from films order by id"));
            Assert.Equal(before, await p.FingerprintAsync());
            // It is staging's: the guard knows it, and nothing is pending.
            Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate", "--env", "staging")).Output, StringComparison.Ordinal);
            await p.ExpectAsync(0, "drift", "--env", "staging");

            await QueryAsync(p, staging, "insert into films values (2, 'later', null)");
            await p.RefusedAsync(10, ["undo-wipe", "--env", "staging"], "ST5020", "--confirm staging");
            await p.ExpectAsync(0, "undo-wipe", "--env", "staging", "--confirm", "staging");
            Assert.Equal(["7|of staging|", "8|more|1"], await QueryAsync(p, staging, "select * from films order by id"));
            Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate", "--env", "staging")).Output, StringComparison.Ordinal);
            // And forth again.
            await p.ExpectAsync(0, "undo-wipe", "--env", "staging", "--confirm", "staging");
            Assert.Equal(["1|Alien|1979", "2|later|"], await QueryAsync(p, staging, "select * from films order by id"));
            Assert.Empty(Directory.GetFileSystemEntries(p.At("db/backups"), ".strata*"));
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_record_after_its_undo_tells_the_end_of_every_run(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, """, "policy": "protected", "allow": ["wipe"] """);
        using (p)
        using (staging)
        {
            await p.ExpectAsync(0, [.. s_wipe, "--confirm", "staging"]);
            for (var i = 0; i < 2; i++)
            {
                await p.ExpectAsync(0, "undo-wipe", "--env", "staging", "--confirm", "staging");
                var runs = await p.ExpectAsync(0, "status", "--runs", "--env", "staging");
                Assert.DoesNotContain("not ended", runs.Output, StringComparison.Ordinal);
                Assert.Contains("deploy", runs.Output, StringComparison.Ordinal);
                Assert.Equal(i + 1, runs.Output.Split("undo-wipe").Length - 1);
                var status = await p.ExpectAsync(0, "status", "--env", "staging");
                Assert.DoesNotContain("running", status.Output, StringComparison.Ordinal);
            }
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Refusals_change_nothing(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, """, "policy": "protected" """);
        using (p)
        using (staging)
        {
            await p.RefusedAsync(9, [.. s_wipe, "--confirm", "staging"], "ST9051", "\"allow\": [\"wipe\"]");
            await p.RefusedAsync(9, ["undo-wipe", "--env", "staging", "--confirm", "staging"], "ST9051");
            await p.RefusedAsync(2, ["deploy", "--env", "local", "--db-wipe", "--from", "local"], "ST5044");
            Config(p, staging, """, "policy": "protected", "allow": ["wipe"] """);
            await p.RefusedAsync(9, ["undo-wipe", "--env", "staging", "--confirm", "staging"], "ST5043");
            // The same database under another name.
            var again = p.IsSqlite
                ? "sqlite:./staging.db"
                : staging.Url.Replace("Database=", "Application Name=other;Database=", StringComparison.Ordinal);
            p.Replace("strata.json", "\"environments\": {", $"\"environments\": {{ \"again\": {{ \"url\": \"{again}\" }},");
            await p.RefusedAsync(9, ["deploy", "--env", "staging", "--db-wipe", "--from", "again", "--confirm", "staging"], "ST9001");
            // One that push owns.
            await p.ExpectAsync(0, "env", "convert");
            await p.RefusedAsync(9, [.. s_wipe, "--confirm", "staging"], "ST9054", "strata baseline --env local");
            await p.ExpectAsync(0, "baseline");
            var done = await p.ExpectAsync(0, [.. s_wipe, "--confirm", "staging"]);
            Assert.Contains("allows \"wipe\" for \"staging\"", done.Errors, StringComparison.Ordinal);
            Assert.Equal(["1|Alien|1979"], await QueryAsync(p, staging, "select * from films order by id"));
        }
    }

    [Fact]
    public async Task Connections_to_the_former_one_are_ended_and_settings_carried_over()
    {
        var (p, staging) = await TwoAsync("postgresql", Open);
        using (p)
        using (staging)
        {
            var name = new NpgsqlConnectionStringBuilder(staging.Url).Database!;
            await p.SqlAsync($"alter database {name} set search_path = public, \"Odd Name\"");
            await p.SqlAsync($"alter database {name} set work_mem = '5MB'");
            await p.SqlAsync($"revoke all on database {name} from public");
            await p.SqlAsync($"grant connect on database {name} to pg_monitor with grant option");
            await p.CustomAsync("grants", "grant select on films to pg_monitor;");
            await p.ExpectAsync(0, "migrate");
            using var stop = new CancellationTokenSource();
            // Somebody who comes back again and again, as a service with a pool does.
            var busy = Task.Run(
                async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        try
                        {
                            await PostgresFixture.QueryAsync(staging.Url, "select pg_sleep(0.2)");
                        }
                        catch (NpgsqlException)
                        {
                            await Task.Delay(5, CancellationToken.None);
                        }
                    }
                },
                CancellationToken.None
            );
            await p.ExpectAsync(0, [.. s_wipe, "--yes"]);
            await stop.CancelAsync();
            await busy;
            Assert.Equal(
                ["public, \"Odd Name\"|5MB"],
                await PostgresFixture.QueryAsync(staging.Url, "select current_setting('search_path'), current_setting('work_mem')")
            );
            Assert.Equal(
                ["pg_monitor|CONNECT|True"],
                await PostgresFixture.QueryAsync(
                    staging.Url,
                    "select grantee::regrole::text, privilege_type, is_grantable from pg_database d, aclexplode(datacl) "
                        + "where datname = current_database() and grantee <> datdba"
                )
            );
            Assert.Equal(["1|Alien|1979"], await PostgresFixture.QueryAsync(staging.Url, "select * from films"));
            Assert.Equal(
                ["True"],
                await PostgresFixture.QueryAsync(staging.Url, "select has_table_privilege('pg_monitor', 'films', 'select')")
            );
        }
    }

    [Fact]
    public async Task A_migration_that_is_at_work_ends_first_and_one_that_comes_meanwhile_finds_the_new_database()
    {
        var (p, staging) = await TwoAsync("postgresql", Open);
        using (p)
        using (staging)
        {
            await p.CustomAsync("slow", "insert into films values (9, 'of the migration', 1); select pg_sleep(5);");
            using var migrating = System.Diagnostics.Process.Start(p.Start("migrate", "--env", "staging"))!;
            await DeployProject.WaitAsync(
                async () =>
                    (
                        await PostgresFixture.QueryAsync(
                            staging.Url,
                            "select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep(5)%' and "
                                + "query not like '%pg_stat_activity%'"
                        )
                    ).Count > 0,
                "it does not come to the slow statement"
            );
            using var late = System.Diagnostics.Process.Start(p.Start("migrate", "--env", "staging", "--json"))!;
            var wiped = await p.ExpectAsync(0, [.. s_wipe, "--yes", "--json"]);
            await migrating.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(migrating.ExitCode == 0, await migrating.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            Assert.Contains("waits for the lock holder of", wiped.All, StringComparison.Ordinal);
            var former = wiped.Lines.First(l => l.GetProperty("type").GetString() == "wiped").GetProperty("former").GetString()!;
            var kept = new NpgsqlConnectionStringBuilder(staging.Url) { Database = former }.ConnectionString;
            Assert.Equal(["9|of the migration"], await PostgresFixture.QueryAsync(kept, "select id, title from films where id = 9"));
            // Whatever it says of itself, what is there is the source's, with this migration once or not at all.
            await late.WaitForExitAsync(TestContext.Current.CancellationToken);
            await p.ExpectAsync(0, "migrate", "--env", "staging");
            Assert.True(
                late.ExitCode is 0 or 9 or 11,
                $"{late.ExitCode}: {await late.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}"
            );
            Assert.Equal(
                ["1|Alien", "9|of the migration"],
                await PostgresFixture.QueryAsync(staging.Url, "select id, title from films order by id")
            );
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task The_former_one_is_dropped_by_the_next_wipe_once_its_time_is_over(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, Open);
        using (p)
        using (staging)
        {
            await p.ExpectAsync(0, [.. s_wipe, "--yes"]);
            var kept = (await p.ExpectAsync(0, [.. s_wipe, "--yes", "--json"]))
                .Lines.First(l => l.GetProperty("type").GetString() == "wiped")
                .GetProperty("former")
                .GetString()!;
            // Its name says until when: here, long ago.
            var old = System.Text.RegularExpressions.Regex.Replace(kept, "old([-_])[0-9a-f]{8}", "old${1}50000000");
            if (p.IsSqlite)
                File.Move(kept, old);
            else
                await p.SqlAsync($"alter database {kept} rename to {old}");
            var again = await p.ExpectAsync(0, [.. s_wipe, "--yes"]);
            Assert.Contains($"{Path.GetFileName(old)} was retained until 2012", again.Errors, StringComparison.Ordinal);
            if (p.IsSqlite)
                Assert.Equal(2, Directory.GetFiles(p.Root, "staging.db.strata-old-*").Length);
            else
                Assert.Equal(
                    ["2"],
                    await p.QueryAsync(
                        $"select count(*) from pg_database where datname like '{new NpgsqlConnectionStringBuilder(staging.Url).Database}"
                            + $"\\_strata%'"
                    )
                );
        }
    }

    private static string Former(CliResult wiped) =>
        wiped.Lines.First(l => l.GetProperty("type").GetString() == "wiped").GetProperty("former").GetString()!;

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task Interrupted_after_the_swap_it_names_the_retained_database_and_how_to_swap_back(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, Open);
        using (p)
        using (staging)
        {
            // The event of the replacement is the first thing after the swap.
            var wiped = await p.RunHookedAsync("the former database is retained as", stop => stop.Cancel(), [.. s_wipe, "--yes"]);
            Assert.True(wiped.Exit == 130, wiped.All);
            var state = wiped.Errors.Split('\n').First(l => l.Contains("state:", StringComparison.Ordinal));
            Assert.Matches("the swap is done: .* copy of \"local\".* retained as .*strata[_-]old", state);
            var next = wiped.Errors.Split('\n').First(l => l.Contains("next:", StringComparison.Ordinal));
            Assert.Contains("strata drift --env staging", next, StringComparison.Ordinal);
            Assert.Contains("strata undo-wipe --env staging", next, StringComparison.Ordinal);
            Assert.DoesNotContain("again", next, StringComparison.Ordinal);
            Assert.Matches(@"replace\s+done", wiped.Output);
            Assert.Contains("up to date", (await p.ExpectAsync(0, "migrate", "--env", "staging")).Output, StringComparison.Ordinal);
            await p.ExpectAsync(0, "drift", "--env", "staging");
            Assert.Contains("stopped", (await p.ExpectAsync(0, "deploy", "history", "--env", "staging")).Output, StringComparison.Ordinal);
            await p.ExpectAsync(0, "undo-wipe", "--env", "staging", "--yes");
            Assert.Equal(["7|of staging|", "8|more|1"], await QueryAsync(p, staging, "select * from films order by id"));
        }
    }

    [Theory, InlineData("postgresql"), InlineData("sqlite")]
    public async Task A_retained_database_is_brought_back_by_its_name_after_a_second_wipe(string dialect)
    {
        var (p, staging) = await TwoAsync(dialect, Open);
        using (p)
        using (staging)
        {
            var original = Former(await p.ExpectAsync(0, [.. s_wipe, "--yes", "--json"]));
            var name = Path.GetFileName(original);
            // The newest is known by the second until which it is retained.
            await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
            var second = await p.ExpectAsync(0, [.. s_wipe, "--yes"]);
            Assert.Matches($"{name}.* strata undo-wipe --env staging --former .*{name}", second.Errors);
            var undone = await p.ExpectAsync(0, "undo-wipe", "--env", "staging", "--yes");
            Assert.Matches($"{name}.* strata undo-wipe --env staging --former .*{name}", undone.Errors);
            Assert.Equal(["1|Alien|1979"], await QueryAsync(p, staging, "select * from films order by id"));
            var odd = await p.ExpectAsync(9, "undo-wipe", "--env", "staging", "--yes", "--former", "nothing");
            Assert.Contains("ST5043", odd.Errors, StringComparison.Ordinal);
            Assert.Contains(name, odd.Errors, StringComparison.Ordinal);
            await p.ExpectAsync(0, "undo-wipe", "--env", "staging", "--yes", "--former", name);
            Assert.Equal(["7|of staging|", "8|more|1"], await QueryAsync(p, staging, "select * from films order by id"));
        }
    }

    [Fact]
    public async Task A_SQLite_file_that_somebody_is_writing_is_not_replaced()
    {
        var (p, staging) = await TwoAsync("sqlite", Open);
        using (p)
        using (staging)
        {
            await using var busy = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={p.At("staging.db")};Pooling=False");
            await busy.OpenAsync(TestContext.Current.CancellationToken);
            await using (
                var begin = new Microsoft.Data.Sqlite.SqliteCommand(
                    "pragma journal_mode = wal; begin immediate; insert into films values (9, 'open', null)",
                    busy
                )
            )
                await begin.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var failed = await p.RunAsync([.. s_wipe, "--yes"]);
            Assert.True(failed.Exit is 6 or 7, failed.All);
            await using (var commit = new Microsoft.Data.Sqlite.SqliteCommand("commit", busy))
                await commit.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Assert.Equal(3, (await QueryAsync(p, staging, "select * from films")).Count);
            await busy.CloseAsync();
            await p.ExpectAsync(0, [.. s_wipe, "--yes"]);
            Assert.Equal(["wal"], await QueryAsync(p, staging, "pragma journal_mode"));
        }
    }
}
