using Strata.Core.Execution;
using Strata.Core.Record;
using Strata.Core.Scripts;
using Strata.Core.Sql;
using Strata.Sqlite.Execution;
using Strata.Sqlite.Scripts;
using Strata.Sqlite.Syntax;
using Strata.Testing;

namespace Strata.Faults.Tests.Sqlite;

/// <summary>Folders and databases of an earlier version are read, run and rolled back by this one.</summary>
public sealed class LegacyTests : IDisposable
{
    private static readonly string[] s_tags = ["0000_films", "0001_rows", "0002_rebuild", "0003_vacuum"];
    private readonly TempFolder _folder = new();

    private string Database => _folder.At("app.db");

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("migrations"), InlineData("squashed")]
    public Task Folder_keeps_hashes_and_journal(string name) => Legacy.AssertUnchangedAsync(SqliteSyntax.Instance, name);

    [Theory, InlineData("migrations", 4), InlineData("squashed", 3)]
    public async Task Folder_runs_and_rolls_back_on_an_empty_database(string name, int count)
    {
        await using var target = Target();
        var folder = await Legacy.FolderAsync(SqliteSyntax.Instance, name);
        Assert.Equal(count, (await Legacy.MigrateAsync(target, folder)).Result.Tags.Count);
        await AssertAppliedAsync();
        Assert.Equal(count, (await Legacy.RollbackAsync(target, folder)).Tags.Count);
        await AssertEmptyAsync();
    }

    [Fact]
    public async Task Applied_database_is_up_to_date_and_rolls_back()
    {
        await LoadAsync("applied");
        await using var target = Target();
        var folder = await Legacy.FolderAsync(SqliteSyntax.Instance);
        Assert.Empty((await Legacy.MigrateAsync(target, folder)).Result.Tags);
        Assert.Equal(s_tags.Reverse(), (await Legacy.RollbackAsync(target, folder)).Tags);
        await AssertEmptyAsync();
    }

    [Fact]
    public async Task Interrupted_statement_is_repeated_and_the_run_finished()
    {
        await LoadAsync("interrupted");
        await using var target = Target();
        var (result, events) = await Legacy.MigrateAsync(target, await Legacy.FolderAsync(SqliteSyntax.Instance));
        Assert.Equal(["0003_vacuum"], result.Tags);
        Assert.Equal([Probe.Repeatable], events.OfType<StatementProbed>().Select(e => e.Found));
        await AssertAppliedAsync();
    }

    [Fact]
    public async Task Interrupted_rollback_is_finished()
    {
        await LoadAsync("rolling-back");
        await using var target = Target();
        Assert.Equal(s_tags.Reverse(), (await Legacy.RollbackAsync(target, await Legacy.FolderAsync(SqliteSyntax.Instance))).Tags);
        await AssertEmptyAsync();
    }

    [Fact]
    public async Task Squash_is_recorded_where_what_it_replaces_is_applied()
    {
        await LoadAsync("applied");
        await using var target = Target();
        var folder = await Legacy.FolderAsync(SqliteSyntax.Instance, "squashed");
        Assert.Equal(["0001_baseline"], (await Legacy.MigrateAsync(target, folder)).Result.Tags);
        await AssertAppliedAsync();
        await Legacy.RollbackAsync(target, folder);
        await AssertEmptyAsync();
    }

    [Fact]
    public async Task Record_is_read_as_it_is_and_converted_by_the_first_run_that_writes()
    {
        await LoadAsync("rolling-back");
        await using var target = Target();
        await target.OpenAsync(TestContext.Current.CancellationToken);
        var before = await target.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["1"], await SqliteRun.QueryAsync(Database, "select format from __strata_format"));
        await target.PrepareAsync(Postgres.Run.Options.Run, TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "0000_films|migrate|applied",
                "0001_rows|migrate|applied",
                "0002_rebuild|migrate|applied",
                "0003_vacuum|migrate|rolled_back",
                "0003_vacuum|migrate|applied",
            ],
            await SqliteRun.QueryAsync(Database, "select tag, kind, state from __strata_history order by seq")
        );
        Assert.Equal(
            ["0003_vacuum|2|done|Repeatable", "0003_vacuum:down|1|done|Unknown"],
            await SqliteRun.QueryAsync(Database, "select tag, number, state, found from __strata_step order by 1")
        );
        Assert.Equal(["2"], await SqliteRun.QueryAsync(Database, "select format from __strata_format"));
        var after = await target.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before.History, after.History);
        Assert.Equal(before.Steps, after.Steps);
        Assert.Equal(before.Stamp, after.Stamp);
    }

    [Fact]
    public async Task Script_converts_the_record_and_rolls_back()
    {
        await LoadAsync("applied");
        var folder = await Legacy.FolderAsync(SqliteSyntax.Instance);
        var last = folder.Migrations[^1];
        var down = SqlScript.Parse(
            await File.ReadAllTextAsync(last.DownPath, TestContext.Current.CancellationToken),
            SqliteSyntax.Instance,
            last.DownPath
        );
        var request = new ScriptRequest(folder.Migrations, 4, 3, Postgres.Run.Options.Run)
        {
            Environment = "local",
            Downs = new Dictionary<string, SqlScript> { [last.Tag] = down },
        };
        var lines = new SqliteScript(request).Write().Split('\n').Where(l => !l.StartsWith('.'));
        await SqliteRun.ExecuteAsync(Database, string.Join('\n', lines));
        Assert.Equal(
            ["applied", "applied", "applied", "rolled_back"],
            await SqliteRun.QueryAsync(Database, "select state from __strata_history order by seq")
        );
        await using var target = Target();
        Assert.Equal(["0003_vacuum"], (await Legacy.MigrateAsync(target, folder)).Result.Tags);
    }

    private SqliteTarget Target() => new(SqliteRun.Connection(Database));

    private async Task LoadAsync(string name) =>
        await SqliteRun.ExecuteAsync(Database, await File.ReadAllTextAsync(Legacy.At(SqliteSyntax.Instance, name + ".sql")));

    private async Task AssertAppliedAsync()
    {
        Assert.Equal(["1|Solaris|1972", "2|Stalker|1979"], await SqliteRun.QueryAsync(Database, "select * from films order by id"));
        Assert.Equal(["1|1|slow; good"], await SqliteRun.QueryAsync(Database, "select * from reviews"));
        Assert.Equal(["1"], await SqliteRun.QueryAsync(Database, "select count(*) from sqlite_schema where name = 'films_year'"));
    }

    private async Task AssertEmptyAsync()
    {
        Assert.Equal(
            ["0"],
            await SqliteRun.QueryAsync(
                Database,
                "select count(*) from sqlite_schema where name not glob '__strata_*' and name not glob 'sqlite_*'"
            )
        );
        Assert.Equal(["0"], await SqliteRun.QueryAsync(Database, "select count(*) from __strata_step"));
    }
}
