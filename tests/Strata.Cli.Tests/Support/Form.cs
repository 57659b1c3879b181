using System.Text.RegularExpressions;

namespace Strata.Cli.Tests.Support;

/// <summary>What holds for every run of every test: the one form of messages, one JSON object a line, no stack trace, no secret.</summary>
internal static partial class Form
{
    /// <summary>Part of every password the tests use.</summary>
    public const string Secret = "s3cr3t";

    public static void Require(string[] arguments, CliResult result)
    {
        var shown = $"strata {string.Join(' ', arguments)}\n{result.All}";
        Assert.False(result.All.Contains(Secret, StringComparison.OrdinalIgnoreCase), "a secret was printed: " + shown);
        Assert.False(
            !arguments.Contains("--verbose") && result.All.Contains("   at Strata.", StringComparison.Ordinal),
            "a stack trace was printed: " + shown
        );
        Assert.False(result.Exit == 1, "an internal error: " + shown);
        Assert.False(result.Exit != 0 && result.All.Trim().Length == 0, "it failed without a word: " + shown);
        if (arguments.Contains("--json"))
        {
            Assert.True(
                result.Lines.Count > 0
                    && result.Lines[^1].GetProperty("type").GetString() == "result"
                    && result.Lines[^1].GetProperty("exit").GetInt32() == result.Exit,
                "the last line is not the result: " + shown
            );
            foreach (var line in result.Lines.Where(l => l.GetProperty("type").GetString() == "problem"))
                Message(
                    line.GetProperty("what").GetString()!,
                    line.GetProperty("state").GetString()!,
                    line.GetProperty("fix").GetString()!,
                    shown
                );
            return;
        }
        if (Problem().Match(result.Errors) is { Success: true } m)
            Message(m.Groups["what"].Value, m.Groups["state"].Value, m.Groups["fix"].Value, shown);
        else
            Assert.False(result.Exit is not (0 or 3 or 4 or 5), "it failed without a problem: " + shown);
    }

    private static void Message(string what, string state, string fix, string shown)
    {
        foreach (var text in new[] { what, state, fix })
        {
            Assert.True(text.Length > 0, "a part of the message is missing: " + shown);
            Assert.False(text.TrimEnd().EndsWith('.') && !text.EndsWith('…'), $"a final period in \"{text}\": {shown}");
            Assert.False(Capital().IsMatch(text), $"a capital at the start of \"{text}\": {shown}");
            Assert.DoesNotMatch(@"strata lint\b", text);
        }
    }

    [GeneratedRegex(
        @"^error ST\d{4}: (?<what>.*?)(\n  where: .*?)?\n  state: (?<state>.*?)\n  next:  (?<fix>.*?)(\n   ?at |\nStrata\.|\nSystem\.|\z)",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Problem();

    [GeneratedRegex(@"^[A-Z][a-z]*( |$)")]
    private static partial Regex Capital();
}
