using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Every way back has a class, which follows from what both ways do to rows.</summary>
public sealed class ReversalTests(CliServer server)
{
    [Theory]
    [InlineData("postgresql", "public")]
    [InlineData("sqlite", "main")]
    public async Task The_class_says_what_going_back_costs(string dialect, string schema)
    {
        using var p = await server.ProjectAsync(dialect);
        Assert.Equal(("loses", $"SX2001 drops table {schema}.films and its rows"), await ClassAsync(p, "lost"));
        Assert.StartsWith(
            "-- reversal: loses\n-- what was written since the migration is lost by this:\n",
            p.Read($"db/migrations/{p.Migrations[^1]}.down.sql"),
            StringComparison.Ordinal
        );

        p.Schema(Schemas.Last, Schemas.Last + "\n\n    public Films() { Index(Year); }");
        Assert.Equal(("exact", ""), await ClassAsync(p, "lost"));

        p.Schema(Schemas.Last, Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);");
        Assert.Equal(("loses", $"SX2002 drops table column {schema}.films.rating and what it holds"), await ClassAsync(p, "lost"));

        // A type that takes every value, and on rollback not.
        p.Schema("Column Rating = Integer().Default(3)", "Column Rating = Text().Default(\"3\")");
        Assert.Equal("loses", (await ClassAsync(p, "lost")).Class);

        p.Schema("Column Rating = Text().Default(\"3\")", "Column Rating = Integer().Default(3)");
        var lossy = await ClassAsync(p, "missing");
        Assert.Equal("needs-rows", lossy.Class);
        Assert.StartsWith($"SX2003 changes table column {schema}.films.rating from ", lossy.Named, StringComparison.OrdinalIgnoreCase);

        p.Schema("\n    public readonly Column Rating = Integer().Default(3);", "");
        Assert.Equal(("needs-rows", $"SX2002 drops table column {schema}.films.rating and what it holds"), await ClassAsync(p, "missing"));
        await p.ExpectAsync(0, "migrate");
        Assert.Contains(": needs-rows", (await p.ExpectAsync(0, "rollback", "--dry-run")).Output, StringComparison.Ordinal);

        await p.CustomAsync("by_hand", "delete from films;");
        await p.ExpectAsync(0, "migrate");
        Assert.Contains(
            "impossible, it has no down-script",
            (await p.ExpectAsync(0, "rollback", "--dry-run")).Output,
            StringComparison.Ordinal
        );
        p.Write($"db/migrations/{p.Migrations[^1]}.down.sql", "-- by hand\nselect 1;\n");
        var mine = (await p.ExpectAsync(0, "rollback", "--dry-run", "--json")).Lines[0];
        Assert.Equal("not classed", mine.GetProperty("class").GetString());
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task A_way_back_that_rows_may_stop_says_where(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        await p.ExpectAsync(0, "generate");
        p.Schema("    public readonly Column Title = Text();\n", "");
        var made = (await p.ExpectAsync(0, "generate", "--json")).Lines[^1].GetProperty("reversal");
        Assert.Contains(
            made.GetProperty("stops").EnumerateArray(),
            s => s.GetString()!.StartsWith("SX3001 fails if table ", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Diff_tells_the_class_as_well(string dialect)
    {
        using var p = await server.ProjectAsync(dialect);
        var there = (await p.ExpectAsync(0, "diff", "--from", "empty", "--to", "schema", "--dialect", dialect, "--json")).Lines[^1];
        Assert.Equal("loses", there.GetProperty("reversal").GetProperty("class").GetString());
        var back = (await p.ExpectAsync(0, "diff", "--from", "schema", "--to", "empty", "--dialect", dialect, "--json")).Lines[^1];
        Assert.Equal("needs-rows", back.GetProperty("reversal").GetProperty("class").GetString());
    }

    private static async Task<(string Class, string Named)> ClassAsync(CliProject p, string which)
    {
        var reversal = (await p.ExpectAsync(0, "generate", "--json")).Lines[^1].GetProperty("reversal");
        return (
            reversal.GetProperty("class").GetString()!,
            string.Join("; ", reversal.GetProperty(which).EnumerateArray().Select(e => e.GetString()))
        );
    }
}
