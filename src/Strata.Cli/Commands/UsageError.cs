using Strata.Bundling;

namespace Strata.Cli.Commands;

/// <summary>A command line that cannot be understood: exit 2, with the nearest word that can.</summary>
internal static class UsageError
{
    /// <summary>The problem of a command line that did not parse.</summary>
    public static ProblemException Of(RootCommand root, ParseResult parsed, BundleFile? bundle)
    {
        var command = parsed.CommandResult.Command;
        if (bundle is not null && command == root && parsed.UnmatchedTokens is [var other, ..] && !other.StartsWith('-'))
            return Of(
                $"this program is a bundle of migrations, and has no command \"{other}\"",
                $"use one of: {string.Join(", ", Bundle.Commands)}"
            );
        var name = command == root ? "strata" : $"strata {command.Name}";
        var help = $"see: {name} --help";
        if (parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-')) is { } flag)
        {
            var nearest = Spelling.Nearest(flag.Split('=')[0], command.Options.Concat(root.Options).Select(o => o.Name));
            return Of($"{name} has no option {flag}", nearest is null ? help : $"did you mean: {nearest}");
        }
        if (parsed.UnmatchedTokens is not [var word, ..])
            return Invalid(root, parsed, name, help);
        return command == root ? UnknownCommand(root, word, "strata", "strata --help") : Of($"{name} takes no \"{word}\"", help);
    }

    /// <summary>The problem of a word that is no command.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="word">The word.</param>
    /// <param name="before">The words before the suggested command.</param>
    /// <param name="list">The command line that lists all commands.</param>
    public static ProblemException UnknownCommand(RootCommand root, string word, string before, string list)
    {
        var nearest = Spelling.Nearest(word, root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
        return Of($"no command \"{word}\"", nearest is null ? $"see all commands: {list}" : $"did you mean: {before} {nearest}");
    }

    private static ProblemException Invalid(RootCommand root, ParseResult parsed, string name, string help)
    {
        var options = parsed.CommandResult.Command.Options.Concat(root.Options).ToList();
        if (options.Find(o => o.Required && parsed.GetResult(o) is null or { Implicit: true }) is { } missing)
            return Of($"{name} needs {missing.Name}", $"add: {missing.Name} {missing.HelpName}; {help}");
        if (
            options.Find(o => o.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(o) is { Implicit: false, Tokens.Count: 0 }) is { } empty
        )
            return Of($"{empty.Name} needs a value", $"write: {empty.Name} {empty.HelpName}");
        if (options.Find(o => o.Arity.MaximumNumberOfValues == 1 && parsed.GetResult(o) is { IdentifierTokenCount: > 1 }) is { } twice)
            return Of($"{twice.Name} is given twice", "keep one of the two");
        var text = parsed.Errors[0].Message.TrimEnd('.');
        return Of(char.ToLowerInvariant(text[0]) + text[1..], help);
    }

    /// <summary>The problem of a command line that is wrong.</summary>
    public static ProblemException Of(string what, Remedy next) => UsageProblems.Unparsable.Error("", what, "nothing was done", next);
}
