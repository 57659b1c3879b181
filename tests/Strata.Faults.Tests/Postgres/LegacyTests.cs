using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Postgres.Execution;
using Strata.Postgres.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Postgres;

/// <summary>Folders and databases of an earlier version are read, run and rolled back by this one.</summary>
public sealed class LegacyTests(PostgresFixture postgres)
{
    private static readonly string[] s_tags = ["0000_films", "0001_moods", "0002_indexes", "0003_vacuum"];

    [Theory, InlineData("migrations"), InlineData("squashed")]
    public Task Folder_keeps_hashes_and_journal(string name) => Legacy.AssertUnchangedAsync(PostgresSyntax.Instance, name);

    [Theory, InlineData("migrations", 4), InlineData("squashed", 3)]
    public async Task Folder_runs_and_rolls_back_on_an_empty_database(string name, int count)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var target = new PostgresTarget(database);
        var folder = await Legacy.FolderAsync(PostgresSyntax.Instance, name);
        Assert.Equal(count, (await Legacy.MigrateAsync(target, folder)).Result.Tags.Count);
        await AssertAppliedAsync(database);
        Assert.Equal(count, (await Legacy.RollbackAsync(target, folder)).Tags.Count);
        await AssertEmptyAsync(database);
    }

    [Fact]
    public async Task Applied_database_is_up_to_date_and_rolls_back()
    {
        var database = await LoadAsync("applied");
        await using var target = new PostgresTarget(database);
        var folder = await Legacy.FolderAsync(PostgresSyntax.Instance);
        Assert.Empty((await Legacy.MigrateAsync(target, folder)).Result.Tags);
        Assert.Equal(s_tags.Reverse(), (await Legacy.RollbackAsync(target, folder)).Tags);
        await AssertEmptyAsync(database);
    }

    [Fact]
    public async Task Interrupted_build_is_cleaned_up_and_finished()
    {
        var database = await LoadAsync("interrupted");
        await InvalidAsync(database, "year");
        await using var target = new PostgresTarget(database);
        var (result, events) = await Legacy.MigrateAsync(target, await Legacy.FolderAsync(PostgresSyntax.Instance));
        Assert.Equal(["0002_indexes", "0003_vacuum"], result.Tags);
        Assert.Equal([Probe.Invalid], events.OfType<StatementProbed>().Select(e => e.Found));
        await AssertAppliedAsync(database);
        Assert.Equal(["3"], await PostgresFixture.QueryAsync(database, "select count(*) from films"));
    }

    [Fact]
    public async Task Interrupted_rollback_is_finished()
    {
        var database = await LoadAsync("rolling-back");
        await InvalidAsync(database, "title");
        await using var target = new PostgresTarget(database);
        var result = await Legacy.RollbackAsync(target, await Legacy.FolderAsync(PostgresSyntax.Instance));
        Assert.Equal(s_tags[..3].Reverse(), result.Tags);
        await AssertEmptyAsync(database);
    }

    [Fact]
    public async Task Squash_is_recorded_where_what_it_replaces_is_applied()
    {
        var database = await LoadAsync("applied");
        await using var target = new PostgresTarget(database);
        var folder = await Legacy.FolderAsync(PostgresSyntax.Instance, "squashed");
        Assert.Equal(["0001_baseline"], (await Legacy.MigrateAsync(target, folder)).Result.Tags);
        Assert.Equal(
            ["0001_baseline|squash|applied"],
            await PostgresFixture.QueryAsync(database, "select tag, kind, state from strata.history order by seq desc limit 1")
        );
        await AssertAppliedAsync(database);
        await Legacy.RollbackAsync(target, folder);
        await AssertEmptyAsync(database);
    }

    private async Task<string> LoadAsync(string name)
    {
        var database = await postgres.CreateDatabaseAsync();
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(database);
        string[] where = ["-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, "-d", settings.Database!];
        var file = Legacy.At(PostgresSyntax.Instance, name + ".sql");
        var loaded = await ProcessRunner.RunAsync("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", .. where, "-f", file]);
        Assert.True(loaded.ExitCode == 0, loaded.Errors);
        return database;
    }

    /// <summary>An index that its build or its drop left behind: pg_dump leaves it out.</summary>
    private static async Task InvalidAsync(string database, string column)
    {
        await PostgresFixture.ExecuteAsync(database, $"create index films_{column} on films ({column})");
        await PostgresFixture.ExecuteAsync(
            database,
            $"update pg_index set indisvalid = false where indexrelid = 'films_{column}'::regclass"
        );
    }

    private static async Task AssertAppliedAsync(string database)
    {
        Assert.Equal(
            ["films_title|True", "films_year|True"],
            await PostgresFixture.QueryAsync(
                database,
                "select relname, indisvalid from pg_index join pg_class on oid = indexrelid where relname like 'films\\_%' and not "
                    + "indisprimary order by 1"
            )
        );
        Assert.Equal(
            ["1|Solaris|1972|great|great", "2|Stalker|1979|good|great"],
            await PostgresFixture.QueryAsync(
                database,
                "select id, title, year, mood::text, aftertaste::text from films where id < 3 order by 1"
            )
        );
        Assert.Equal(
            ["0"],
            await PostgresFixture.QueryAsync(database, "select count(*) from strata.history where state not in ('applied', 'rolled_back')")
        );
    }

    private static async Task AssertEmptyAsync(string database)
    {
        Assert.Equal(
            ["0"],
            await PostgresFixture.QueryAsync(
                database,
                "select (select count(*) from pg_class where relnamespace = 'public'::regnamespace) + (select count(*) from pg_type "
                    + "where typnamespace = 'public'::regnamespace)"
            )
        );
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from strata.step"));
        Assert.Equal(["0"], await PostgresFixture.QueryAsync(database, "select count(*) from strata.history where state <> 'rolled_back'"));
    }
}
