using Strata.Cli.Tests.Support;

namespace Strata.Cli.Tests;

/// <summary>The reference of codes, in a folder without a project.</summary>
public sealed class ExplainTests
{
    [Theory]
    [InlineData("ST3023", "never closed", "exit code: 3", "example:")]
    [InlineData("st3023", "never closed", "exit code: 3", "example:")]
    [InlineData("SX2002", "drops a column", "must be acknowledged", "better:")]
    [InlineData("l04", "while writers wait", "CREATE INDEX CONCURRENTLY", "better:")]
    [InlineData("ST4001", "ST4001:", "exit code: 4", "do:")]
    public async Task Explain_prints_the_entry_of_a_code(string code, params string[] words)
    {
        using var p = new CliProject("sqlite:app.db");
        var result = await p.ExpectAsync(0, "explain", code);
        foreach (var word in words)
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_without_code_lists_all()
    {
        using var p = new CliProject("sqlite:app.db");
        var lines = (await p.ExpectAsync(0, "explain")).Output.TrimEnd().Split('\n');
        Assert.True(lines.Length > 200, $"{lines.Length} codes");
        Assert.Equal(lines.Length + 1, (await p.ExpectAsync(0, "explain", "--json")).Lines.Count);
    }

    [Fact]
    public async Task Explain_with_json_has_the_members_of_the_entry()
    {
        using var p = new CliProject("sqlite:app.db");
        var entry = Assert.Single((await p.ExpectAsync(0, "explain", "ST2011", "--json")).Lines);
        Assert.Equal(2, entry.GetProperty("exitCode").GetInt32());
        Assert.Equal("a folder cannot be written", entry.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Explain_of_unknown_code_names_the_nearest()
    {
        using var p = new CliProject("sqlite:app.db");
        await p.RefusedAsync(2, ["explain", "ST30233"], "ST2020", "strata explain ST3023");
        await p.RefusedAsync(2, ["explain", "nonsense"], "ST2020", "strata explain");
    }
}
