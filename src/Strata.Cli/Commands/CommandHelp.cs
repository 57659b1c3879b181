using System.Globalization;

namespace Strata.Cli.Commands;

/// <summary>The words about a command in help. help.txt has the exit codes; then each command, as <see cref="Parse"/> reads it.</summary>
/// <param name="Group">The heading that the command stands under; empty for one that help does not show.</param>
/// <param name="Summary">A few words, for the list of all commands.</param>
/// <param name="Sentence">One sentence, which means something alone.</param>
/// <param name="Examples">Command lines.</param>
/// <param name="Exits">The exit codes that it can end with.</param>
internal sealed record CommandHelp(
    string Group,
    string Summary,
    string Sentence,
    IReadOnlyList<string> Examples,
    IReadOnlyList<ExitCode> Exits
)
{
    private static readonly Lazy<string[]> s_parts = new(Read);
    private static readonly Lazy<Dictionary<string, CommandHelp>> s_all = new(() =>
        s_parts.Value.Skip(1).ToDictionary(t => t[..t.IndexOf(" [", StringComparison.Ordinal)], Parse)
    );

    /// <summary>The help of a command.</summary>
    public static CommandHelp Of(string command) => s_all.Value[command];

    /// <summary>The meaning of an exit code.</summary>
    public static string Meaning(ExitCode code) =>
        s_parts.Value[0].Split('\n').Select(l => l.Split(' ', 2)).First(l => l[0] == $"{(int)code}")[1];

    private static string[] Read()
    {
        using var stream = typeof(CommandHelp).Assembly.GetManifestResourceStream("help.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private static CommandHelp Parse(string text)
    {
        var lines = text.TrimEnd().Split('\n');
        var head = lines[0].Split([" [", "] "], 3, StringSplitOptions.None);
        var exits = lines.Last(l => l.StartsWith("exits", StringComparison.Ordinal)).Split(' ').Skip(1);
        return new(
            head[1],
            head[2],
            lines[1],
            [.. lines.Where(l => l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => l[2..])],
            [.. exits.Select(e => (ExitCode)int.Parse(e, CultureInfo.InvariantCulture))]
        );
    }
}
