using System.Text.RegularExpressions;

namespace Strata.Cli.Tests.Support;

/// <summary>The problem that a run of the program ended with, as it was printed.</summary>
/// <param name="Code"><c>ST</c> and four digits.</param>
/// <param name="What">What is wrong, on one line.</param>
/// <param name="Next">What it advises.</param>
internal sealed partial record RaisedProblem(string Code, string What, string Next)
{
    /// <summary>The last problem of a run; null where it raised none.</summary>
    public static RaisedProblem? Of(string[] arguments, CliResult result)
    {
        if (arguments.Contains("--json"))
        {
            var line = result.Lines.LastOrDefault(l => l.GetProperty("type").GetString() == "problem");
            string Text(string name) => line.GetProperty(name).GetString()!;
            return line.ValueKind == default ? null : new(Text("code"), Text("what"), Text("fix"));
        }
        return Printed().Match(result.Errors) is { Success: true } m
            ? new(m.Groups["code"].Value, m.Groups["what"].Value, m.Groups["next"].Value)
            : null;
    }

    /// <summary>The same is wrong, whatever the numbers in it.</summary>
    public bool IsAs(RaisedProblem? other) =>
        other is not null && Code == other.Code && Digits().Replace(What, "0") == Digits().Replace(other.What, "0");

    public override string ToString() => $"{Code} {What}\n  next: {Next}";

    [GeneratedRegex(@"^error (?<code>ST\d{4}): (?<what>.*?)\n.*?^  next:  (?<next>.*?)$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Printed();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
