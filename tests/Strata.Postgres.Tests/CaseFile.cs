using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Testing;

namespace Strata.Postgres.Tests;

/// <summary>
/// A cause as a file: sections <c>-- before</c>, <c>-- after</c>, and, written by <c>build.cs golden</c>, <c>-- plan</c> (the SQL, each
/// statement with its hazards) or <c>-- refused</c> (the code) where there is no plan. Where a server version plans otherwise, a section
/// <c>-- plan from 16</c> says so for that one and the later ones. What stands below <c>-- then</c> must run after the plan, and again
/// after the rollback. A file whose first line is <c>-- from 14</c> or <c>-- until 17</c> is about those versions only.
/// </summary>
internal sealed partial record CaseFile(string Path, string Before, string After, string? Then)
{
    private const string Plan = "plan";

    /// <summary>By the version from which on it holds: the heading without it, and the text.</summary>
    private readonly SortedDictionary<int, (string Heading, string Text)> _expected = [];

    public int From { get; private init; } = PostgresPackages.All[0];

    public int Until { get; private init; } = PostgresPackages.All[^1];

    public static IEnumerable<string> All() =>
        Directory
            .EnumerateFiles(System.IO.Path.Combine(Root(), "src", "Strata.Postgres"), "*.case", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal);

    public static string Root([CallerFilePath] string file = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "..", ".."));

    public static CaseFile Read(string path)
    {
        var sections = new Dictionary<string, StringBuilder>();
        var (from, until) = (PostgresPackages.All[0], PostgresPackages.All[^1]);
        StringBuilder? current = null;
        foreach (var line in File.ReadLines(path))
        {
            if (current is null && Range().Match(line) is { Success: true } range)
                (from, until) = range.Groups[1].Value == "from" ? (Number(range), until) : (from, Number(range));
            else if (Heading().IsMatch(line))
                sections[line[3..]] = current = new StringBuilder();
            else
                current?.Append(line).Append('\n');
        }
        string? Section(string name) => sections.TryGetValue(name, out var text) ? text.ToString().Trim('\n') : null;
        var file = new CaseFile(
            path,
            Section("before") ?? throw new FormatException($"{path}: no -- before"),
            Section("after") ?? throw new FormatException($"{path}: no -- after"),
            Section("then")
        )
        {
            From = from,
            Until = until,
        };
        foreach (var name in sections.Keys.Where(k => k is not ("before" or "after" or "then")))
        {
            var words = name.Split(' ');
            file._expected[words.Length == 1 ? from : int.Parse(words[2], CultureInfo.InvariantCulture)] = (words[0], Section(name)!);
        }
        return file;
    }

    /// <summary>The outcome that a version is to have.</summary>
    public CaseOutcome? Expected(int major) =>
        _expected.Where(e => e.Key <= major).Select(e => Outcome(e.Value.Heading, e.Value.Text)).LastOrDefault();

    /// <summary>Writes the outcome that a version has.</summary>
    public void Write(int major, CaseOutcome outcome)
    {
        var all = PostgresPackages.All.Where(m => m >= From && m <= Until).ToDictionary(m => m, m => Expected(m) ?? outcome);
        all[major] = outcome;
        var text = new StringBuilder();
        if (From != PostgresPackages.All[0])
            text.Append(CultureInfo.InvariantCulture, $"-- from {From}\n");
        if (Until != PostgresPackages.All[^1])
            text.Append(CultureInfo.InvariantCulture, $"-- until {Until}\n");
        text.Append($"-- before\n{Before}\n\n-- after\n{After}\n\n{(Then is null ? "" : $"-- then\n{Then}\n\n")}");
        CaseOutcome? last = null;
        foreach (var (version, one) in all.Where(o => o.Value != last || o.Key == From).OrderBy(o => o.Key))
        {
            if (one == last)
                continue;
            var since = version == From ? "" : string.Create(CultureInfo.InvariantCulture, $" from {version}");
            text.Append(one.Plan is { } plan ? $"-- {Plan}{since}\n{plan}\n\n" : $"-- refused{since}\n{one.Refused}\n\n");
            last = one;
        }
        File.WriteAllText(Path, text.ToString().TrimEnd('\n') + "\n");
    }

    private static CaseOutcome Outcome(string heading, string text) => heading == Plan ? new(text, null) : new(null, text);

    private static int Number(Match match) => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^-- (from|until) (\d+)$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^-- (before|after|then|(plan|refused)( from \d+)?)$")]
    private static partial Regex Heading();
}

/// <summary>What planning a case ends in.</summary>
/// <param name="Plan">The SQL; null where there is none.</param>
/// <param name="Refused">The code of the problem; null where there is a plan.</param>
internal sealed record CaseOutcome(string? Plan, string? Refused);
