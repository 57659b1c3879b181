using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>Findings of lint rules are notes on the screen and lines of JSON: no file has them, and no exit code depends on one.</summary>
public sealed class LintTests(CliServer server)
{
    private const string Finding =
        "note: L04: blocks writes to public.films while films_year_idx is built; instead: CREATE INDEX CONCURRENTLY films_year_idx ON "
        + "public.films USING btree (year)";

    [Fact]
    public async Task Index_on_a_table_in_use_is_noted_by_check_diff_and_generate()
    {
        using var p = await server.ProjectAsync("postgresql");
        Assert.DoesNotContain("note: L", (await p.ExpectAsync(0, "generate", "--name", "one")).All, StringComparison.Ordinal);
        p.Schema(Schemas.Last, Schemas.Last + "\n    public Films() => Index(Year);");

        Assert.Contains(Finding, (await p.ExpectAsync(4, "check")).Errors, StringComparison.Ordinal);
        Assert.Contains(Finding, (await p.ExpectAsync(5, "generate", "--check")).Errors, StringComparison.Ordinal);
        var diff = await p.ExpectAsync(0, "diff", "--from", "migrations", "--to", "schema");
        Assert.Contains(Finding, diff.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("L04", diff.Output, StringComparison.Ordinal);

        var made = await p.ExpectAsync(0, "generate", "--name", "two", "--json");
        var line = Assert.Single(made.Lines, l => l.GetProperty("type").GetString() == "lint");
        Assert.Equal("L04", line.GetProperty("code").GetString());
        Assert.Equal("index public.films_year_idx", line.GetProperty("subject").GetString());
        Assert.Equal("L04", Assert.Single(made.Lines[^1].GetProperty("lints").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal("CREATE INDEX films_year_idx ON public.films USING btree (year);\n", p.Read("db/migrations/0001_two.sql"));
        Assert.DoesNotContain("note: L", (await p.ExpectAsync(0, "check")).All, StringComparison.Ordinal);
    }
}
