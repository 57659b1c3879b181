using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>A column that changes its type either keeps every value whole or leaves the database as it was.</summary>
public sealed class TypeChangeTests(CliServer server)
{
    [Theory]
    [InlineData("Varchar(3)")]
    [InlineData("Char(3)")]
    public async Task A_text_that_is_too_long_is_refused_and_never_cut(string type)
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979)");
        p.Schema("Title = Text();", $"Title = {type};");
        var asked = await p.ExpectAsync(10, "push");
        Assert.Contains("a value that is too long fails it", asked.Output, StringComparison.Ordinal);
        await p.RefusedAsync(7, ["push", "--allow", "SX2003:films.title"], "value too long", "nothing was changed");
        await p.SqlAsync("update films set title = 'Ali'");
        await p.ExpectAsync(0, "push", "--allow", "SX2003:films.title");
        Assert.Equal(["1|Ali|1979"], await p.QueryAsync("select * from films"));
    }

    [Fact]
    public async Task A_value_becomes_an_array_of_one_and_no_value_stays_none()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979), (2, 'Later', null)");
        p.Schema("Title = Text();", "Title = Text().Array();");
        p.Schema(Schemas.Last, "Year  = Integer().Array().Nullable();");
        await p.ExpectAsync(0, "push");
        Assert.Equal(["1|{Alien}|{1979}", "2|{Later}|"], await p.QueryAsync("select id, title::text, year::text from films order by id"));
    }

    [Fact]
    public async Task Times_without_a_zone_say_whose_they_become()
    {
        using var p = await server.ProjectAsync();
        p.Schema(Schemas.Last, "Year  = Timestamp().Nullable();");
        await p.ExpectAsync(0, "push");
        p.Schema("Year  = Timestamp()", "Year  = Timestamptz()");
        Assert.Contains("TimeZone", (await p.ExpectAsync(10, "push")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SQLite_keeps_what_does_not_fit_as_it_is()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films values (1, 'Alien', 1979), (2, '12', null), (3, 'x', 1.5)");
        p.Schema("Title = Text();", "Title = Integer();");
        p.Schema(Schemas.Last, "Year  = Text().Nullable();");
        await p.ExpectAsync(0, "push", "--allow", "SX2003:films.title");
        Assert.Equal(
            ["1|text|Alien|1979", "2|integer|12|", "3|text|x|1.5"],
            await p.QueryAsync("select id, typeof(title), title, year from films order by id")
        );
    }

    [Fact]
    public async Task A_column_that_becomes_serial_goes_on_where_its_numbers_end()
    {
        using var p = await server.ProjectAsync();
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films values (41, 'Alien', 1979)");
        p.Schema("Id    = Integer().PrimaryKey();", "Id    = Serial().PrimaryKey();");
        await p.ExpectAsync(0, "push");
        await p.SqlAsync("insert into films (title) values ('Later')");
        Assert.Equal(["41|Alien", "42|Later"], await p.QueryAsync("select id, title from films order by id"));
        await p.ExpectAsync(0, "push", "--dry-run");
    }
}
