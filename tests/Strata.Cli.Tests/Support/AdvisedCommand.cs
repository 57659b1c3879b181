using System.CommandLine;
using System.Text.RegularExpressions;
using Strata.Cli.Commands;
using Strata.Cli.Terminal;

namespace Strata.Cli.Tests.Support;

/// <summary>A command in the <c>next:</c> of a problem.</summary>
/// <param name="Before">The text before it in its clause.</param>
/// <param name="Words">The command line.</param>
internal sealed partial record AdvisedCommand(string Before, IReadOnlyList<string> Words)
{
    private static readonly Lazy<RootCommand> s_root = new(Root);

    public bool IsStrata => Words[0] == "strata";

    /// <summary>The command without its values: <c>strata repair --mark # #</c>.</summary>
    public string Shape =>
        string.Join(' ', Words.Select((w, i) => i <= 1 || w.StartsWith('-') || (i == 2 && Words[1] is "env" or "deploy") ? w : "#"));

    /// <summary>It continues the one before it: <c>strata generate, strata migrate</c>.</summary>
    public bool IsContinued => Continued().IsMatch(Before);

    public override string ToString() => string.Join(' ', Words.Select(w => w.Contains(' ', StringComparison.Ordinal) ? $"'{w}'" : w));

    /// <summary>The commands of a problem, in the order of its text; options to add are the failed command with them.</summary>
    /// <param name="next">The text.</param>
    /// <param name="arguments">The command that failed.</param>
    public static IReadOnlyList<AdvisedCommand> Of(string next, string[] arguments)
    {
        List<AdvisedCommand> commands = [];
        var end = 0;
        for (var m = Beginning().Match(next); m.Success; m = Beginning().Match(next, Math.Max(end, m.Index + 1)))
        {
            var tokens = Tokens(next, m.Index);
            var count = tokens[0].Text switch
            {
                // Its options are the services of a project.
                "strata" when tokens is [_, ("deploy", _), ..] => tokens.Count,
                "strata" => Longest(tokens, []),
                { } option when option.StartsWith('-') => Longest(tokens, Without(arguments, option)),
                _ => tokens.Count,
            };
            if (count == 0)
                continue;
            var words = tokens.Take(count).Select(t => t.Text);
            var isOption = tokens[0].Text.StartsWith('-');
            commands.Add(new(Clause(next, m.Index), isOption ? ["strata", .. Without(arguments, tokens[0].Text), .. words] : [.. words]));
            end = tokens[count - 1].End;
        }
        return commands;
    }

    /// <summary>The text before a command, from the last alternative or the semicolon that no "then" follows.</summary>
    private static string Clause(string text, int end)
    {
        var from = text.LastIndexOf(';', end);
        while (from > 0 && text.AsSpan(from + 1).StartsWith(" then ", StringComparison.Ordinal))
            from = text.LastIndexOf(';', from - 1);
        return text[Math.Max(from + 1, text.LastIndexOf(", or ", end, StringComparison.Ordinal) + 1)..end];
    }

    /// <summary>The command without an option that is given anew; some stand several times.</summary>
    private static string[] Without(string[] arguments, string option)
    {
        var at = Array.IndexOf(arguments, option);
        if (at < 0 || option is "--allow" or "--not-applied")
            return arguments;
        var next = arguments.ElementAtOrDefault(at + 1)?.StartsWith('-') == false ? at + 2 : at + 1;
        return [.. arguments[..at], .. arguments[next..]];
    }

    /// <summary>How many of the words are one command line that the program accepts.</summary>
    private static int Longest(List<(string Text, int End)> tokens, string[] before)
    {
        for (var count = tokens.Count; count > 0; count--)
        {
            string[] words = [.. before, .. tokens.Take(count).Select(t => t.Text)];
            var parsed = s_root.Value.Parse(before.Length > 0 ? words : words[1..]);
            if (parsed.Errors.Count == 0 && parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command is not RootCommand)
                return count;
        }
        return 0;
    }

    /// <summary>Words as a shell reads them, up to the end of the clause.</summary>
    private static List<(string Text, int End)> Tokens(string text, int from)
    {
        List<(string, int)> tokens = [];
        for (var m = Word().Match(text, from); m.Success; m = Word().Match(text, m.Index + m.Length))
        {
            if (tokens.Count > 0 && m.Groups["word"].Value is "or" or "and" or "then")
                break;
            var word = m.Groups["word"].Value.Replace("'", "", StringComparison.Ordinal);
            tokens.Add((word, m.Groups["word"].Index + m.Groups["word"].Length));
            if (m.Groups["end"].Length > 0)
                break;
        }
        return tokens;
    }

    private static RootCommand Root()
    {
        var host = new CommandHost
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Variables = new(new Dictionary<string, string>()),
            WorkingDirectory = Path.GetTempPath(),
        };
        var globals = new GlobalOptions(host, null, []);
        var root = new RootCommand();
        foreach (var option in globals.All)
        {
            option.Recursive = true;
            root.Options.Add(option);
        }
        foreach (var command in CommandList.All(globals))
            root.Subcommands.Add(command);
        return root;
    }

    [GeneratedRegex(
        @"(?<=^|[\s(])(strata (?=[a-z])|(mv|cp|rm) |git (?=(add|branch|checkout|commit|fetch|log|mv|pull|revert|status)\b)|--(?=[a-z]))"
    )]
    private static partial Regex Beginning();

    [GeneratedRegex(@"\G *(?<word>('[^']*'|[^\s';,()]|[,;](?=\S)|\((?=\S))+)(?<end>[;,)]?)")]
    private static partial Regex Word();

    [GeneratedRegex(@",\s*$|\bthen\b[^;,]*$")]
    private static partial Regex Continued();
}
