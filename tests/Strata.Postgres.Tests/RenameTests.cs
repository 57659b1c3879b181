using Strata.Core.Model;
using Strata.Core.Planning.Proving;
using Strata.Core.Planning.Renames;
using Strata.Project.SchemaSources;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>Renames that the user says: everything with a name, rows kept, and what refers to it follows.</summary>
public sealed class RenameTests(PostgresFixture postgres)
{
    private const string Before = """
        create schema app;
        create type app.mood as enum ('sad', 'ok');
        create table app.films (
          id int primary key, title text not null, mood app.mood default 'sad', constraint title_ok check (title <> ''));
        create index films_title on app.films (title);
        create table app.reviews (film int references app.films);
        create view app.titles as select title from app.films;
        create function app.f(a int) returns int language sql as 'select 1';
        comment on column app.films.title is 'kept';
        """;

    private static readonly PostgresDialect s_dialect = new();

    public static TheoryData<string, string, string[], string[]> Renames() =>
        new()
        {
            { "schema", "app->media", ["app"], ["media"] },
            { "table", "films->movies", ["app", "films"], ["app", "movies"] },
            { "table column", "title->name", ["app", "films", "title"], ["app", "films", "name"] },
            { "enum label", "'ok'->'fine'", ["app", "mood", "ok"], ["app", "mood", "fine"] },
            { "type", "mood->feeling", ["app", "mood"], ["app", "feeling"] },
            { "table constraint", "title_ok->title_given", ["app", "films", "title_ok"], ["app", "films", "title_given"] },
            { "index", "films_title->films_by_title", ["app", "films_title"], ["app", "films_by_title"] },
            { "view", "titles->names", ["app", "titles"], ["app", "names"] },
        };

    [Theory]
    [MemberData(nameof(Renames))]
    public async Task Keeps_rows_and_everything_that_refers_to_it(string type, string change, string[] from, string[] to)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        await CheckAsync([new RenameHint(new ObjectId(type, [.. from]), new ObjectId(type, [.. to]))]);
    }

    [Fact]
    public async Task A_label_gone_and_one_come_are_asked_about()
    {
        var settings = await LoadedAsync();
        await using var database = await PostgresFixture.OpenAsync(settings);
        var before = await s_dialect.ReadAsync(database, CancellationToken.None);
        await PostgresFixture.ExecuteAsync(settings, "alter type app.mood rename value 'ok' to 'fine'");
        var after = await s_dialect.ReadAsync(database, CancellationToken.None);
        Assert.Equal(
            [new RenameHint(new ObjectId("enum label", ["app", "mood", "ok"]), new ObjectId("enum label", ["app", "mood", "fine"]))],
            RenameDetector.FindParts(before, after)
        );
        Assert.Empty(RenameDetector.FindParts(before, before));
    }

    [Fact]
    public Task Renames_a_function() =>
        CheckAsync([
            new RenameHint(new ObjectId("function", ["app", "f"], ["integer"]), new ObjectId("function", ["app", "g"], ["integer"])),
        ]);

    [Fact]
    public Task Renames_a_table_and_its_column_together() =>
        CheckAsync([
            new RenameHint(new ObjectId("table", ["app", "films"]), new ObjectId("table", ["app", "movies"])),
            new RenameHint(
                new ObjectId("table column", ["app", "movies", "title"]),
                new ObjectId("table column", ["app", "movies", "name"])
            ),
        ]);

    [Fact]
    public async Task A_hint_that_is_true_already_does_nothing()
    {
        await using var database = await PostgresFixture.OpenAsync(await LoadedAsync());
        var catalog = await s_dialect.ReadAsync(database, CancellationToken.None);
        var (steps, renamed) = await new Renamer(s_dialect, new FixtureShadows(postgres)).ApplyAsync(
            catalog,
            [new RenameHint(new ObjectId("table", ["app", "old_films"]), new ObjectId("table", ["app", "films"]))],
            CancellationToken.None
        );
        Assert.Empty(steps);
        Assert.Same(catalog, renamed);
    }

    private async Task<string> LoadedAsync()
    {
        var settings = await postgres.CreateDatabaseAsync();
        await using var connection = await PostgresFixture.OpenAsync(settings);
        await new DdlLoader(s_dialect).LoadAsync(
            connection,
            [.. DdlLoader.Split(Before, "before.sql", s_dialect.Syntax)],
            CancellationToken.None
        );
        await PostgresFixture.ExecuteAsync(settings, "insert into app.films values (1, 'a', 'ok'), (2, 'b', 'sad')");
        return settings;
    }

    private async Task CheckAsync(IReadOnlyList<RenameHint> hints)
    {
        var settings = await LoadedAsync();
        await using var database = await PostgresFixture.OpenAsync(settings);
        var before = await s_dialect.ReadAsync(database, CancellationToken.None);
        var (steps, renamed) = await new Renamer(s_dialect, new FixtureShadows(postgres)).ApplyAsync(before, hints, CancellationToken.None);
        Assert.NotEmpty(steps);
        foreach (var step in steps)
            await PostgresFixture.ExecuteAsync(settings, step.Sql);

        var reached = await s_dialect.ReadAsync(database, CancellationToken.None);
        Assert.Empty(Prover.Differences(reached, renamed));
        Assert.Equal(before.Objects.Count, reached.Objects.Count);
        var table = reached.Objects.Keys.Single(id => id.Type == "table" && id.Name is "films" or "movies");
        Assert.Equal(["2"], await PostgresFixture.QueryAsync(settings, $"select count(*) from {string.Join('.', table.Names)}"));
    }
}
